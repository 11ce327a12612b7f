// A panic with an error of the program's own: its text is what the process says as it ends.
// Ends with exit code 2: read config: no such file

import static dev.millrace.Go.*;

import module dev.millrace;

void read(String name) throws IOException {
  var why = new NoSuchFileException("no such file");
  throw new IOException("read " + name + ": " + why.getMessage(), why);
}

void main() throws InterruptedException {
  Chan<String> result = Chan.make();
  go(() -> {
    read("config");
    result.send("never sent");
  });
  IO.println("main waits");
  IO.println(result.receive());
}
