package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import dev.millrace.time.TimeSource;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * Moments on the current {@link TimeSource}'s nanosecond scale, as plain {@code long}s: they are
 * made on blocking paths, where an object each would be seen.
 */
public final class Deadline {
  /** No deadline at all. */
  public static final long NONE = Long.MIN_VALUE;

  /**
   * Longer waits than this (146 years) are waits for ever; so sums and differences of moments
   * cannot overflow.
   */
  private static final long FOREVER = Long.MAX_VALUE / 2;

  private Deadline() {}

  /** The nanoseconds of a duration, saturated, at least 0. */
  public static long nanos(Duration d) {
    if (!d.isPositive()) {
      return 0;
    }
    return d.toSeconds() >= FOREVER / 1_000_000_000 ? FOREVER : d.toNanos();
  }

  public static long after(Duration d) {
    return after(nanos(d));
  }

  static long after(long nanos) {
    return after(TimeSource.current(), nanos);
  }

  static long after(TimeSource source, long nanos) {
    if (nanos >= FOREVER) {
      return NONE;
    }
    long at = source.nanoTime() + nanos;
    return at == NONE ? at + 1 : at;
  }

  /** The moment some time after another, as far as there are moments. */
  static Instant instant(Instant from, Duration d) {
    try {
      return from.plus(d);
    } catch (DateTimeException | ArithmeticException _) {
      return d.isNegative() ? Instant.MIN : Instant.MAX;
    }
  }

  public static long now() {
    return TimeSource.current().nanoTime();
  }

  public static boolean hasPassed(long deadline) {
    return deadline != NONE && now() - deadline >= 0;
  }

  /** The earlier of two deadlines, either of which may be {@link #NONE}. */
  static long earlier(long a, long b) {
    if (a == NONE) {
      return b;
    }
    return b == NONE || a - b <= 0 ? a : b;
  }

  /**
   * Parks until unparked, interrupted, at the deadline, or for no reason, as {@link
   * LockSupport#park(Object)} does.
   */
  static void park(Object blocker, long deadline) {
    if (deadline == NONE) {
      LockSupport.park(blocker);
      return;
    }
    TimeSource source = TimeSource.current();
    if (source == TimeSource.system()) {
      Parking.parkUntil(blocker, deadline);
      return;
    }
    Thread self = Thread.currentThread();
    TimeSource.Alarm alarm = source.schedule(deadline, () -> Parking.unpark(self));
    try {
      LockSupport.park(blocker);
    } finally {
      alarm.cancel();
    }
  }
}
