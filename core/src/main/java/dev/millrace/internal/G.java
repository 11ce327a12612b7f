package dev.millrace.internal;

import dev.millrace.Goroutine;
import dev.millrace.InterruptedRuntimeException;
import dev.millrace.Task;
import dev.millrace.context.Context;
import dev.millrace.internal.scheduler.Scheduler;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine: a task on a virtual thread of its own.
 *
 * <p>Invariants: {@code ended} and {@code joiners} are guarded by the lock; {@code ended} is set
 * once, by the goroutine itself as its last step, and nobody joins the queue after that.
 */
public final class G extends SeqLock
    implements Goroutine, Runnable, Waitable, Thread.UncaughtExceptionHandler {
  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final long parent;
  private final Task task;
  private final @Nullable Context context;
  private final @Nullable TimeSource time;
  private final @Nullable String site;
  private final Thread thread;
  private @Nullable WaitQueue joiners;
  private volatile boolean ended;

  /** Whether it was told to stop through this handle or its context. */
  private volatile boolean toldToStop;

  // The registry's.
  @Nullable G next;
  @Nullable G prev;
  boolean linked;

  /** What {@link #waited(int)} saw last, and when, in seconds of {@link System#nanoTime()}. */
  private int stamp;

  private int stampedAt;

  /**
   * Makes a goroutine that is still to be started.
   *
   * @param task what it does
   * @param context what it is interrupted by
   * @param site where it is created, if that is known: see {@link CallSites}
   */
  public G(Task task, @Nullable Context context, @Nullable String site) {
    this.task = task;
    this.context = context;
    this.site = site == null ? CallSites.ofCaller() : site;
    TimeSource source = TimeSource.current();
    time = source == TimeSource.system() ? null : source;
    thread = Scheduler.newThread(this, this);
    G creator = current();
    parent = creator == null ? 0 : creator.id;
    // Without its creator's inheritable thread-locals a thread gets the system's class loader, not
    // its creator's.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    if (loader != ClassLoader.getSystemClassLoader()) {
      thread.setContextClassLoader(loader);
    }
    // One that a context or a clock is to start is started by somebody else.
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.release(this, Probe.WHOLE);
    }
  }

  /** The goroutine that runs this code; null if none does. */
  public static @Nullable G current() {
    return of(Thread.currentThread());
  }

  /** The goroutine that a thread runs; null if it runs none. */
  static @Nullable G of(Thread t) {
    return t.isVirtual() && t.getUncaughtExceptionHandler() instanceof G g ? g : null;
  }

  public G start() {
    Registry.add(this);
    if (Recording.isOn()) {
      Recorder.started(this);
    }
    try {
      startThread();
    } catch (Throwable t) {
      Registry.remove(this);
      throw t;
    }
    return this;
  }

  private void startThread() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.started(this);
    }
    thread.start();
  }

  /** On the goroutine's own thread. */
  @Override
  public void run() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.began(this);
      Probe.INSTALLED.acquire(this, Probe.WHOLE);
    }
    try {
      if (time == null) {
        runTask();
      } else {
        ScopedValue.where(SystemTimeSource.REPLACED, time).call(this::runTask);
      }
    } catch (Throwable t) {
      if (!isQuietEnd(t)) {
        crash(t);
      }
    } finally {
      end();
    }
  }

  private @Nullable Void runTask() throws Exception {
    if (context == null) {
      task.run();
    } else {
      try (var _ = ContextNode.onDone(context, this::interrupt)) {
        task.run();
      }
    }
    return null;
  }

  /** Whether a goroutine that ends by this was told to stop, and so did what it should. */
  private boolean isQuietEnd(Throwable t) {
    Throwable interruption =
        t instanceof InterruptedRuntimeException ? Objects.requireNonNullElse(t.getCause(), t) : t;
    if (!(interruption instanceof InterruptedException)) {
      return false;
    }
    return toldToStop
        || Thread.currentThread().isInterrupted()
        || isThrownByBlockingCall(interruption);
  }

  /**
   * Whether an interruption comes from the JDK or from here, where it is only thrown to a thread
   * that was interrupted. This is the trace that an interrupt leaves which came straight to the
   * thread, past this handle.
   */
  private static boolean isThrownByBlockingCall(Throwable interruption) {
    StackTraceElement[] trace = interruption.getStackTrace();
    if (trace.length == 0) {
      return false;
    }
    StackTraceElement thrower = trace[0];
    String module = thrower.getModuleName();
    return (module != null && module.startsWith("java."))
        || thrower.getClassName().startsWith(G.class.getPackageName() + ".");
  }

  /** Gives it to the thread's handler, under a name that says which goroutine it was. */
  private void crash(Throwable t) {
    Thread self = Thread.currentThread();
    if (self.getName().isEmpty()) {
      self.setName("goroutine " + id);
    }
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, t);
    } catch (Throwable _) { // a handler's own failure is ignored, as Thread says
    }
  }

  /**
   * Hands on to whom a thread without a handler of its own would ask. That a thread's handler is
   * its goroutine is how {@link #current()} finds that: any other place costs more to reach.
   */
  @Override
  public void uncaughtException(Thread t, Throwable e) {
    t.getThreadGroup().uncaughtException(t, e);
  }

  private void end() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.ended(this);
    }
    if (Recording.isOn()) {
      Recorder.ended(this);
    }
    lock();
    assert !ended : "ended twice";
    ended = true;
    WaitQueue queue = joiners;
    unlock();
    Registry.remove(this);
    if (queue != null) {
      queue.completeAll(this, null);
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public void interrupt() {
    if (!ended) {
      toldToStop = true;
      thread.interrupt();
    }
  }

  @Override
  public void join() throws InterruptedException {
    join(Deadline.NONE);
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    return join(Deadline.after(timeout));
  }

  private boolean join(long deadline) throws InterruptedException {
    Waiter.throwIfInterrupted();
    Waiter w = new Waiter(null);
    WaitQueue fresh = new WaitQueue(this);
    lock();
    if (ended) {
      unlock();
    } else {
      if (joiners == null) {
        joiners = fresh;
      }
      WaitQueue queue = joiners;
      queue.add(w);
      unlock();
      if (!w.await(this, queue, deadline)) {
        return false;
      }
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, Probe.WHOLE);
    }
    return true;
  }

  @Override
  public boolean isAlive() {
    return !ended;
  }

  @Override
  public String toString() {
    return "goroutine " + id;
  }

  // ---- for dumps

  public Thread thread() {
    return thread;
  }

  /** What kind of task it has: the code that it runs. */
  public Class<?> task() {
    return task.getClass();
  }

  /** The goroutine that created this one; 0 if none did. */
  public long parent() {
    return parent;
  }

  /** Where it was created, if that is known. */
  public @Nullable String site() {
    return site;
  }

  /**
   * For how many whole seconds it has been known to wait as it does now: since this was called
   * first during this wait. Go, too, only notes it when its collector comes by.
   *
   * @param now as {@link Activity#stamp()}
   */
  public int waited(int now) {
    int seconds = (int) (System.nanoTime() / 1_000_000_000);
    if (now == 0 || now != stamp) {
      stamp = now;
      stampedAt = seconds;
      return 0;
    }
    return seconds - stampedAt;
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return WaitReason.JOIN;
  }
}
