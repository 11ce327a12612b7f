package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait on a condition variable, in the order in which they came.
 *
 * <p>Invariant: somebody is in the queue from before the lock that goes with the condition is
 * released until a signal takes it out or it gives up; so a signal that comes after that release is
 * not missed, and one that finds a waiter is not lost: a waiter that has been taken out returns as
 * signalled, whatever interrupt or deadline comes then.
 *
 * <p>Memory order: a signal before the return of the wait that it ends, by {@link Waiter}.
 */
public final class NotifyList extends SeqLock implements Waitable {
  private WaitQueue queue = new WaitQueue(this);

  public NotifyList() {}

  /**
   * Joins.
   *
   * @return the queue that the waiter is in, to wait there or to leave it
   */
  public WaitQueue add(Waiter w) {
    lock();
    WaitQueue q = queue;
    q.add(w);
    unlock();
    return q;
  }

  /** Leaves before the wait has begun; a signal that came so soon goes to the next. */
  public void leave(Waiter w, WaitQueue q) {
    if (!w.leave(this, q)) {
      signal();
    }
  }

  /** Wakes the one that has waited longest, if anybody waits. */
  public void signal() {
    step();
    lock();
    Waiter w = queue.poll();
    Thread t = w == null ? null : complete(w);
    unlock();
    if (t != null) {
      Parking.unpark(t);
    }
  }

  /** Wakes everybody who waits now. */
  public void broadcast() {
    step();
    WaitQueue fresh = new WaitQueue(this);
    lock();
    WaitQueue all = queue;
    if (all.isEmpty()) {
      unlock();
      return;
    }
    queue = fresh; // those who come from now on are not meant
    unlock();
    for (; ; ) {
      lock();
      Waiter w = all.poll();
      Thread t = w == null ? null : complete(w);
      unlock();
      if (t == null) {
        return;
      }
      Parking.unpark(t);
    }
  }

  public static void edgeOfSignal(Waiter w) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(w, Probe.WHOLE);
    }
  }

  private static @Nullable Thread complete(Waiter w) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.release(w, Probe.WHOLE);
    }
    return w.complete(null);
  }

  private void step() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return WaitReason.COND_WAIT;
  }
}
