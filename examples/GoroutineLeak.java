// A goroutine leak, its fix, and the report.
// Go: a goroutine blocked on a channel for ever. Node.js: a listener that is never removed.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  // In the usual example for this the goroutine only makes a channel, and so returns at once. This
  // one really waits: nobody will ever send, nobody will ever close. It is reported once main has
  // returned, as the garbage collector proves that nothing can wake it.
  go(() -> {
    Chan<Integer> ch = Chan.make();
    ch.receive();
  });

  // Fix: whoever sends also closes, whatever happens, and so whoever receives comes to an end.
  Chan<Integer> ch = Chan.make();
  go(() -> {
    try (ch) { // defer close(ch)
      ch.send(1); // work
    }
  });
  Goroutine reader =
      go(() -> {
        for (int n : ch) IO.println("received " + n);
      });
  reader.join();
  IO.println("the reader has ended");

  // Or: a way to tell it to stop. This is how a context ends a goroutine started with go(ctx, ...).
  Goroutine waiting = go(() -> Chan.never().receive());
  waiting.interrupt();
  waiting.join();
  IO.println("the one that was told to has ended");
}
