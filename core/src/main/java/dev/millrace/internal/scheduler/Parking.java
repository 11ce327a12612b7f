package dev.millrace.internal.scheduler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * How those who wait for each other here are woken, and how they wait until a moment; simply to
 * park is {@link LockSupport}'s.
 *
 * <p>A goroutine that is parked on our scheduler is made runnable by one compare-and-set of its
 * state, which is what the JDK does, too, once it has handed out the parking permit. The permit
 * would only be taken back when the goroutine goes on: two more fences for each wait. Whoever is
 * not parked, or not yet, or not on our scheduler, is unparked by the JDK.
 *
 * <p>Memory order: what the caller has written is seen by the one it wakes, who may look for it
 * without having parked. In the way through the JDK, the permit may be there already, from whatever
 * earlier unpark, and is then only read. The fence puts the caller's writes before that read in the
 * order of all; else the other one could take the old permit, miss the writes and park for ever. In
 * the short way the compare-and-set does the same.
 */
public final class Parking {
  private Parking() {}

  /**
   * Makes a thread go on that is parked or will park next, as {@link LockSupport#unpark} does.
   *
   * @param t the thread, of whatever kind
   */
  public static void unpark(Thread t) {
    if (Door.schedulerOf(t) == null || !Door.unpark(t)) {
      VarHandle.fullFence();
      LockSupport.unpark(t);
    }
  }

  /**
   * Parks until unparked, interrupted, at the moment, or for no reason, as {@link
   * LockSupport#parkNanos(Object, long)} does.
   *
   * @param blocker what is waited for
   * @param deadline the moment, as {@link System#nanoTime()} counts
   */
  public static void parkUntil(Object blocker, long deadline) {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      return;
    }
    Thread self = Thread.currentThread();
    Scheduler ours = Door.schedulerOf(self);
    if (ours == null) {
      LockSupport.parkNanos(blocker, nanos);
    } else {
      ours.parkUntil(self, blocker, deadline);
    }
  }
}
