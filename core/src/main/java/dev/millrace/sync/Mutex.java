package dev.millrace.sync;

import dev.millrace.CheckReturnValue;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.MutexCore;
import dev.millrace.internal.Patience;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A mutual exclusion lock: Go's {@code sync.Mutex}.
 *
 * {@snippet file="SyncSnippetsTest.java" region="mutex"}
 *
 * <p>It is not reentrant, and it belongs to no goroutine: one may acquire it and another release
 * it. Whoever acquires it twice waits for ever.
 *
 * <p>Fairness is Go's: whoever is running when it becomes free may take it before one that has to
 * be woken; but when somebody has waited for more than a millisecond and lost so, the mutex is
 * handed on in the order of arrival, until the queue is short again.
 *
 * <p>Memory, as Go's memory model says of locks: the n-th release happens before the m-th
 * acquisition returns, for every n &lt; m. A successful {@link #tryLock()} is an acquisition, one
 * that failed has no effect.
 *
 * <p>A free mutex is acquired with one compare-and-set and released with one. {@code lock} and
 * {@code unlock} allocate nothing; {@code acquire} makes a {@link Held} of 24 bytes, which the JIT
 * compiler leaves out where it has inlined acquisition and close into one method.
 */
public final class Mutex extends PatientLock {
  private final MutexCore core = new MutexCore();

  /** Makes a free mutex. */
  public Mutex() {}

  /** A hold is over when its number is not the mutex's any more. */
  record Hold(MutexCore core, long number) implements Held {
    @Override
    public void close() {
      core.release(number);
    }
  }

  /**
   * Acquires the mutex, to be released when the result is closed.
   *
   * @return what releases it
   * @throws InterruptedException if the thread is interrupted: on entry, even if the mutex is free,
   *     or while it waits; it has then not been acquired
   */
  @CheckReturnValue
  public Held acquire() throws InterruptedException {
    core.acquire(Patience.INTERRUPTIBLE);
    return held();
  }

  /**
   * {@link #acquire()} for a limited time.
   *
   * @param timeout how long to wait; if it is zero or negative it is tried once
   * @return what releases it
   * @throws InterruptedException as {@link #acquire()}, even if the time is zero
   * @throws TimeoutException if it could not be had in time
   */
  @CheckReturnValue
  public Held acquire(Duration timeout) throws InterruptedException, TimeoutException {
    lockWithin(timeout);
    return held();
  }

  /**
   * {@link #acquire()} until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @return what releases it
   * @throws InterruptedException as {@link #acquire()}
   * @throws ContextException what ended the context
   */
  @CheckReturnValue
  public Held acquire(Context ctx) throws InterruptedException {
    lockWhileLive(ctx);
    return held();
  }

  private Held held() {
    return new Hold(core, core.hold());
  }

  @Override
  public void lock() {
    core.acquire();
  }

  @Override
  boolean lock(Patience patience) throws InterruptedException {
    return core.acquire(patience);
  }

  /**
   * Acquires the mutex if it is free now. Neither looks at the interrupt flag nor changes it.
   *
   * @return false if it was held at that moment
   */
  @Override
  public boolean tryLock() {
    return core.tryAcquire();
  }

  /**
   * Releases the mutex, whoever acquired it.
   *
   * @throws IllegalMonitorStateException {@code sync: unlock of unlocked mutex}
   */
  @Override
  public void unlock() {
    if (!core.release()) {
      throw unlocked();
    }
  }

  @Override
  long release() {
    long hold = core.hold();
    if (!core.release(hold)) {
      throw unlocked();
    }
    return hold;
  }

  @Override
  void relock(long released) {
    core.restore(released);
  }

  private static IllegalMonitorStateException unlocked() {
    return new IllegalMonitorStateException("sync: unlock of unlocked mutex");
  }

  @Override
  public String toString() {
    return "Mutex[" + core + "]";
  }
}
