package dev.millrace.time;

import dev.millrace.Receiver;
import dev.millrace.internal.TimerChannel;
import java.time.Duration;
import java.time.Instant;

/**
 * A timer: a receiver that delivers one element, the time, when it is due. Go's {@code time.Timer}.
 *
 * {@snippet file="TimeSnippetsTest.java" region="timer"}
 *
 * <p>Nobody need stop it: it costs nothing while nobody waits on it, and is garbage when nobody
 * holds it.
 */
public sealed interface OneShotTimer extends Receiver<Instant> permits TimerChannel.OneShot {
  /**
   * Stops the timer: from now on nothing is received from it, not even an element that was due
   * before.
   *
   * @return whether this call has stopped it; false if its element was received or it was stopped
   *     before
   */
  boolean stop();

  /**
   * Sets the timer anew; an element that was due before and not received is forgotten.
   *
   * @param delay from now; due at once if it is zero or negative
   * @return what {@link #stop()} would have returned
   */
  boolean reset(Duration delay);
}
