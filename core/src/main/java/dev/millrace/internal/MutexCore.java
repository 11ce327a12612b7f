package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The mutex: one word for whom it is free, and a queue for those who wait.
 *
 * <p>The word holds flags and above them the number of the current hold, or of the last one when
 * the mutex is free. Every hold gets a number of its own, so that to give back a hold that is over
 * is seen and does nothing, in the same compare-and-set that gives back one that is not.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Whoever turns {@code LOCKED} on holds the mutex; only a release turns it off. A hand-off
 *       leaves it on and counts the number up.
 *   <li>{@code QUEUED} is on while the queue holds anybody; it may also be on for a moment after
 *       the last has given up. It is turned on only together with {@code LOCKED} and under the spin
 *       lock, so a release either sees it, and then takes the spin lock, or comes before it, and
 *       then the newcomer finds the mutex free.
 *   <li>{@code WOKEN} is on while one waiter has been taken out of the queue to try again. As long
 *       as it is, nobody else is woken. That waiter either acquires or goes back to the head of the
 *       queue, and turns the flag off as it does; it gives up only from the queue. So a wake-up is
 *       never lost with the one who got it.
 *   <li>{@code STARVING} is on when a waiter has lost to a newcomer after more than a millisecond.
 *       Then a release hands the mutex to the head of the queue, and nobody can come between.
 *       Whoever gets it so after a shorter wait, or as the last of the queue, turns the flag off.
 *   <li>{@code RESTORED} is on while the current number is an old one, brought back for a hold that
 *       waited on a condition; {@code issued} then is the highest number ever given, and a release
 *       goes back to it. No number is ever given twice.
 * </ul>
 *
 * <p>This is Go's algorithm: with barging a running goroutine takes the mutex many times in the
 * time that a switch needs, and the hand-off bounds what that costs the others. What differs is the
 * queue, which is our own and can be left.
 *
 * <p>Memory order: every change of the word is an atomic read-modify-write of full strength, and
 * nobody writes it otherwise. So a release comes before every later acquisition, also through the
 * changes of flags between them. A hand-off goes through {@link Waiter}'s release and acquire.
 */
public final class MutexCore extends SeqLock implements Waitable {
  private static final long LOCKED = 1;
  private static final long QUEUED = 2;
  private static final long WOKEN = 4;
  private static final long STARVING = 8;
  private static final long RESTORED = 16;
  private static final int SHIFT = 5;
  private static final long ONE_HOLD = 1L << SHIFT;
  private static final long FLAGS = ONE_HOLD - 1;

  /** Asks {@link #release(long)} for the end of whatever hold there is. */
  private static final long ANY = -1;

  /** Outcome of a wait: the mutex is yours. */
  private static final Object HANDED = new Object();

  private static final long STARVATION_NANOS = 1_000_000;

  /**
   * How often a newcomer looks again before it queues up, and the pauses between. In all about what
   * a switch costs; with one processor nobody can release meanwhile.
   */
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 4 : 0;

