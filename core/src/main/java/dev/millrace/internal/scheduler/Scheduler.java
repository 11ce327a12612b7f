package dev.millrace.internal.scheduler;

import dev.millrace.internal.scheduler.Timers.Timer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler of virtual threads after the model of Go's: a queue a {@link Carrier}, one for those
 * who come from outside, {@link Timers} for those who wait for a moment, at most one carrier that
 * spins in search of work, and a {@link Monitor} that sees what the carriers, busy as they are,
 * cannot.
 *
 * <p>When to spread over the cores and when to stay together is decided by three observations, none
 * of which costs the hot path more than a counter:
 *
 * <ul>
 *   <li>how long slices are: work, or just a word to the next goroutine. Somebody who is woken
 *       stays with who woke it, and is taken away only where slices are work or where one goes on
 *       for too long;
 *   <li>how many wait: a long ring is shared out, however short the slices;
 *   <li>how often those who were spread meet at the same lock. That is the proof that they belong
 *       together: one of the carriers gives way, and it is tried again later and later.
 * </ul>
 *
 * <p>Who wakes whom: a submission from outside wakes a carrier if one is idle and none spins. A
 * carrier that pushes to its own queue wakes nobody, unless its slices are work or the ring is
 * long. Whoever ends its spinning looks at the global queue again, as submissions relied on it.
 *
 * <p>Invariants: {@code spinning} is the number of carriers that spin or were called to; {@code
 * idle} that of those in the state {@code IDLE}, or for a moment one off; {@code live} that of
 * those not retired.
 */
public final class Scheduler implements Executor {
  /**
   * The JDK's own property for how many virtual threads run at once; {@code MILLRACE_MAXPROCS} sets
   * it.
   */
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  /** Which scheduler runs the goroutines: {@code jdk}, or {@code tuned} where that is possible. */
  private static final String CHOICE = "dev.millrace.scheduler";

  /** As many as the JDK allows itself when carriers are stuck. */
  private static final int MAX_CARRIERS = 256;

  private static final @Nullable Scheduler OURS = choose();
  private static final ThreadFactory THREADS =
      (OURS == null ? Thread.ofVirtual() : Door.ofVirtual(OURS))
          .inheritInheritableThreadLocals(false)
          .factory();

  /** How many run at once, not counting those that are stuck. */
  private final int procs;

  private final ConcurrentLinkedQueue<Runnable> global = new ConcurrentLinkedQueue<>();
  private final AtomicInteger spinning = new AtomicInteger();
  private final AtomicInteger idle = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private final Timers timers = new Timers();
  private final Monitor monitor;

  /** Who is told when nothing has run for a moment. */
  private volatile @Nullable Runnable whenSettled;

  /** Whether the monitor has taken timers out and not yet woken whom they are for. */
  private volatile boolean firing;

  /** The timer that a resting carrier will wake for. */
  private volatile @Nullable Timer planned;

  /** Replaced as a whole by the monitor. */
  private volatile Carrier[] carriers;

  /** How many carriers may be live. */
  private volatile int wanted;

  /** Whether goroutines are kept together, as they met at the same lock when they were spread. */
  private volatile boolean together;

  /**
   * A scheduler; the {@link Door} must be open.
   *
   * @param procs how many goroutines run at once
   */
  Scheduler(int procs) {
    this.procs = procs;
    wanted = procs;
    Carrier[] all = new Carrier[procs];
    for (int i = 0; i < procs; i++) {
      all[i] = new Carrier(this, i + 1, Carrier.IDLE);
    }
    carriers = all;
    idle.set(procs);
    live.set(procs);
    monitor = new Monitor(this);
  }

  // ---- which one

  private static @Nullable Scheduler choose() {
    String choice = System.getProperty(CHOICE, "");
    if (choice.equals("jdk")) {
      return null;
    }
    if (!Door.isOpen()) {
      if (choice.equals("tuned") || Door.isBroken()) {
        System.getLogger(Scheduler.class.getPackageName())
            .log(
                System.Logger.Level.WARNING,
                Door.isBroken()
                    ? "this JDK has no way in for a scheduler of goroutines; they run on its own"
                    : "the scheduler of goroutines needs --add-opens"
                        + " java.base/java.lang=ALL-UNNAMED (dev.millrace on the module path);"
                        + " they run on the JDK's");
      }
      return null;
    }
    return new Scheduler(
        Integer.getInteger(PARALLELISM, Runtime.getRuntime().availableProcessors()));
  }

  /**
   * Makes the threads of goroutines: on this scheduler where it can be had, else the JDK's.
   *
   * @return a factory of unstarted threads that inherit no thread-locals
   */
  public static ThreadFactory threadFactory() {
    return THREADS;
  }

