// A send on a closed channel panics, in whatever goroutine, and ends the process.
// Ends with exit code 2: send on closed channel

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<Integer> ch = Chan.make();
  go(() -> {
    try {
      ch.send(1);
    } finally {
      IO.println("the sender's deferred call runs");
    }
  });
  ch.close();
  select();
}
