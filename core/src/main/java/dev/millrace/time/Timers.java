package dev.millrace.time;

import dev.millrace.Receiver;
import dev.millrace.Task;
import dev.millrace.internal.TaskTimerCore;
import dev.millrace.internal.TimerChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Makes timers and tickers. No thread stands behind any of them.
 *
 * {@snippet file="TimeSnippetsTest.java" region="timer"}
 */
public final class Timers {
  private Timers() {}

  /**
   * A receiver that delivers the time once, after a delay: Go's {@code time.After}.
   *
   * @param delay from now; due at once if it is zero or negative
   * @return the receiver
   */
  public static Receiver<Instant> after(Duration delay) {
    return timer(delay);
  }

  /**
   * A timer that can be stopped and reset: Go's {@code time.NewTimer}.
   *
   * @param delay from now; due at once if it is zero or negative
   * @return the timer
   */
  public static OneShotTimer timer(Duration delay) {
    return new TimerChannel.OneShot(delay);
  }

  /**
   * A ticker: Go's {@code time.NewTicker}.
   *
   * @param period between ticks; the first is due one period from now
   * @return the ticker
   * @throws IllegalArgumentException {@code non-positive interval for NewTicker}
   */
  public static Ticker ticker(Duration period) {
    return new TimerChannel.Ticking(period);
  }

  /**
   * Runs a task after a delay, in a goroutine of its own: Go's {@code time.AfterFunc}. The
   * goroutine inherits from the caller of this method, as if it were started now.
   *
   * @param delay from now; at once if it is zero or negative. More than 146 years is never
   * @param task what to do; that it fails is a crash, as in any goroutine
   * @return to stop or reset it with; need not be kept
   */
  public static TaskTimer afterFunc(Duration delay, Task task) {
    return new TaskTimerCore(delay, Objects.requireNonNull(task, "task"));
  }
}
