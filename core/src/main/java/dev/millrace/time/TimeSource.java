package dev.millrace.time;

import dev.millrace.Task;
import dev.millrace.internal.SystemTimeSource;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where everything in Millrace that has to do with time takes it from: sleeps, timeouts, timers,
 * tickers, deadlines.
 *
 * <p>Tests replace it for what they run, and for all goroutines that are started there:
 *
 * {@snippet file="TimeSnippetsTest.java" region="time-source"}
 *
 * <p>A timer, a ticker, a context's deadline keeps to the source that was in force where it was
 * made.
 *
 * <p>An implementation's {@link #nanoTime()} and {@link #instant()} are called with a lock held
 * that others spin on. They must not block, and use nothing of Millrace.
 */
public interface TimeSource {
  /**
   * The time now in nanoseconds from an arbitrary origin; never goes back. Compare by difference,
   * as it may overflow.
   *
   * @return nanoseconds
   */
  long nanoTime();

  /**
   * The time of the day, as the elements of timers and tickers tell it.
   *
   * @return the time
   */
  Instant instant();

  /**
   * Has something done once {@link #nanoTime()} has reached a moment, at once if it has.
   *
   * @param nanoTime the moment
   * @param action short; it runs on a thread of the source's choosing, with no lock of the source's
   *     held
   * @return to call it off with
   */
  Alarm schedule(long nanoTime, Runnable action);

  /** Something scheduled. */
  interface Alarm {
    /**
     * Calls it off.
     *
     * @return false if the action has run, runs, or was called off before
     */
    boolean cancel();
  }

  /**
   * The machine's own time.
   *
   * @return the one object
   */
  static TimeSource system() {
    return SystemTimeSource.INSTANCE;
  }

  /**
   * The source in force here.
   *
   * @return {@link #system()} unless it was replaced
   */
  static TimeSource current() {
    return SystemTimeSource.current();
  }

  /**
   * Runs a task here and now with another source in force: in the task, and in all goroutines that
   * are started in it, however long they run.
   *
   * @param source the source
   * @param task what to do
   * @throws Exception what the task throws
   */
  static void with(TimeSource source, Task task) throws Exception {
    ScopedValue.where(SystemTimeSource.REPLACED, Objects.requireNonNull(source, "source"))
        .<@Nullable Void, Exception>call(() -> {
          task.run();
          return null;
        });
  }
}
