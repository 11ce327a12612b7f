// Select: waits for whichever of several operations is ready first.
// Go: select with receives, a send, a timeout and a default. Node.js: Promise.race.

import static dev.millrace.Go.*;

import module dev.millrace;

void selectFive(Receiver<String> ch1, Receiver<String> ch2, Sender<String> ch3)
    throws InterruptedException {
  select(
      recv(ch1, msg1 -> IO.println("Received from ch1: " + msg1)),
      recv(ch2, msg2 -> IO.println("Received from ch2: " + msg2)),
      send(ch3, "message", () -> IO.println("Sent to ch3")),
      after(Duration.ofSeconds(1), () -> IO.println("Timeout")),
      otherwise(() -> IO.println("No channel ready")));
}

void main() throws InterruptedException {
  Chan<String> ch1 = Chan.make(1);
  Chan<String> ch2 = Chan.make(1);
  Chan<String> ch3 = Chan.make(1);

  ch3.send("ch3 is full");
  selectFive(ch1, ch2, ch3);

  ch1.send("one");
  selectFive(ch1, ch2, ch3);

  ch2.send("two");
  selectFive(ch1, ch2, ch3);

  ch3.receive();
  selectFive(ch1, ch2, ch3);

  // With a default a select never waits. Without, it is the timeout's turn after a second.
  select(
      recv(ch1, msg1 -> IO.println("Received from ch1: " + msg1)),
      recv(ch2, msg2 -> IO.println("Received from ch2: " + msg2)),
      send(ch3, "message", () -> IO.println("Sent to ch3")),
      after(Duration.ofSeconds(1), () -> IO.println("Timeout")));

  // As a value.
  ch1.send("three");
  String first =
      select(recv(ch1), recv(ch2), after(Duration.ofSeconds(1)).map(_ -> "nothing in time"));
  IO.println("The first was " + first);
}
