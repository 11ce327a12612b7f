// A signal wakes one, in the order in which they came; a broadcast all who wait; neither is kept
// for those who come later.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  var mu = new Mutex();
  var cond = new Cond(mu);
  cond.signal();
  cond.broadcast();
  Chan<Integer> waits = Chan.make(), woke = Chan.make();
  for (int i = 0; i < 6; i++) {
    int n = i;
    go(() -> {
      try (var _ = mu.acquire()) {
        waits.send(n);
        cond.await();
      }
      woke.send(n);
    });
    waits.receive();
    mu.lock(); // it has let go of the lock, so it waits
    mu.unlock();
  }
  cond.signal();
  IO.println("woke " + woke.receive());
  cond.signal();
  IO.println("woke " + woke.receive());
  select(
      recv(woke, n -> IO.println("woke without a signal " + n)),
      otherwise(() -> IO.println("nobody else woke")));
  cond.broadcast();
  int sum = woke.receive() + woke.receive() + woke.receive() + woke.receive();
  IO.println("sum of those who woke " + sum);
}