  /**
   * Makes a thread as {@link #threadFactory()} does.
   *
   * @param task what it runs
   * @param handler of what it throws
   * @return an unstarted thread
   */
  public static Thread newThread(Runnable task, Thread.UncaughtExceptionHandler handler) {
    Thread t = THREADS.newThread(task);
    Door.setHandler(t, handler);
    return t;
  }

  /**
   * Which scheduler runs the goroutines.
   *
   * @return whether it is this one
   */
  public static boolean isOurs() {
    return OURS != null;
  }

  /**
   * Has somebody told, on a thread that must not be kept, whenever nothing has run for a moment.
   * Never, where goroutines run on the JDK's scheduler.
   *
   * @param action what to do then, besides what was asked for before
   */
  public static void whenSettled(Runnable action) {
    if (OURS != null) {
      synchronized (OURS) {
        Runnable before = OURS.whenSettled;
        OURS.whenSettled =
            before == null
                ? action
                : () -> {
                  before.run();
                  action.run();
                };
      }
    }
  }

  /**
   * Has somebody told, on a thread that must not be kept, once of each slice that lasts for long.
   * Never, where goroutines run on the JDK's scheduler.
   *
   * @param nanos how long
   * @param action what to do then
   */
  public static void whenStalled(long nanos, Consumer<Stall> action) {
    if (OURS != null) {
      OURS.monitor.whenStalled(nanos, action);
    }
  }

  /**
   * How many slices have run, if nothing runs now, nothing waits for a carrier, and nobody waits
   * for a moment of time. If two calls return the same, nothing has run between them.
   *
   * <p>A goroutine that waits and cannot let go of its carrier, as in the initialiser of a class,
   * does not run either: see {@link #isHeld()}.
   *
   * @return a number that is the same as long as all of that lasts; -1 if it is not so, or not
   *     known
   */
  public static long stillness() {
    return OURS == null ? -1 : OURS.slicesIfStill();
  }

