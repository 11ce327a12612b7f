package dev.millrace.internal;

import dev.millrace.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The machine's time, and one daemon thread for all that is scheduled by it. */
public final class SystemTimeSource implements TimeSource {
  public static final TimeSource INSTANCE = new SystemTimeSource();

  /** The source in force, where it is not this one. */
  public static final ScopedValue<TimeSource> REPLACED = ScopedValue.newInstance();

  private SystemTimeSource() {}

  public static TimeSource current() {
    return REPLACED.orElse(INSTANCE);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public Alarm schedule(long nanoTime, Runnable action) {
    var scheduled = new Scheduled(action);
    scheduled.future =
        Timekeeper.THREAD.schedule(scheduled, nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    return scheduled;
  }

  /**
   * Whether a thread is the one that runs what is scheduled, and nothing is. It may still wait for
   * the time of what was called off.
   */
  public static boolean isIdle(Thread t) {
    return t == Timekeeper.thread && Timekeeper.THREAD.getQueue().isEmpty();
  }

  /**
   * Something scheduled. Whoever sets it to true, the thread that is to run it or the one that
   * calls it off, has it: a future alone cannot tell, as it lets itself be cancelled while it runs.
   */
  private static final class Scheduled extends AtomicBoolean implements Runnable, Alarm {
    private static final long serialVersionUID = 1;

    private final transient Runnable action;
    private transient @Nullable Future<?> future;

    Scheduled(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (compareAndSet(false, true)) {
        action.run();
      }
    }

    @Override
    public boolean cancel() {
      if (!compareAndSet(false, true)) {
        return false;
      }
      Future<?> f = future;
      if (f != null) {
        f.cancel(false);
      }
      return true;
    }
  }

  /** Made when the first thing is scheduled. */
  private static final class Timekeeper {
    static volatile @Nullable Thread thread;
    static final ScheduledThreadPoolExecutor THREAD = make();

    private static ScheduledThreadPoolExecutor make() {
      var executor =
          new ScheduledThreadPoolExecutor(
              1,
              task ->
                  thread =
                      Thread.ofPlatform()
                          .daemon()
                          .name("millrace-time")
                          .inheritInheritableThreadLocals(false)
                          .unstarted(task));
      executor.setRemoveOnCancelPolicy(
          true); // a cancelled deadline must not be kept until its time
      return executor;
    }
  }
}
