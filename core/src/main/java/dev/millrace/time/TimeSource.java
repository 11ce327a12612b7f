package dev.millrace.time;

import dev.millrace.internal.SystemTimeSource;
import java.time.Instant;

/**
 * Where everything in Millrace that has to do with time takes it from: sleeps, timeouts, timers,
 * tickers, deadlines.
 *
 * <p>Tests replace it for what they run, and for all goroutines that are started there:
 *
 * <pre>{@code
 * TimeSource.with(mySource, () -> { go(...); sleep(Duration.ofHours(1)); });
 * }</pre>
 */
public interface TimeSource {
  /**
   * The time now in nanoseconds from an arbitrary origin; never goes back. Compare by difference,
   * as it may overflow.
   */
  long nanoTime();

  /** The time of the day, as the elements of timers and tickers tell it. */
  Instant instant();

  /**
   * Has something done once {@link #nanoTime()} has reached a moment, at once if it has.
   *
   * @param nanoTime the moment
   * @param action short, and never blocks; it runs on a thread of the source's choosing
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

  /** The machine's own time. */
  static TimeSource system() {
    return SystemTimeSource.INSTANCE;
  }

  /** The source in force here. */
  static TimeSource current() {
    return SystemTimeSource.current();
  }
}
