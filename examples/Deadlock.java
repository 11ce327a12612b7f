// A deadlock, its two fixes, and the report.
// Go: fatal error: all goroutines are asleep. Node.js: an await that nobody resolves.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  // Fix: send in a goroutine, so that this one can receive.
  Chan<Integer> ch = Chan.make();
  go(() -> ch.send(1));
  IO.println("with a goroutine: " + ch.receive());

  // Or: a buffer, so that the send need not wait.
  Chan<Integer> buffered = Chan.make(1);
  buffered.send(1);
  IO.println("with a buffer: " + buffered.receive());

  // The mistake: an unbuffered send waits for its receiver, and there is none. The program ends
  // here, with exit code 2 and a report of who waits where.
  ch.send(1);
}
