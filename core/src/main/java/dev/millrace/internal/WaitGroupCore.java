package dev.millrace.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The wait group: a counter, and those who wait until it is zero.
 *
 * <p>The counter is the upper half of one word, so that to count is one atomic add; the lowest bit
 * says that somebody waits.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@code WAITING} is on while the queue {@code waiters} holds anybody; it changes only under
 *       the lock. Somebody joins only while the counter is not zero, and turns the bit on in the
 *       compare-and-set that sees so. Hence whoever brings the counter to zero sees the bit, and
 *       has to wake.
 *   <li>That one turns the bit off and takes the whole queue away in one critical section, before
 *       anybody is woken: a group may be used anew by the first that returns, if it was the only
 *       one.
 * </ul>
 *
 * <p>What Go calls misuse is seen where it shows: a count from zero while the bit is on, and a
 * counter that is above zero when a waiter returns. Both are races that may go unseen.
 *
 * <p>Memory order: the atomic adds are of full strength, and whoever waits gets the edge from
 * {@link Waiter}, so what went before any {@code done} comes before the end of every wait that it
 * let go.
 */
public final class WaitGroupCore extends SeqLock implements Waitable {
  private static final long WAITING = 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(WaitGroupCore.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long state;
  private WaitQueue waiters = new WaitQueue(this);

  public WaitGroupCore() {}

  public void add(int delta) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      if (delta < 0) {
        Probe.INSTALLED.release(this, Probe.WHOLE);
      }
    }
    long s = count(delta);
    if (Probe.INSTALLED != null && delta > 0 && counter(s) == delta) {
      // The first add must be ordered with a wait.
      Probe.INSTALLED.access(this, false, false);
    }
    if (counter(s) <= 0 || (s & WAITING) != 0) {
      added(s, delta);
    }
  }

  private void added(long s, int delta) {
    int counter = counter(s);
    if (counter < 0) {
      takeBack(delta);
      throw new IllegalStateException("sync: negative WaitGroup counter");
    }
    if ((s & WAITING) == 0) {
      return;
    }
    if (delta > 0 && counter == delta) {
      takeBack(delta);
      throw addedWhileWaiting();
    }
    if (counter == 0 && delta != 0 && counter(release()) > 0) {
      throw addedWhileWaiting();
    }
  }

  /** Undoes a misuse, so that only the one who made the mistake is worse off. */
  private void takeBack(int delta) {
    if (count(-delta) == WAITING) {
      release();
    }
  }

  private long count(int delta) {
    long d = (long) delta << 32;
    return (long) STATE.getAndAdd(this, d) + d;
  }

  /**
   * Wakes everybody.
   *
   * @return the state that was found
   */
  private long release() {
    WaitQueue fresh = new WaitQueue(this);
    lock();
    long s = (long) STATE.getAndBitwiseAnd(this, ~WAITING);
    WaitQueue all = waiters;
    waiters = fresh;
    unlock();
    all.completeAll(this, null);
    return s;
  }

  /**
   * Waits until the counter is zero.
   *
   * @return false if the patience ended first
   */
  public boolean await(Patience patience) throws InterruptedException {
    patience.check();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (counter(state) != 0 && !awaitZero(patience)) {
      return false;
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, Probe.WHOLE);
    }
    return true;
  }

  private boolean awaitZero(Patience patience) throws InterruptedException {
    if (Probe.INSTALLED != null) {
      // With the first add; several may wait.
      Probe.INSTALLED.access(this, true, true);
    }
    Waiter w = new Waiter(null);
    lock();
    for (; ; ) {
      long s = state;
      if (counter(s) == 0) {
        unlock();
        return true;
      }
      if (STATE.compareAndSet(this, s, s | WAITING)) {
        break;
      }
    }
    WaitQueue queue = waiters;
    queue.add(w);
    assert invariants();
    unlock();
    boolean released = false;
    try {
      released = patience.await(w, this, queue);
    } finally {
      if (!released) {
        left(queue);
      }
    }
    // Below zero it is for a moment when somebody counts too far, until that is taken back.
    if (released && counter(state) > 0) {
      throw new IllegalStateException(
          "sync: WaitGroup is reused before previous Wait has returned");
    }
    return released;
  }

  /** After somebody gave up; with the bit left on the next count from zero would be accused. */
  private void left(WaitQueue queue) {
    lock();
    if (queue == waiters && queue.isEmpty()) {
      STATE.getAndBitwiseAnd(this, ~WAITING);
    }
    assert invariants();
    unlock();
  }

  /** Under the lock. */
  private boolean invariants() {
    assert waiters.isEmpty() || (state & WAITING) != 0 : "somebody waits unseen";
    return true;
  }

  private static int counter(long s) {
    return (int) (s >> 32);
  }

  private static IllegalStateException addedWhileWaiting() {
    return new IllegalStateException("sync: WaitGroup misuse: Add called concurrently with Wait");
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return WaitReason.WAIT_GROUP_WAIT;
  }
}
