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

  /** What those who are here wait on. Dumps ask for it. */
  final Waitable owner;

  public WaitQueue(Waitable owner) {
    this.owner = owner;
  }

  public boolean isEmpty() {
    return first == null;
  }

  public void add(Waiter w) {
    assert !w.isQueued() && w.next == null && w.prev == null : "queued twice";
    w.queue = this;
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
    assert !w.isQueued() && w.next == null && w.prev == null : "queued twice";
    w.queue = this;
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
    assert w.isQueued() : "not queued";
    assert w.queue == this : "another queue's";
    Waiter p = w.prev;
    Waiter n = w.next;
    assert w == (p == null ? first : p.next) && w == (n == null ? last : n.prev) : "badly linked";
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
    w.queue = null;
  }

  /** The first waiter that can still be completed; for assertions. */
  @Nullable Waiter firstClaimable() {
    Waiter w = first;
    while (w != null && !w.isClaimable()) {
      w = w.next;
    }
    return w;
  }

  /** How many wait, counted up to a limit. */
  int size(int limit) {
    int n = 0;
    for (Waiter w = first; w != null && n < limit; w = w.next) {
      n++;
    }
    return n;
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
