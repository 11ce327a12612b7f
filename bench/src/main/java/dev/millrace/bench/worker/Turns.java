package dev.millrace.bench.worker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** How long somebody who could run waits for a carrier. */
public final class Turns {
  private Turns() {}

  public static int carriers() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** How long the calling thread has to wait until it runs again, in nanoseconds. */
  @SuppressWarnings("ThreadPriorityCheck") // waiting for one's turn is what is measured
  public static long await() {
    long began = System.nanoTime();
    Thread.yield();
    return System.nanoTime() - began;
  }

  /**
   * The longest wait beside hogs: each of n times as many as there are carriers compute for 100 ms,
   * without a pause.
   *
   * @param start starts one as the system does
   */
  public static long longestBesideHogs(Consumer<Runnable> start, int n, Figures figures) {
    long longest = 0;
    for (int i = 0; i < n; i++) {
      var hogs = new AtomicInteger(carriers());
      for (int k = 0; k < carriers(); k++) {
        start.accept(() -> {
          long began = System.nanoTime();
          while (System.nanoTime() - began < 100_000_000) {
            Thread.onSpinWait();
          }
          hogs.decrementAndGet();
        });
      }
      while (hogs.get() > 0) {
        longest = Math.max(longest, await());
      }
    }
    figures.put("longest", longest / 1e3);
    return n;
  }
}
