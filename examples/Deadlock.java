// A deadlock, and its two fixes.
// Go: fatal error: all goroutines are asleep. Node.js: an await that nobody resolves.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  // An unbuffered send waits for its receiver, and there is none. A plain ch.send(1) would wait for
  // ever; this one gives up after a second, so that the program goes on.
  Chan<Integer> ch = Chan.make();
  try {
    ch.send(1, Duration.ofSeconds(1));
  } catch (TimeoutException _) {
    IO.println("deadlock: nobody receives");
  }

  // Fix: send in a goroutine, so that this one can receive.
  go(() -> ch.send(1));
  IO.println("with a goroutine: " + ch.receive());

  // Or: a buffer, so that the send need not wait.
  Chan<Integer> buffered = Chan.make(1);
  buffered.send(1);
  IO.println("with a buffer: " + buffered.receive());
}
