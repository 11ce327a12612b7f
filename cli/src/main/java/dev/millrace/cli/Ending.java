package dev.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The program's exit code, and the moment at which it is known. Decided once. */
final class Ending {
  private static final int OPEN = -1;

  private final AtomicInteger code = new AtomicInteger(OPEN);
  private final CountDownLatch decided = new CountDownLatch(1);

  void decide(int exitCode) {
    if (code.compareAndSet(OPEN, exitCode)) {
      decided.countDown();
    }
  }

  boolean isDecided() {
    return code.get() != OPEN;
  }

  int await() throws InterruptedException {
    decided.await();
    return code.get();
  }
}
