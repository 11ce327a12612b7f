package dev.millrace.sync;

import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.Deadline;
import dev.millrace.internal.Patience;
import dev.millrace.internal.SemaphoreCore;
import java.time.Duration;

/**
 * Bounds the use of something of which there is a certain amount: Go's {@code semaphore.Weighted}.
 *
 * {@snippet file="SyncSnippetsTest.java" region="weighted-semaphore"}
 *
 * <p>Who comes first is served first: one that asks for much is not starved by those who ask for
 * little. It belongs to no goroutine: one may acquire and another release.
 *
 * <p>Memory: a release happens before the return of every later acquisition.
 */
public final class WeightedSemaphore {
  private final SemaphoreCore core;
  private final long size;

  /**
   * Makes a semaphore of which nothing is held.
   *
   * @param size how much there is
   * @throws IllegalArgumentException {@code semaphore: size < 0}
   */
  public WeightedSemaphore(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("semaphore: size < 0");
    }
    this.size = size;
    core = new SemaphoreCore(size);
  }

  /**
   * Acquires an amount, waiting until it is there. For more than there ever is, it waits until it
   * is interrupted, and holds nobody else up.
   *
   * @param n how much
   * @throws InterruptedException if the thread is interrupted: on entry, even if the amount is
   *     there, or while it waits; nothing has then been acquired
   * @throws IllegalArgumentException {@code semaphore: n < 0}
   */
  public void acquire(long n) throws InterruptedException {
    core.acquire(amount(n), Patience.INTERRUPTIBLE);
  }

  /**
   * {@link #acquire(long)} until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @param n how much
   * @throws InterruptedException as {@link #acquire(long)}
   * @throws ContextException what ended the context; nothing has then been acquired
   * @throws IllegalArgumentException {@code semaphore: n < 0}
   */
  public void acquire(Context ctx, long n) throws InterruptedException {
    core.acquire(amount(n), Patience.whileLive(ctx));
  }

  /**
   * Acquires an amount if it is there now and nobody waits. Neither looks at the interrupt flag nor
   * changes it.
   *
   * @param n how much
   * @return whether it was acquired
   * @throws IllegalArgumentException {@code semaphore: n < 0}
   */
  public boolean tryAcquire(long n) {
    return core.tryAcquire(amount(n));
  }

  /**
   * Acquires an amount if it can be had within some time.
   *
   * @param n how much
   * @param timeout how long to wait; if it is zero or negative it is tried once
   * @return whether it was acquired
   * @throws InterruptedException as {@link #acquire(long)}, even if the time is zero
   * @throws IllegalArgumentException {@code semaphore: n < 0}
   */
  public boolean tryAcquire(long n, Duration timeout) throws InterruptedException {
    amount(n);
    if (Deadline.nanos(timeout) == 0) {
      Patience.INTERRUPTIBLE.check();
      return core.tryAcquire(n);
    }
    return core.acquire(n, Patience.until(Deadline.after(timeout)));
  }

  /**
   * Gives an amount back.
   *
   * @param n how much
   * @throws IllegalStateException {@code semaphore: released more than held}; nothing has then
   *     changed
   * @throws IllegalArgumentException {@code semaphore: n < 0}
   */
  public void release(long n) {
    if (!core.release(amount(n))) {
      throw new IllegalStateException("semaphore: released more than held");
    }
  }

  private static long amount(long n) {
    if (n < 0) {
      throw new IllegalArgumentException("semaphore: n < 0");
    }
    return n;
  }

  @Override
  public String toString() {
    return "WeightedSemaphore[" + core.held() + " of " + size + "]";
  }
}
