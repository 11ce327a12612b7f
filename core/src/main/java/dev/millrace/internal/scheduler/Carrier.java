package dev.millrace.internal.scheduler;

import dev.millrace.internal.scheduler.Timers.Timer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that runs goroutines, one slice after another.
 *
 * <p>Where the next slice comes from: the {@code next} slot; after {@link #NEXT_IN_A_ROW} of those,
 * the ring; every {@link #GLOBAL_EVERY}th time, the global queue first. A carrier that finds none
 * of its own looks for another's, and if there is nothing to find it is idle: parked, at no cost.
 *
 * <p>States, and who moves it from one to the next:
 *
 * <ul>
 *   <li>{@code BUSY → IDLE}, by itself: nothing to run
 *   <li>{@code IDLE → BUSY}, by itself: there was something after all
 *   <li>{@code IDLE → CALLED}, by whoever has work for it, and counts it as spinning
 *   <li>{@code BUSY → RETIRED}, by itself, and {@code IDLE → RETIRED}, by the monitor: there are
 *       more carriers than are wanted now
 *   <li>{@code RETIRED → CALLED}, by the monitor
 *   <li>{@code CALLED → BUSY}, by itself
 * </ul>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A carrier that is idle or retired has nothing in its queue.
 *   <li>Whoever moves it to {@code CALLED} wakes it, or starts its thread the first time.
 *   <li>Nobody is forgotten: whoever submits from outside puts in first and then looks for an idle
 *       carrier; a carrier says that it is idle first and then looks for what was put in. All four
 *       accesses are volatile, so one of the two sees the other. What a carrier puts into its own
 *       queue it will run itself, or {@link Monitor} sees that it does not get round to it.
 *   <li>What the sampling writes is read by others as a hint only.
 * </ul>
 */
final class Carrier extends Thread {
  private static final VarHandle STATE;
  private static final VarHandle TICK;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      STATE = l.findVarHandle(Carrier.class, "state", int.class);
      TICK = l.findVarHandle(Carrier.class, "tick", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static final int BUSY = 0;
  static final int IDLE = 1;
  static final int CALLED = 2;
  static final int RETIRED = 3;

  /** Two that wake each other in turns get so many slices before the others have theirs. */
  private static final int NEXT_IN_A_ROW = 64;

  private static final int GLOBAL_EVERY = 64;

  /** While a timer is to come, the clock is read every so many slices. */
  private static final int TIMERS_EVERY = 16;

  /** How many slices a sample takes; long ones are sampled more often. */
  private static final int SAMPLE = 64;

  /**
   * From this mean length on a slice is work, worth a core of its own, in nanoseconds; below it a
   * goroutine is better off with the one that woke it, as the switch to it costs less than the way
   * to another core. Not final, as a probe makes everything longer.
   */
  static long workFrom = 1_500;

  /** From this length on a ring is work for two, however short the slices. */
  private static final int CROWD = 8;

  /** A carrier with one slice for so long does not get round to what waits behind it. */
  private static final long STALE = 3_000;

  private static final long MAX_SPIN = 50_000;

  /** Long enough to see that another carrier does not move on, or looking would be of no use. */
  private static final long MIN_SPIN = 2 * STALE;

  private final Scheduler scheduler;
  private final RunQueue queue = new RunQueue();

  private volatile int state;

  /** Counts slices. */
  private int tick;

  /** Whether slices are work; the owner's to write. */
  private volatile boolean works;

  /** How often a goroutine here found a lock taken that others use at the same time. */
  private int contended;

  private boolean firing;

  private int nextInARow;
  private int untilSample = SAMPLE;
  private int sampledTick;
  private int sampledContended;
  private long sampledAt = System.nanoTime();

  private boolean spinning;
  private long spin = MAX_SPIN;
  private boolean started;

  /**
   * A carrier without a thread yet.
   *
   * @param state {@link #IDLE} or {@link #RETIRED}
   */
  Carrier(Scheduler scheduler, int number, int state) {
    super(Scheduler.rootGroup(), null, "millrace-carrier-" + number, 0, false);
    this.scheduler = scheduler;
    this.state = state;
    setDaemon(true);
    setContextClassLoader(ClassLoader.getSystemClassLoader());
  }

  boolean isOf(Scheduler s) {
    return scheduler == s;
  }

  int state() {
    return state;
  }

  int ticks() {
    return (int) TICK.getOpaque(this);
  }

  /** Whether it is busy with a goroutine that waits, as far as the JDK can tell. */
  boolean isHeld() {
    return state == BUSY && isWaiting(getState());
  }

  private static boolean isWaiting(Thread.State state) {
    return state == Thread.State.WAITING || state == Thread.State.BLOCKED;
  }

  /** Whether somebody waits in its queue. */
  boolean hasQueued() {
    return queue.hasNext() || queue.size() > 0;
  }

  // ---- submitting, from this carrier or the goroutine on it

  /** Somebody was started or woken and runs next: what it needs is likely here. */
  void submitNext(Runnable r) {
    int size = queue.pushNext(r);
    if (works || size >= CROWD) {
      scheduler.offerWork();
    }
  }

  /** Somebody has yielded. */
  void submitLast(Runnable r) {
    if (queue.push(r) >= CROWD) {
      scheduler.offerWork();
    }
  }

  void noteContention() {
    contended++;
  }

  /** Whether it wakes those whose time has come: they are late already, so they run next. */
  boolean isFiring() {
    return firing;
  }

  // ---- running

  @Override
  public void run() {
    beBusy();
    runSlice(find(false));
    for (; ; ) {
      runSlice(next());
    }
  }

  /** In a frame of its own, so that an idle carrier keeps nobody from the collector. */
  private void runSlice(Runnable r) {
    TICK.setOpaque(this, tick + 1);
    try {
      r.run();
    } catch (Throwable t) { // the JDK's own: a goroutine's do not come this far
      scheduler.report(t);
    }
  }

  private Runnable next() {
    if (--untilSample <= 0 && sample()) {
      return find(true);
    }
    if (works || tick % TIMERS_EVERY == 0) {
      fireTimers();
    }
    Runnable r = tick % GLOBAL_EVERY == 0 ? scheduler.pollGlobal() : null;
    if (r != null) {
      return r;
    }
    if (nextInARow < NEXT_IN_A_ROW) {
      r = queue.takeNext();
      if (r != null) {
        nextInARow++;
        return r;
      }
    }
    nextInARow = 0;
    r = queue.poll();
    if (r == null) {
      r = queue.takeNext();
    }
    if (r == null) {
      r = scheduler.pollGlobal();
    }
    return r == null ? find(false) : r;
  }

  /**
   * Looks at the clock and finds out how long slices are. A carrier whose goroutines are in the way
   * of those on another one gives way: they want the same locks, so they had better take turns.
   *
   * @return whether it gives way, with nothing left in its queue
   */
  private boolean sample() {
    long now = System.nanoTime();
    int slices = tick - sampledTick;
    long mean = slices == 0 ? 0 : (now - sampledAt) / slices;
    int collisions = contended - sampledContended;
    boolean work = mean >= workFrom;
    if (work != works) {
      works = work;
    }
    sampleFrom(now);
    queue.sweep();
    return !work && collisions * 8 > slices && scheduler.giveWay(this);
  }

  private void sampleFrom(long now) {
    untilSample = works ? SAMPLE / 8 : SAMPLE;
    sampledAt = now;
    sampledTick = tick;
    sampledContended = contended;
  }

  private void fireTimers() {
    if (scheduler.firstTimer() != null) {
      fireTimers(System.nanoTime());
    }
  }

  /** Puts those whose time has come into the own queue; whether there were any. */
  private boolean fireTimers(long now) {
    Timer first = scheduler.firstTimer();
    if (first == null || !first.isDue(now)) {
      return false;
    }
    firing = true;
    try {
      scheduler.fireTimers(now);
    } finally {
      firing = false;
    }
    return true;
  }

  private @Nullable Runnable own() {
    Runnable r = queue.takeNext();
    return r == null ? queue.poll() : r;
  }

  /** Puts everything that is queued here where the others find it. */
  void handOver() {
    for (Runnable r = queue.poll(); r != null; r = queue.poll()) {
      scheduler.putGlobal(r);
    }
    Runnable r = queue.takeNext();
    if (r != null) {
      scheduler.putGlobal(r);
    }
  }

  // ---- looking for work

  private Runnable find(boolean givingWay) {
    long start = System.nanoTime();
    Runnable r = givingWay ? rest(false) : null;
    while (r == null) {
      if (spinning || scheduler.beginSpinning()) {
        spinning = true;
        r = spin();
      }
      if (r == null) {
        r = rest(true);
      }
    }
    endSpinning();
    if (queue.size() >= CROWD) { // stolen
      scheduler.offerWork();
    }
    sampledAt += System.nanoTime() - start; // the search is no part of a slice
    return r;
  }

  private @Nullable Runnable spin() {
    Carrier[] all = scheduler.carriers();
    int[] ticks = new int[all.length];
    long[] since = new long[all.length];
    long start = System.nanoTime();
    // The last look comes when the time is over, however long this thread was off its processor.
    for (long now = start; ; now = System.nanoTime()) {
      Runnable r = fireTimers(now) ? own() : scheduler.pollGlobal();
      for (int i = 0; i < all.length && r == null; i++) {
        Carrier c = all[i];
        if (c != this) {
          int t = c.ticks();
          if (t != ticks[i] || since[i] == 0) {
            ticks[i] = t;
            since[i] = now;
          }
          r = stealFrom(c, now - since[i] > STALE);
        }
      }
      if (r != null) {
        spin = MAX_SPIN;
        return r;
      }
      if (now - start >= spin) {
        break;
      }
      for (int i = 0; i < 8; i++) {
        Thread.onSpinWait();
      }
    }
    spin = Math.max(MIN_SPIN, spin / 2);
    return null;
  }

  /** Takes from another one what waits there too long. */
  private @Nullable Runnable stealFrom(Carrier victim, boolean stale) {
    if (!stale && scheduler.isTogether()) {
      return null;
    }
    boolean work = stale || victim.works;
    int size = victim.queue.size();
    if (size >= CROWD || (work && size > 0)) {
      return victim.queue.stealHalf(queue);
    }
    return work ? victim.queue.stealNext() : null;
  }

  /**
   * Is idle, or retired, until called.
   *
   * @param looking whether to look once more for what was submitted meanwhile
   * @return what there is to run, or null to go on looking
   */
  private @Nullable Runnable rest(boolean looking) {
    queue.sweep();
    if (scheduler.retire()) {
      state = RETIRED;
      endSpinning();
      scheduler.callForGlobal(); // one that gave way may have relied on this one
      scheduler.callForTimers();
    } else {
      state = IDLE;
      scheduler.becomeIdle();
      endSpinning();
      if (looking && scheduler.hasGlobal() && STATE.compareAndSet(this, IDLE, BUSY)) {
        scheduler.endIdle();
        return scheduler.pollGlobal();
      }
    }
    while (state != CALLED) {
      Timer timer = state == IDLE ? scheduler.firstTimer() : null;
      if (timer == null) {
        LockSupport.park(this);
        continue;
      }
      long now = System.nanoTime();
      if (timer.isDue(now)) {
        if (STATE.compareAndSet(this, IDLE, BUSY)) {
          scheduler.endIdle();
          return fireTimers(now) ? own() : null;
        }
      } else if (scheduler.plan(timer)) {
        LockSupport.parkNanos(this, timer.nanosFrom(now));
        scheduler.unplan(timer);
        if (state == RETIRED) {
          scheduler.callForTimers();
        }
      } else {
        LockSupport.park(this);
      }
    }
    beBusy();
    return scheduler.pollGlobal();
  }

  private void beBusy() {
    spinning = true;
    state = BUSY;
  }

  private void endSpinning() {
    if (spinning) {
      spinning = false;
      scheduler.endSpinning();
    }
  }

  /** Makes an idle one a retired one, if it is still idle. */
  boolean retire() {
    return state == IDLE && STATE.compareAndSet(this, IDLE, RETIRED);
  }

  /**
   * Calls it to look for work, if it is in that state. The caller has counted it as spinning.
   *
   * @param from {@link #IDLE} or {@link #RETIRED}
   */
  boolean call(int from) {
    if (state != from || !STATE.compareAndSet(this, from, CALLED)) {
      return false;
    }
    if (started) {
      LockSupport.unpark(this);
      return true;
    }
    started = true; // first, as it may be idle again before this goes on
    try {
      start();
      return true;
    } catch (OutOfMemoryError e) { // no thread to be had
      started = false;
      state = from;
      scheduler.report(e);
      return false;
    }
  }
}