  private static final int PAUSES = 16;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(MutexCore.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long state;
  private final WaitQueue queue = new WaitQueue(this);

  /** See {@code RESTORED}; written under the mutex itself. */
  private long issued;

  /**
   * The number of the thread that acquired last; the mutex's own, whoever releases it. Only reports
   * read it. Not the thread itself: a mutex that is reachable must not keep a leaked goroutine.
   */
  private long holder;

  public MutexCore() {}

  // ---- acquire

  public void acquire() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!acquireIfFree()) {
      acquireSlowUninterruptibly();
    }
    acquired();
  }

  /**
   * Acquires with patience.
   *
   * @return false if that ended first
   */
  public boolean acquire(Patience patience) throws InterruptedException {
    patience.check();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!acquireIfFree() && !acquireSlow(patience)) {
      return false;
    }
    acquired();
    return true;
  }

  /** Acquires if it is free; false only if it was held at that moment. */
  public boolean tryAcquire() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!acquireIfFree()) {
      return false;
    }
    acquired();
    return true;
  }

  private boolean acquireIfFree() {
    for (; ; ) {
      long s = state;
      if ((s & LOCKED) != 0) {
        return false;
      }
      if (STATE.compareAndSet(this, s, s + (ONE_HOLD | LOCKED))) {
        return true;
      }
    }
  }

  private void acquireSlowUninterruptibly() {
    try {
      acquireSlow(Patience.UNINTERRUPTIBLE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean acquireSlow(Patience patience) throws InterruptedException {
    boolean woken = false; // and so the one that WOKEN speaks of
    long since = 0; // once it has waited
    for (; ; ) {
      if (barge(woken)) {
        return true;
      }
      Waiter w = new Waiter(null);
      long now = System.nanoTime(); // the time that passes, whatever time a test makes of it
      boolean starving = woken && now - since > STARVATION_NANOS;
      if (!enqueue(w, woken, starving)) {
        continue;
      }
      if (!woken) {
        since = now;
      }
      if (!patience.await(w, this, queue)) {
        return false;
      }
      if (w.outcome() == HANDED) {
        if ((state & STARVING) != 0 && System.nanoTime() - since <= STARVATION_NANOS) {
          STATE.getAndBitwiseAnd(this, ~STARVING);
        }
        return true;
      }
      woken = true;
    }
  }

  /** Takes the mutex if it is free, now or after a look or two. */
  private boolean barge(boolean woken) {
    for (int i = 0; ; ) {
      long s = state;
      if ((s & LOCKED) == 0) {
        long taken = s + (ONE_HOLD | LOCKED);
        if (STATE.compareAndSet(this, s, woken ? taken & ~WOKEN : taken)) {
          return true;
        }
        continue;
      }
      if ((s & STARVING) != 0 || i++ == SPINS) {
        return false;
      }
      for (int p = 0; p < PAUSES; p++) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Joins the queue, at its head after a wake-up in vain.
   *
   * @return false if the mutex turned out to be free
   */
  private boolean enqueue(Waiter w, boolean woken, boolean starving) {
    lock();
    for (; ; ) {
      long s = state;
      if ((s & LOCKED) == 0) {
        unlock();
        return false;
      }
      long queued = (woken ? s & ~WOKEN : s) | QUEUED | (starving ? STARVING : 0);
      if (STATE.compareAndSet(this, s, queued)) {
        break;
      }
    }
    if (woken) {
      queue.addFirst(w);
    } else {
      queue.add(w);
    }
    assert invariants();
    unlock();
    return true;
  }

  // ---- release

  /**
   * Releases whatever hold there is.
   *
   * @return false if it was not held
   */
  public boolean release() {
    return release(ANY);
  }

  /**
   * Releases one hold.
   *
   * @param hold its {@link #hold() number}
   * @return false if that hold is over
   */
  public boolean release(long hold) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      if (isCurrent(state, hold)) {
        Probe.INSTALLED.release(this, Probe.LOCK);
      }
    }
    long s = state;
    if ((s & (LOCKED | QUEUED | RESTORED)) == LOCKED
        && (hold == ANY || s >>> SHIFT == hold)
        && STATE.compareAndSet(this, s, s & ~LOCKED)) {
      return true;
    }
    return releaseSlow(hold);
  }

  private boolean releaseSlow(long hold) {
    Thread toWake = null;
    lock();
    for (; ; ) {
      long s = state;
      if (!isCurrent(s, hold)) {
        unlock();
        return false;
      }
      long free = s & ~LOCKED;
      if ((s & RESTORED) != 0) {
        free = issued << SHIFT | (free & FLAGS & ~RESTORED);
      }
      Waiter first = queue.peek();
      if (first == null) {
        if (STATE.compareAndSet(this, s, free & ~(QUEUED | STARVING))) {
          break;
        }
        continue;
      }
      boolean hand = (s & STARVING) != 0;
      if (!hand && (s & WOKEN) != 0) {
        if (STATE.compareAndSet(this, s, free)) {
          break;
        }
        continue;
      }
      long next = hand ? free + (ONE_HOLD | LOCKED) : free | WOKEN;
      if (first.next == null) {
        next &= ~(QUEUED | STARVING);
      }
      if (STATE.compareAndSet(this, s, next)) {
        queue.remove(first);
        toWake = first.complete(hand ? HANDED : null);
        break;
      }
    }
    assert invariants();
    unlock();
    if (toWake != null) {
      Parking.unpark(toWake);
    }
    return true;
  }

  /**
   * Under the spin lock: nobody sleeps beside a free mutex unless somebody is awake to try, who
   * then wakes the next; and a mutex that is handed on is never free.
   */
  private boolean invariants() {
    long s = state;
    assert queue.isEmpty() || (s & QUEUED) != 0 : "queued unseen";
    assert queue.isEmpty() || (s & (LOCKED | WOKEN)) != 0 : "nobody to wake who is queued";
    assert (s & STARVING) == 0 || (s & (LOCKED | QUEUED | WOKEN)) == (LOCKED | QUEUED) : "no hand";
    return true;
  }

  private static boolean isCurrent(long s, long hold) {
    return (s & LOCKED) != 0 && (hold == ANY || s >>> SHIFT == hold);
  }

  // ---- holds

  /** The number of the current hold; only for whoever holds it. */
  public long hold() {
    return state >>> SHIFT;
  }

  /**
   * Acquires again for a hold that was released to wait on a condition, and gives it its number
   * back, so that whoever has that can still release it.
   */
  public void restore(long hold) {
    acquire();
    issued = Math.max(issued, hold());
    assert hold < issued : hold + " is not over";
    for (; ; ) {
      long s = state;
      if (STATE.compareAndSet(this, s, hold << SHIFT | (s & FLAGS) | RESTORED)) {
        return;
      }
    }
  }

  /** How it stands: {@code starving} is {@code locked} with a hand-off to come. */
  @Override
  public String toString() {
    long s = state;
    return (s & STARVING) != 0 ? "starving" : (s & LOCKED) != 0 ? "locked" : "unlocked";
  }

  private void acquired() {
    holder = Thread.currentThread().threadId();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, Probe.LOCK);
    }
  }

  /** Who has acquired and not released; 0 if nobody has, or is just about to. */
  long holder() {
    return (state & LOCKED) != 0 ? holder : 0;
  }

  @Override
  public long holderOf(WaitQueue queue) {
    return holder();
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return WaitReason.MUTEX_LOCK;
  }
}
