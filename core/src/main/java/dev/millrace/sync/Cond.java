package dev.millrace.sync;

import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.Deadline;
import dev.millrace.internal.NotifyList;
import dev.millrace.internal.Patience;
import dev.millrace.internal.WaitQueue;
import dev.millrace.internal.Waiter;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A condition variable: Go's {@code sync.Cond}, and the {@link Condition} of the locks here.
 *
 * {@snippet file="SyncSnippetsTest.java" region="cond"}
 *
 * <p>To wait, the lock must be held; it is released meanwhile and held again when the wait ends,
 * however it ends. To signal, it need not be. Signals wake in the order in which the waits began,
 * and nobody wakes without one; but another goroutine may have been first at the lock, so the
 * condition is to be looked at again.
 *
 * <p>A signal and an interrupt, or the end of a time, may race: one wins. A wait that got the
 * signal returns normally, and an interrupt stays in the flag; so no signal is lost on one who
 * leaves.
 *
 * <p>Memory, as Go's {@code sync} documents it: a signal or broadcast happens before the return of
 * every wait that it ends.
 */
public final class Cond implements Condition {
  /** The lock that guards the condition. */
  @SuppressWarnings("MemberName") // Go's name
  public final Lock L;

  private final NotifyList waiters = new NotifyList();

  /**
   * Makes a condition variable.
   *
   * @param lock guards the condition; of any kind that is not held more than once by one thread
   */
  public Cond(Lock lock) {
    L = Objects.requireNonNull(lock, "lock");
  }

  /**
   * Waits for a signal.
   *
   * @throws InterruptedException if the thread is interrupted: on entry, or while it waits; the
   *     lock is held then, too
   * @throws IllegalMonitorStateException if the lock is not held, where it can tell
   */
  @Override
  public void await() throws InterruptedException {
    waitWith(Patience.INTERRUPTIBLE);
  }

  /**
   * Waits for a signal for a limited time.
   *
   * @param timeout how long to wait; not at all if it is zero or negative, but the lock is released
   *     even then
   * @return false if the time was over first
   * @throws InterruptedException as {@link #await()}
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return waitFor(timeout);
  }

  /**
   * Waits for a signal until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @throws InterruptedException as {@link #await()}
   * @throws ContextException what ended the context; the lock is held then, too
   */
  public void await(Context ctx) throws InterruptedException {
    waitWith(Patience.whileLive(ctx));
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return waitFor(Duration.ofNanos(unit.toNanos(time))); // which saturates
  }

  @Override
  public long awaitNanos(long nanosTimeout) throws InterruptedException {
    long deadline = Deadline.after(Duration.ofNanos(nanosTimeout));
    waitWith(Patience.until(deadline));
    return deadline == Deadline.NONE ? Long.MAX_VALUE : deadline - Deadline.now();
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    return waitFor(Duration.between(TimeSource.current().instant(), deadline.toInstant()));
  }

  @Override
  public void awaitUninterruptibly() {
    try {
      waitWith(Patience.UNINTERRUPTIBLE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean waitFor(Duration timeout) throws InterruptedException {
    return waitWith(Patience.until(Deadline.after(timeout)));
  }

  private boolean waitWith(Patience patience) throws InterruptedException {
    patience.check();
    Waiter w = new Waiter(null);
    WaitQueue queue = waiters.add(w);
    long released;
    try {
      released = L instanceof PatientLock l ? l.release() : release();
    } catch (Throwable t) {
      waiters.leave(w, queue);
      throw t;
    }
    boolean signalled;
    try {
      signalled = patience.await(w, waiters, queue);
    } finally {
      if (L instanceof PatientLock l) {
        l.relock(released);
      } else {
        L.lock();
      }
    }
    if (signalled) {
      NotifyList.edgeOfSignal(w);
    }
    return signalled;
  }

  private long release() {
    L.unlock();
    return 0;
  }

  /** Wakes the one that has waited longest, if anybody waits. */
  @Override
  public void signal() {
    waiters.signal();
  }

  /** Wakes everybody who waits. */
  public void broadcast() {
    waiters.broadcast();
  }

  /** {@link #broadcast()}. */
  @Override
  public void signalAll() {
    broadcast();
  }
}
