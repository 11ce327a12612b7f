package dev.millrace;

import dev.millrace.internal.G;
import java.time.Duration;

/**
 * A handle on a goroutine. It is not a thread: several goroutines may run one after another on the
 * same virtual thread, and what is done through the handle reaches this one or nobody.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="interrupt"}
 */
public sealed interface Goroutine permits G {
  /**
   * This goroutine's number, as dumps and crash reports show it.
   *
   * @return a positive number that no other goroutine of this process has
   */
  long id();

  /**
   * Interrupts the goroutine; does nothing if it has ended. It is told to stop: if it then ends by
   * the interruption, that is no crash.
   */
  void interrupt();

  /**
   * Waits until the goroutine has ended, however it ended. All it did happens before what follows.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  void join() throws InterruptedException;

  /**
   * Waits for a limited time until the goroutine has ended.
   *
   * @param timeout how long to wait; not at all if it is zero or negative
   * @return whether it has ended; if so, all it did happens before what follows
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean join(Duration timeout) throws InterruptedException;

  /**
   * Whether the goroutine has not ended.
   *
   * @return true from the {@code go} that started it until its task is over
   */
  boolean isAlive();
}
