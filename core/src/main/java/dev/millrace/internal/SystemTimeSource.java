package dev.millrace.internal;

import dev.millrace.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's time, and one daemon thread for all that is scheduled by it. */
public final class SystemTimeSource implements TimeSource {
  public static final TimeSource INSTANCE = new SystemTimeSource();

  /** The source in force, where it is not this one. */
  static final ScopedValue<TimeSource> REPLACED = ScopedValue.newInstance();

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
    var task =
        Timekeeper.THREAD.schedule(action, nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    return () -> task.cancel(false);
  }

  /** Made when the first thing is scheduled. */
  private static final class Timekeeper {
    static final ScheduledThreadPoolExecutor THREAD = make();

    private static ScheduledThreadPoolExecutor make() {
      var executor =
          new ScheduledThreadPoolExecutor(
              1,
              Thread.ofPlatform()
                  .daemon()
                  .name("millrace-time")
                  .inheritInheritableThreadLocals(false)
                  .factory());
      executor.setRemoveOnCancelPolicy(
          true); // a cancelled deadline must not be kept until its time
      return executor;
    }
  }
}
