package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue of {@link Waiter}s, guarded by the lock of whatever they wait on.
 *
 * <p>Doubly linked through the waiters themselves: nothing is allocated, and a waiter that gives up
 * leaves in constant time and leaves nothing behind.
 */
public final class WaitQueue {
  @Nullable Waiter first;
  private @Nullable Waiter last;

  public WaitQueue() {}

  public boolean isEmpty() {
    return first == null;
  }

  public void add(Waiter w) {
    assert !w.queued && w.next == null && w.prev == null : "queued twice";
    w.queued = true;
    Waiter l = last;
    w.prev = l;
    if (l == null) {
      first = w;
    } else {
      l.next = w;
    }
    last = w;
  }

  /** Puts a waiter at the head: for one that was woken in vain and has its turn still to come. */
  public void addFirst(Waiter w) {
    assert !w.queued && w.next == null && w.prev == null : "queued twice";
    w.queued = true;
    Waiter f = first;
    w.next = f;
    if (f == null) {
      last = w;
    } else {
      f.prev = w;
    }
    first = w;
  }

  /** The first waiter in the queue, which stays there. */
  public @Nullable Waiter peek() {
    return first;
  }

  public void remove(Waiter w) {
    assert w.queued : "not queued";
    Waiter p = w.prev;
    Waiter n = w.next;
    assert w == (p == null ? first : p.next) && w == (n == null ? last : n.prev)
        : "another queue's";
    if (p == null) {
      first = n;
    } else {
      p.next = n;
    }
    if (n == null) {
      last = p;
    } else {
      n.prev = p;
    }
    w.prev = null;
    w.next = null;
    w.queued = false;
  }

  /** The first waiter that can still be completed; for assertions. */
  @Nullable Waiter firstClaimable() {
    Waiter w = first;
    while (w != null && !w.isClaimable()) {
      w = w.next;
    }
    return w;
  }

  /**
   * Writes down who waits, as far as there is room.
   *
   * @return how many wait
   */
  int threads(Thread[] into) {
    int n = 0;
    for (Waiter w = first; w != null; w = w.next) {
      if (n < into.length) {
        into[n] = w.thread();
      }
      n++;
    }
    return n;
  }

  /**
   * Takes out the first waiter that can still be completed, and with it the right and the duty to
   * complete it. A waiter of a select that something else has decided meanwhile is dropped on the
   * way: it is about to leave by itself.
   */
  public @Nullable Waiter poll() {
    for (Waiter w = first; w != null; w = first) {
      remove(w);
      if (w.claim()) {
        return w;
      }
    }
    return null;
  }

  /**
   * Completes everybody, one critical section each, and allocates nothing: for a queue that nobody
   * joins any more.
   */
  void completeAll(SeqLock lock, @Nullable Object outcome) {
    for (; ; ) {
      lock.lock();
      Waiter w = poll();
      Thread t = w == null ? null : w.complete(outcome);
      lock.unlock();
      if (t == null) {
        return;
      }
      Parking.unpark(t);
    }
  }
}
