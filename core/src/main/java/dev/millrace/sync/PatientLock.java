package dev.millrace.sync;

import dev.millrace.context.Context;
import dev.millrace.internal.Deadline;
import dev.millrace.internal.Patience;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** What all locks here have in common: the many forms of one acquisition. */
abstract class PatientLock implements Lock {
  /**
   * Acquires.
   *
   * @return false if the patience ended first
   */
  abstract boolean lock(Patience patience) throws InterruptedException;

  /** Releases for a wait on a condition; what this returns is for {@link #relock}. */
  long release() {
    unlock();
    return 0;
  }

  /** Acquires again after a wait on a condition. */
  void relock(long released) {
    lock();
  }

  /**
   * Acquires the lock, waiting as long as it takes. It cannot be interrupted: the interrupt flag
   * stays as it is.
   */
  @Override
  public void lock() {
    try {
      lock(Patience.UNINTERRUPTIBLE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Acquires the lock, waiting until it is there or the thread is interrupted.
   *
   * @throws InterruptedException if the thread is interrupted: on entry, even if the lock is free,
   *     or while it waits; the lock has then not been acquired
   */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    lock(Patience.INTERRUPTIBLE);
  }

  /**
   * Acquires the lock if it can be had within some time.
   *
   * @param time how long to wait; if it is zero or negative it is tried once
   * @param unit of {@code time}
   * @return whether it was acquired
   * @throws InterruptedException as {@link #lockInterruptibly()}, even if the time is zero
   */
  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return tryLock(Duration.ofNanos(unit.toNanos(time))); // which saturates
  }

  /**
   * Acquires the lock if it can be had within some time.
   *
   * @param timeout how long to wait; if it is zero or negative it is tried once
   * @return whether it was acquired
   * @throws InterruptedException as {@link #lockInterruptibly()}, even if the time is zero
   */
  public boolean tryLock(Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(timeout);
    if (nanos == 0) {
      Patience.INTERRUPTIBLE.check();
      return tryLock();
    }
    return lock(Patience.until(Deadline.after(timeout)));
  }

  /** {@link #tryLock(Duration)} that throws. */
  final void lockWithin(Duration timeout) throws InterruptedException, TimeoutException {
    if (!tryLock(timeout)) {
      throw new TimeoutException("acquire timed out after " + timeout);
    }
  }

  /** {@link #lockInterruptibly()} that ends with a context. */
  final void lockWhileLive(Context ctx) throws InterruptedException {
    lock(Patience.whileLive(ctx));
  }

  /**
   * A condition that goes with this lock: a new {@link Cond}.
   *
   * @return the condition
   */
  @Override
  public Condition newCondition() {
    return new Cond(this);
  }
}
