package dev.millrace.internal.scheduler;

import dev.millrace.internal.SpinLock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who has parked until a moment, by moment: a binary heap.
 *
 * <p>No thread of its own watches it. A carrier that runs goroutines looks every few slices; one
 * that goes to rest sleeps until the first moment, unless another does so already; the {@link
 * Monitor} looks for what all of them have missed. So a timer costs no switch to another thread,
 * and is on time also where every processor is busy.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The heap is guarded by {@code lock}: {@code heap[i].index == i}, and none comes before the
 *       one at {@code (i - 1) / 2}. A timer that is not in it has the index -1.
 *   <li>That is no monitor, where a goroutine would wait without a carrier while carriers wait
 *       behind it.
 *   <li>{@code first} is {@code heap[0]}, null for an empty heap; it is written under the lock.
 *   <li>A timer is taken out once: when it fires, or by its owner, who was woken before.
 * </ul>
 *
 * <p>Moments are on the scale of {@link System#nanoTime()}, and so are compared by their
 * difference.
 */
final class Timers {
  /** Somebody who has parked until a moment. */
  static final class Timer {
    /** Null once it is not in the heap, or a carrier that has planned for it would keep it. */
    private @Nullable Thread thread;

    private final long at;
    private int index = -1;

    Timer(Thread thread, long at) {
      this.thread = thread;
      this.at = at;
    }

    boolean isDue(long now) {
      return now - at >= 0;
    }

    long nanosFrom(long now) {
      return at - now;
    }
  }

  private @Nullable Timer[] heap = new @Nullable Timer[16];
  private int size;
  private volatile @Nullable Timer first;
  private final SpinLock lock = new SpinLock();

  /** The next one to fire, if there is any. */
  @Nullable Timer first() {
    return first;
  }

  void add(Timer t) {
    lock.lock();
    try {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      up(size++, t);
    } finally {
      lock.unlock();
    }
  }

  /** Takes it out, if it has not fired. */
  void remove(Timer t) {
    lock.lock();
    try {
      if (t.index >= 0) {
        take(t.index);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes whoever is due. */
  void fire(long now) {
    for (Thread t = takeDue(now); t != null; t = takeDue(now)) {
      Parking.unpark(t);
    }
  }

  private @Nullable Thread takeDue(long now) {
    lock.lock();
    try {
      Timer t = first;
      if (t == null || !t.isDue(now)) {
        return null;
      }
      Thread thread = t.thread;
      take(0);
      return thread;
    } finally {
      lock.unlock();
    }
  }

  private void take(int i) {
    Timer t = at(i);
    Timer last = at(--size);
    heap[size] = null;
    t.index = -1;
    t.thread = null;
    if (t != last) {
      if (i > 0 && last.at - at((i - 1) / 2).at < 0) {
        up(i, last);
      } else {
        down(i, last);
      }
    } else if (size == 0) {
      first = null;
    }
  }

  private void up(int i, Timer t) {
    while (i > 0) {
      int parent = (i - 1) / 2;
      Timer p = at(parent);
      if (t.at - p.at >= 0) {
        break;
      }
      put(i, p);
      i = parent;
    }
    put(i, t);
  }

  private void down(int i, Timer t) {
    for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && at(child + 1).at - at(child).at < 0) {
        child++;
      }
      Timer c = at(child);
      if (c.at - t.at >= 0) {
        break;
      }
      put(i, c);
      i = child;
    }
    put(i, t);
  }

  private void put(int i, Timer t) {
    heap[i] = t;
    t.index = i;
    if (i == 0) {
      first = t;
    }
  }

  @SuppressWarnings("NullAway") // within the heap
  private Timer at(int i) {
    return heap[i];
  }
}
