package dev.millrace.time;

import dev.millrace.Receiver;
import dev.millrace.internal.TimerChannel;
import java.time.Duration;
import java.time.Instant;

/**
 * A ticker: a receiver that delivers the time at intervals. Go's {@code time.Ticker}.
 *
 * {@snippet file="TimeSnippetsTest.java" region="ticker"}
 *
 * <p>For a slow receiver ticks are dropped, never queued: at most one waits. Stopping does not
 * close it: who waits on it then waits on. Nobody need stop it: it costs nothing while nobody waits
 * on it, and is garbage when nobody holds it.
 */
public sealed interface Ticker extends Receiver<Instant>, AutoCloseable
    permits TimerChannel.Ticking {
  /**
   * Stops the ticker: from now on nothing is received from it, not even a tick that was due before.
   */
  void stop();

  /**
   * Starts the ticker anew; a tick that was due before and not received is forgotten.
   *
   * @param period between ticks; the first is due one period from now
   * @throws IllegalArgumentException {@code non-positive interval for Ticker.Reset}
   */
  void reset(Duration period);

  /** {@link #stop()}. */
  @Override
  default void close() {
    stop();
  }
}
