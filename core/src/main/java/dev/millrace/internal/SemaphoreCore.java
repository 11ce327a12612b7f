package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import org.jspecify.annotations.Nullable;

/**
 * The weighted semaphore: how much is held of how much there is, and a queue, first come, first
 * served.
 *
 * <p>Invariants, under the lock:
 *
 * <ul>
 *   <li>{@code 0 <= held <= size}.
 *   <li>The first in the queue asks for more than there is left, except between a change that made
 *       it fit and the {@link #serve()} that follows it. Whoever comes while somebody waits joins
 *       the queue even if what it asks for were there: so those who ask for much are not starved by
 *       those who ask for little.
 *   <li>A waiter's element is what it asks for; it is given before the waiter is completed, so
 *       whoever leaves the queue uncompleted holds nothing.
 * </ul>
 *
 * <p>Memory order: all under the lock; a waiter's grant through {@link Waiter}.
 */
public final class SemaphoreCore extends SeqLock implements Waitable {
  private final long size;
  private long held;
  private final WaitQueue queue = new WaitQueue(this);

  public SemaphoreCore(long size) {
    this.size = size;
  }

  public boolean tryAcquire(long n) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!tryTake(n, null)) {
      return false;
    }
    edgeOfAcquire();
    return true;
  }

  /**
   * Acquires with patience.
   *
   * @return false if that ended first
   */
  public boolean acquire(long n, Patience patience) throws InterruptedException {
    patience.check();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (n > size) {
      // It will never be there; the others must not wait behind one who waits for that.
      return awaitInVain(patience);
    }
    if (!tryTake(n, null)) {
      Waiter w = new Waiter(n);
      if (!tryTake(n, w) && !await(w, patience)) {
        return false;
      }
    }
    edgeOfAcquire();
    return true;
  }

  /** Takes what is there, or else joins the queue as this waiter, if there is one. */
  private boolean tryTake(long n, @Nullable Waiter w) {
    lock();
    boolean there = n <= size - held && queue.isEmpty();
    if (there) {
      held += n;
    } else if (w != null) {
      queue.add(w);
    }
    assert invariants();
    unlock();
    return there;
  }

  private boolean await(Waiter w, Patience patience) throws InterruptedException {
    boolean served = false;
    try {
      served = patience.await(w, this, queue);
    } finally {
      if (!served) {
        serve(); // the one behind may have been waiting only for its turn
      }
    }
    return served;
  }

  private boolean awaitInVain(Patience patience) throws InterruptedException {
    SeqLock lock = new SeqLock();
    WaitQueue nowhere = new WaitQueue(this);
    Waiter w = new Waiter(null);
    nowhere.add(w);
    return patience.await(w, lock, nowhere);
  }

  /**
   * Gives back.
   *
   * @return false if so much is not held; nothing has changed then
   */
  public boolean release(long n) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      Probe.INSTALLED.release(this, Probe.WHOLE);
    }
    lock();
    boolean valid = n <= held;
    if (valid) {
      held -= n;
    }
    boolean waiting = !queue.isEmpty();
    assert invariants();
    unlock();
    if (waiting) {
      serve();
    }
    return valid;
  }

  /** Completes those at the head of the queue for whom there is enough. */
  private void serve() {
    for (; ; ) {
      Thread toWake = null;
      lock();
      Waiter first = queue.peek();
      if (first != null && first.element instanceof Long n && n <= size - held) {
        held += n;
        queue.remove(first);
        toWake = first.complete(null);
      }
      assert invariants();
      unlock();
      if (toWake == null) {
        return;
      }
      Parking.unpark(toWake);
    }
  }

  /** Under the lock. */
  private boolean invariants() {
    assert 0 <= held && held <= size : held + " of " + size;
    return true;
  }

  /** How much is held now. */
  public long held() {
    lock();
    long h = held;
    unlock();
    return h;
  }

  private void edgeOfAcquire() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, Probe.WHOLE);
    }
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return WaitReason.SEMAPHORE;
  }
}
