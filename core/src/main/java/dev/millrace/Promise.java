package dev.millrace;

import dev.millrace.internal.PromiseChannel;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The result to come of a goroutine that {@link Go#async} started.
 *
 * <p>{@link #await()} gives it to as many as ask. It is also a receiver, so that it can be a case
 * of a select: as such it carries the result as its one element, which one receiver gets, and is
 * then closed; a failure is the cause of the close.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="promise"}
 *
 * @param <T> the type of the result
 */
public sealed interface Promise<T extends @Nullable Object> extends Receiver<T>
    permits PromiseChannel {
  /**
   * Waits for the result. What the goroutine did happens before what follows.
   *
   * @return the result
   * @throws InterruptedException if the waiting thread is interrupted; the goroutine goes on
   * @throws CompletionException if the goroutine failed; its cause is what was thrown
   */
  T await() throws InterruptedException;

  /**
   * The goroutine that works on the result.
   *
   * @return its handle; to interrupt it makes the promise fail, if the goroutine heeds it
   */
  Goroutine goroutine();
}
