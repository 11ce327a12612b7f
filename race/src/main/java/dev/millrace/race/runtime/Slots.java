package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The columns of the vector clocks. A strand has one to itself while it runs, and its time goes on
 * from where the one before stopped.
 *
 * <p>A slot that is given back waits behind all the others that are free, and until there are some
 * of these nobody gets it: the longer it rests, the less do those who know its new strand's time
 * seem to know its old one's.
 */
final class Slots {
  static final int MAX = 1 << 14;

  /** So many must be free before one is used again. */
  private static final int RESTING = 64;

  private static final int LAST_TIME = Integer.MAX_VALUE - 1;

  private static final VarHandle LOCK;

  static {
    try {
      LOCK = MethodHandles.lookup().findStaticVarHandle(Slots.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // LOCK's
  private static int lock;

  private static final int[] TIMES = new int[MAX];

  /** A ring of those that are free. */
  private static final int[] FREE = new int[MAX];

  private static int first;
  private static int free;
  private static int made;

  private Slots() {}

  /** A slot, or -1 if there is none. */
  static int lease() {
    lock();
    try {
      if (free > RESTING || (made == MAX && free > 0)) {
        int slot = FREE[first];
        first = first + 1 == MAX ? 0 : first + 1;
        free--;
        return slot;
      }
      return made < MAX ? made++ : -1;
    } finally {
      LOCK.setRelease(0);
    }
  }

  /** When the slot's last strand stopped; only for who has leased it. */
  static int time(int slot) {
    return TIMES[slot];
  }

  /** Gives a slot back; one whose time has run out is not used again. */
  static void giveBack(int slot, int time) {
    lock();
    try {
      TIMES[slot] = time;
      if (time < LAST_TIME) {
        int last = first + free;
        FREE[last >= MAX ? last - MAX : last] = slot;
        free++;
      }
    } finally {
      LOCK.setRelease(0);
    }
  }

  static boolean isOver(int time) {
    return time >= LAST_TIME;
  }

  private static void lock() {
    while (!LOCK.compareAndSet(0, 1)) {
      Thread.onSpinWait();
    }
  }
}
