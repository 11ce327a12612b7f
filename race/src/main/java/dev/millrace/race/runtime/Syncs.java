package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import jdk.internal.misc.Unsafe;

/**
 * The sync objects that an object is: the whole of it, which is this one, and maybe numbered ones:
 * the slots of a buffer from 0, and some beside them.
 *
 * <p>Invariants: the arrays are replaced and filled under the lock; what has been put into one
 * stays there.
 */
public final class Syncs extends Sync {
  private static final VarHandle LOCK;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Sync[].class);

  static {
    try {
      LOCK = MethodHandles.lookup().findVarHandle(Syncs.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Where the access is that was the last to the object as one location, if it is a holder. */
  static final long ACCESSED = Unsafe.getUnsafe().objectFieldOffset(Syncs.class, "accessed");

  /** Numbers above are kept in the list, lest one of them makes a long array. */
  private static final int SLOTS = 1 << 16;

  private record Numbered(int number, Sync sync, Numbered next) {}

  @SuppressWarnings("unused") // LOCK's
  private int lock;

  @SuppressWarnings("unused") // at ACCESSED
  private Access accessed;

  private volatile Sync[] slots;
  private volatile Numbered others;

  Syncs() {}

  /** One of them; null if it is not there and not to be made. */
  Sync get(int number, boolean make) {
    if (number == Edges.WHOLE) {
      return this;
    }
    Sync s = find(number);
    return s != null || !make ? s : make(number);
  }

  private Sync find(int number) {
    if (number >= 0 && number < SLOTS) {
      Sync[] all = slots;
      return all != null && number < all.length ? (Sync) SLOT.getAcquire(all, number) : null;
    }
    for (Numbered n = others; n != null; n = n.next) {
      if (n.number == number) {
        return n.sync;
      }
    }
    return null;
  }

  private Sync make(int number) {
    while (!LOCK.compareAndSet(this, 0, 1)) {
      Thread.onSpinWait();
    }
    try {
      Sync s = find(number);
      if (s == null) {
        s = new Sync();
        put(number, s);
      }
      return s;
    } finally {
      LOCK.setRelease(this, 0);
    }
  }

  private void put(int number, Sync s) {
    if (number < 0 || number >= SLOTS) {
      others = new Numbered(number, s, others);
      return;
    }
    Sync[] all = slots;
    if (all == null || number >= all.length) {
      int length = Math.max(4, Integer.highestOneBit(number) * 2);
      all = all == null ? new Sync[length] : Arrays.copyOf(all, length);
      slots = all;
    }
    SLOT.setRelease(all, number, s);
  }

  /** Has another object's sync object be one of this, too, which nobody else knows yet. */
  void share(int number, Sync sync) {
    put(number, sync);
  }
}
