// A goroutine leak, and its fix.
// Go: a goroutine blocked on a channel for ever. Node.js: a listener that is never removed.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  // In the usual example for this the goroutine only makes a channel, and so returns at once. This
  // one really waits: nobody will ever send, nobody will ever close.
  Goroutine leaked =
      go(() -> {
        Chan<Integer> ch = Chan.make();
        ch.receive();
      });
  IO.println("ended within a second: " + leaked.join(Duration.ofSeconds(1)));

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
  leaked.interrupt();
  leaked.join();
  IO.println("the leaked one has ended");
}