  /** Whether some goroutine holds on to its carrier at this moment. */
  public static boolean isHeld() {
    if (OURS != null) {
      for (Carrier c : OURS.carriers) {
        if (c.state() == Carrier.BUSY) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a thread is a carrier or watches them. */
  public static boolean isMachinery(Thread t) {
    return t instanceof Carrier || t instanceof Monitor;
  }

  private long slicesIfStill() {
    // In the order in which work moves on: from the timers through the monitor to the queues, and
    // from there to the carriers.
    if (timers.first() != null || firing || hasGlobal()) {
      return -1;
    }
    Carrier[] all = carriers;
    long slices = 0;
    for (Carrier c : all) {
      int state = c.state();
      boolean rests = state == Carrier.IDLE || state == Carrier.RETIRED;
      if (c.hasQueued() || !(rests || c.isHeld())) {
        return -1;
      }
      slices += c.ticks();
    }
    return hasGlobal() || carriers != all ? -1 : slices;
  }

  /** How many slices have begun. */
  long slices() {
    long slices = 0;
    for (Carrier c : carriers) {
      slices += c.ticks();
    }
    return slices;
  }

  void settled() {
    Runnable r = whenSettled;
    if (r != null) {
      r.run();
    }
  }

  /**
   * From which mean length on a slice is worth a carrier of its own: for a probe with which
   * everything takes longer, the way to another carrier too. Before the first goroutine.
   *
   * @param nanos that length, in nanoseconds
   */
  public static void workFrom(long nanos) {
    Carrier.workFrom = nanos;
  }

  /** A goroutine found a lock taken by another one that runs at the same time. */
  public static void noteContention() {
    if (OURS != null && Door.currentCarrier() instanceof Carrier c) {
      c.noteContention();
    }
  }

  /** Parks the current thread, which this scheduler runs, until a moment at the latest. */
  void parkUntil(Thread self, Object blocker, long deadline) {
    Timer timer = new Timer(self, deadline);
    timers.add(timer);
    try {
      LockSupport.park(blocker);
    } finally {
      timers.remove(timer);
    }
  }

  static ThreadGroup rootGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    for (ThreadGroup g = group; g != null; g = g.getParent()) {
      group = g;
    }
    return group;
  }

  // ---- submitting

  /**
   * Takes a slice of a virtual thread to run. The JDK calls this from the carrier itself for one
   * that yields, from a goroutine for another that it starts or wakes (it cannot change carriers
   * meanwhile), and from any other thread.
   */
  @Override
  public void execute(Runnable r) {
    Thread carrier = Door.currentCarrier();
    if (carrier instanceof Carrier c && c.isOf(this)) {
      if (Thread.currentThread() == c && !c.isFiring()) {
        c.submitLast(r);
      } else {
        c.submitNext(r);
      }
    } else {
      global.add(r);
      callForGlobal();
    }
  }

  void putGlobal(Runnable r) {
    global.add(r);
  }

  boolean hasGlobal() {
    return !global.isEmpty();
  }

  @Nullable Runnable pollGlobal() {
    return global.isEmpty() ? null : global.poll();
  }

  /** Calls an idle carrier for what is in the global queue. */
  void callForGlobal() {
    if (idle.get() > 0 && hasGlobal()) {
      call();
    }
  }

  /** There is more in a queue than its carrier should be left alone with. */
  void offerWork() {
    if (idle.get() > 0 && !together) {
      call();
    }
  }

  /** Calls an idle carrier to look for work, unless one is looking. */
  void call() {
    if (beginSpinning() && !callIdle()) {
      endSpinning();
    }
  }

  private boolean callIdle() {
    for (Carrier c : carriers) {
      if (c.call(Carrier.IDLE)) {
        endIdle();
        return true;
      }
    }
    return false;
  }

  // ---- spinning and resting

  boolean beginSpinning() {
    return spinning.get() == 0 && spinning.compareAndSet(0, 1);
  }

  /**
   * Ends it, whether there was a carrier that spun or none could be called. Whoever submitted
   * meanwhile has called nobody.
   */
  void endSpinning() {
    do {
      spinning.getAndDecrement();
    } while (hasGlobal() && idle.get() > 0 && beginSpinning() && !callIdle());
  }

  void becomeIdle() {
    idle.getAndIncrement();
  }

  /** A carrier is no longer idle, so there is something for the monitor to look at. */
  void endIdle() {
    idle.getAndDecrement();
    monitor.wake();
  }

  // ---- timers

  /** The next timer to fire, if there is any. */
  @Nullable Timer firstTimer() {
    return timers.first();
  }

  void fireTimers(long now) {
    timers.fire(now);
  }

  /** By the monitor, which no state tells to be at work. */
  void fireTimersFromOutside(long now) {
    firing = true;
    try {
      timers.fire(now);
    } finally {
      firing = false;
    }
  }

  /** Whether a carrier that goes to rest is to wake for the timer: no other one does so. */
  boolean plan(Timer t) {
    if (planned == t) {
      return false;
    }
    planned = t;
    return true;
  }

  /** It does not rest any more. Being busy, it looks for itself, or rests and plans again. */
  void unplan(Timer t) {
    if (planned == t) {
      planned = null;
    }
  }

  /** One that might have planned for the next timer will not: another one has to. */
  void callForTimers() {
    if (timers.first() != null && idle.get() > 0) {
      call();
    }
  }

  // ---- staying together

  boolean isTogether() {
    return together;
  }

  /**
   * Whether a carrier whose goroutines collide with others' is to give way. Its queue is then empty
   * and will be run by those that are busy: each of them looks at the global queue before it
   * becomes idle and once more after.
   */
  boolean giveWay(Carrier c) {
    if (together || live.get() - idle.get() < 2) {
      return false;
    }
    synchronized (this) {
      if (together) {
        return false;
      }
      monitor.keepTogether();
      together = true;
    }
    c.handOver();
    for (Carrier other : carriers) {
      if (other != c && other.state() == Carrier.BUSY) {
        return true;
      }
    }
    return false;
  }

  void spreadAgain() {
    together = false;
  }

  // ---- as many carriers as are wanted

  Carrier[] carriers() {
    return carriers;
  }

  int procs() {
    return procs;
  }

  int idleCount() {
    return idle.get();
  }

  int liveCount() {
    return live.get();
  }

  /** Says, by the monitor, how many carriers may be live: one more for each that is stuck. */
  void want(int n) {
    wanted = n;
    // Counted down first: a carrier may be about to retire by itself, and one must be left.
    while (retire()) {
      if (!retireIdle()) {
        live.getAndIncrement();
        return;
      }
      idle.getAndDecrement();
    }
  }

  /** If that was the last idle one, the others are busy and will look at the global queue. */
  private boolean retireIdle() {
    for (Carrier c : carriers) {
      if (c.retire()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a carrier is to retire, as there are too many; it is then no longer counted as live.
   */
  boolean retire() {
    for (int n = live.get(); n > wanted; n = live.get()) {
      if (live.compareAndSet(n, n - 1)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a carrier, by the monitor, for one that is stuck. */
  void addSpare() {
    if (live.get() >= wanted || !beginSpinning()) {
      return;
    }
    live.getAndIncrement();
    for (Carrier c : carriers) {
      if (c.call(Carrier.RETIRED)) {
        return;
      }
    }
    Carrier[] all = carriers;
    if (all.length < MAX_CARRIERS) {
      Carrier[] more = Arrays.copyOf(all, all.length + 1);
      Carrier c = new Carrier(this, more.length, Carrier.RETIRED);
      more[all.length] = c;
      carriers = more;
      if (c.call(Carrier.RETIRED)) {
        return;
      }
    }
    live.getAndDecrement();
    endSpinning();
  }

  void report(Throwable t) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, t);
    } catch (Throwable _) { // there is nobody left to tell
    }
  }
}
