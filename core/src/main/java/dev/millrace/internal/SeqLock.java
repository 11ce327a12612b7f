package dev.millrace.internal;

import dev.millrace.internal.scheduler.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A spin lock whose word counts: even means free, odd means held, and every acquisition and every
 * release adds one.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The version never decreases. So the sum of several versions is unchanged if and only if
 *       each of them is: one {@code long} is enough to see that a whole set of locks has not been
 *       taken meanwhile.
 *   <li>Whoever reads an even version, then the guarded fields, then (after {@link
 *       VarHandle#acquireFence()}) the same version again has read the fields as they all were at
 *       one moment. This is how a non-blocking operation that fails is exact without a write to
 *       shared memory.
 *   <li>The holder never parks, never yields, never allocates and never runs user code. So a waiter
 *       waits for a handful of instructions, unless the operating system has taken the holder's CPU
 *       away; that is what the yield below is for.
 * </ul>
 *
 * <p>Memory order: the acquiring compare-and-set and the releasing store give the usual lock edge,
 * release to next acquire. The store-store fence after the acquisition keeps the writes of the
 * critical section behind the odd version for those who read optimistically (a compare-and-set
 * alone does not on ARM; {@code StampedLock} has the same fence).
 *
 * <p>A stack may end anywhere, also between an acquisition and the caller's next instruction, and a
 * lock that nobody will release has everybody else spin for ever. So what calls nothing, a volatile
 * store, takes over where a call of a {@code VarHandle} found no room. What remains is the call of
 * {@link #unlock()} itself.
 *
 * <p>Why not {@code ReentrantLock} or a monitor: a waiter would park, which costs more than the
 * critical section by two orders of magnitude, and neither gives an optimistic reader.
 */
public class SeqLock {
  private static final VarHandle VERSION;

  static {
    try {
      VERSION = MethodHandles.lookup().findVarHandle(SeqLock.class, "version", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The first wait between two looks at the word, in {@link Thread#onSpinWait()}s: about as long as
   * a critical section takes. It doubles from look to look.
   */
  static final int SHORT = 4;

  /**
   * The same where whoever holds the lock is likely to take it again, and would better do that
   * several times before the other one comes in between.
   */
  static final int LONG = 16;

  private static final int LONGEST = 256;

  @SuppressWarnings("unused") // through VERSION
  private volatile long version;

  /** How long whoever waits for what this guards looks before it parks; see {@link Spin}. */
  int spin = Spin.first();

  /** How often somebody has waited in vain before it parked. */
  int waits;

  public SeqLock() {}

  /** {@link #SHORT} or {@link #LONG}. */
  int firstPauses() {
    return SHORT;
  }

  public final void lock() {
    if (!tryLock()) {
      lockContended();
    }
  }

  public final boolean tryLock() {
    long v = version;
    if ((v & 1) == 0 && VERSION.compareAndSet(this, v, v + 1)) {
      try {
        VarHandle.storeStoreFence();
      } catch (StackOverflowError e) {
        version = v + 2;
        throw e;
      }
      return true;
    }
    return false;
  }

  public final void unlock() {
    assert isHeld() : "released, but not held";
    try {
      VERSION.setRelease(this, (long) VERSION.get(this) + 1);
    } catch (StackOverflowError e) {
      long v = version;
      version = v + 1;
    }
  }

  /** Whether somebody holds it; for assertions of the one who should. */
  final boolean isHeld() {
    return (version & 1) == 1;
  }

  /**
   * The version now; odd while somebody holds the lock. Reads that follow are not moved before it,
   * nor is it read before an acquisition that precedes it in the program: of two who each change
   * one channel and then find the other one as it was, one must be wrong, and only an order of all
   * acquisitions and looks forbids that (an acquire alone does not on ARM).
   */
  final long version() {
    return version;
  }

  /**
   * Waits as {@link #lock()} does but gives up rather than yield: for those who hold other locks
   * meanwhile.
   */
  final boolean lockSpinning() {
    int pauses = firstPauses();
    for (int tries = 0; tries < 8; tries++) {
      if (tryLock()) {
        return true;
      }
      pauses = pause(pauses);
    }
    return false;
  }

  /**
   * Backs off exponentially without touching the contended line: looking at it slows its holder
   * down more than it speeds the waiter up.
   */
  private void lockContended() {
    Scheduler.noteContention();
    int pauses = firstPauses();
    for (int tries = 1; ; tries++) {
      pauses = pause(pauses);
      if (tryLock()) {
        return;
      }
      if ((tries & 7) == 0) {
        Thread.yield();
      }
    }
  }

  private static int pause(int pauses) {
    for (int i = 0; i < pauses; i++) {
      Thread.onSpinWait();
    }
    return Math.min(pauses * 2, LONGEST);
  }
}
