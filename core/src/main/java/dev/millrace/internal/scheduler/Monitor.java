package dev.millrace.internal.scheduler;

import dev.millrace.internal.scheduler.Timers.Timer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread that looks at the carriers from outside, as Go's sysmon does.
 *
 * <ul>
 *   <li>A carrier that has run one goroutine for too long, be it computing or stuck in native code
 *       or a file, has others waiting behind it: an idle carrier is called to take them, and if
 *       none is idle a spare one is added, as long as it lasts.
 *   <li>Timers are due that no carrier has looked for, as all are stuck.
 *   <li>After a while in which goroutines were kept together it lets them spread again.
 *   <li>Nothing has run for a moment: whoever looks for deadlocks is told.
 *   <li>A carrier has run one goroutine for so long that somebody has asked to be told.
 * </ul>
 *
 * <p>It looks about once a millisecond while anything runs, less often while nothing does, and not
 * at all once all carriers have been idle for a while; who calls a carrier then wakes it.
 */
final class Monitor extends Thread {
  private static final long MIN_PERIOD = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long MAX_PERIOD = TimeUnit.MILLISECONDS.toNanos(1);

  /** While it finds nothing to look at. */
  private static final long IDLE_PERIOD = TimeUnit.MILLISECONDS.toNanos(8);

  /** A carrier with one slice for so long counts as stuck. */
  private static final long STUCK = TimeUnit.MILLISECONDS.toNanos(2);

  /** A timer that should have fired so long ago has been missed by carriers with long slices. */
  private static final long LATE = TimeUnit.MICROSECONDS.toNanos(200);

  /** After so long with nothing to do everybody counts as asleep. */
  private static final long SETTLED = TimeUnit.MILLISECONDS.toNanos(15);

  /** After so long with nothing to do it sleeps until woken. */
  private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long MIN_TOGETHER = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MAX_TOGETHER = TimeUnit.MILLISECONDS.toNanos(64);

  private final Scheduler scheduler;
  private volatile boolean asleep = true;
  private boolean started;

  private int[] ticks = {};
  private long[] since = {};

  private volatile StallListener[] stallListeners = {};

  /** Until when goroutines are kept together, and for how long the last time. */
  private volatile long togetherUntil;

  private long togetherFor = MIN_TOGETHER;

  /** Whether all carriers are idle but those whose goroutines wait without letting go of them. */
  private boolean isAllHeld;

  Monitor(Scheduler scheduler) {
    super(Scheduler.rootGroup(), null, "millrace-monitor", 0, false);
    this.scheduler = scheduler;
    setDaemon(true);
    setContextClassLoader(ClassLoader.getSystemClassLoader());
  }

  /** Makes it look again: a carrier has just been called. */
  void wake() {
    if (asleep) {
      synchronized (this) {
        if (!started) {
          start();
          started = true;
        }
        asleep = false;
      }
      LockSupport.unpark(this);
    }
  }

  /** Has somebody told, on this thread, once of each slice that lasts so many nanoseconds. */
  synchronized void whenStalled(long nanos, Consumer<Stall> action) {
    StallListener[] more = Arrays.copyOf(stallListeners, stallListeners.length + 1);
    more[stallListeners.length] = new StallListener(nanos, action);
    stallListeners = more;
  }

  /** Somebody who is told of slices from some length on. */
  private static final class StallListener {
    private final long nanos;
    private final Consumer<Stall> action;

    /** When the monitor looked for this one last; before it ever did, no slice is too old. */
    private long looked;

    private boolean hasLooked;

    StallListener(long nanos, Consumer<Stall> action) {
      this.nanos = nanos;
      this.action = action;
    }

    void look(Carrier[] all, int[] ticks, long[] since, long now) {
      for (int i = 0; i < all.length; i++) {
        // It has become too long since the last look: so each is told once, and nothing is kept.
        if (now - since[i] >= nanos && !(hasLooked && looked - since[i] >= nanos)) {
          action.accept(new Stall(all[i], ticks[i], since[i]));
        }
      }
      looked = now;
      hasLooked = true;
    }
  }

  /** Starts a while of keeping together, longer each time if spreading keeps failing. */
  void keepTogether() {
    long now = System.nanoTime();
    long passed = now - togetherUntil;
    togetherFor = passed < 8 * togetherFor ? Math.min(2 * togetherFor, MAX_TOGETHER) : MIN_TOGETHER;
    togetherUntil = now + togetherFor;
  }

  @Override
  public void run() {
    long period = MIN_PERIOD;
    long quietSince = System.nanoTime();
    long slices = -1;
    boolean settled = false;
    for (; ; ) {
      LockSupport.parkNanos(this, period);
      long now = System.nanoTime();
      if (scheduler.isTogether() && now - togetherUntil >= 0) {
        scheduler.spreadAgain();
      }
      boolean idle = isAllIdle();
      if (look(now)) {
        period = MIN_PERIOD;
      } else {
        period = Math.min(2 * period, idle ? IDLE_PERIOD : MAX_PERIOD);
      }
      long before = slices;
      slices = scheduler.slices();
      if (slices != before || !(idle || isAllHeld)) {
        quietSince = now;
        settled = false;
      } else if (!settled && now - quietSince > SETTLED) {
        settled = true;
        scheduler.settled();
      } else if (idle && now - quietSince > QUIET) {
        rest(slices);
        quietSince = System.nanoTime();
        period = MIN_PERIOD;
      }
    }
  }

  /** Whether anybody waited for a carrier that did not get round to it. */
  private boolean look(long now) {
    Carrier[] all = scheduler.carriers();
    if (ticks.length < all.length) {
      ticks = Arrays.copyOf(ticks, all.length);
      since = Arrays.copyOf(since, all.length);
    }
    int stuck = 0;
    int held = 0;
    boolean waiting = scheduler.hasGlobal();
    for (int i = 0; i < all.length; i++) {
      Carrier c = all[i];
      int t = c.ticks();
      if (c.state() != Carrier.BUSY || t != ticks[i]) {
        ticks[i] = t;
        since[i] = now;
      } else {
        if (now - since[i] >= STUCK) {
          stuck++;
          held += c.isHeld() ? 1 : 0;
        }
        waiting |= c.hasQueued();
      }
    }
    for (StallListener l : stallListeners) {
      l.look(all, ticks, since, now);
    }
    Timer timer = scheduler.firstTimer();
    if (timer != null && timer.isDue(now - LATE)) {
      scheduler.fireTimersFromOutside(now);
    }
    isAllHeld = held > 0 && scheduler.idleCount() + held >= scheduler.liveCount() && !waiting;
    scheduler.want(scheduler.procs() + stuck);
    if (waiting) {
      if (scheduler.idleCount() > 0) {
        scheduler.call();
      } else if (stuck > 0) {
        scheduler.addSpare();
      }
    }
    return waiting;
  }

  private boolean isAllIdle() {
    return scheduler.idleCount() >= scheduler.liveCount();
  }

  /** Nothing has run since so many slices had begun; what does so now is to be seen settle. */
  private void rest(long slices) {
    asleep = true;
    // Who called a carrier before it could see that still counts on this one.
    while (asleep && isAllIdle() && !scheduler.hasGlobal() && scheduler.slices() == slices) {
      LockSupport.park(this);
    }
    asleep = false;
  }
}
