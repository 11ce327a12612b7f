package dev.millrace;

import dev.millrace.internal.Receiving;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of a channel that elements come out of: Go's {@code <-chan T}.
 *
 * <p>A for-each over it is Go's {@code range}: it ends when the channel is closed and drained.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="range"}
 *
 * <p>Memory edges and interrupts are as {@link Sender} says.
 *
 * @param <T> the type of the elements; null is a legal element
 */
public sealed interface Receiver<T extends @Nullable Object> extends Iterable<T>
    permits Chan, Promise, dev.millrace.time.OneShotTimer, dev.millrace.time.Ticker {
  /**
   * Receives an element, waiting until there is one: Go's {@code <-ch} where the end is not
   * expected.
   *
   * @return the element
   * @throws InterruptedException if the thread is interrupted; no element has then been taken
   * @throws ChannelClosedException if the channel is closed and drained; its cause is the cause of
   *     the close
   */
  T receive() throws InterruptedException;

  /**
   * Receives an element, waiting for a limited time.
   *
   * @param timeout how long to wait; not at all if it is zero or negative
   * @return the element
   * @throws InterruptedException if the thread is interrupted; no element has then been taken
   * @throws TimeoutException if the time was over first; likewise
   * @throws ChannelClosedException if the channel is closed and drained
   */
  T receive(Duration timeout) throws InterruptedException, TimeoutException;

  /**
   * Receives an element or the end: Go's {@code v, ok := <-ch}.
   *
   * @return the element, or the end with the cause of the close
   * @throws InterruptedException if the thread is interrupted; no element has then been taken
   */
  Received<T> receiveOrClosed() throws InterruptedException;

  /**
   * Receives an element or the end, waiting for a limited time.
   *
   * @param timeout how long to wait; not at all if it is zero or negative
   * @return the element, or the end with the cause of the close
   * @throws InterruptedException if the thread is interrupted; no element has then been taken
   * @throws TimeoutException if the time was over first; likewise
   */
  Received<T> receiveOrClosed(Duration timeout) throws InterruptedException, TimeoutException;

  /**
   * Receives an element or the end if that can be done without waiting. Exact: it fails only if at
   * some moment during the call the buffer was empty, no sender was waiting and the channel was not
   * closed.
   *
   * @return the element or the end; null if there was neither
   */
  @Nullable Received<T> tryReceive();

  /**
   * The number of elements in the buffer at this moment: Go's {@code len(ch)}.
   *
   * @return at least 0, at most {@link #capacity()}
   */
  int length();

  /**
   * The size of the buffer: Go's {@code cap(ch)}.
   *
   * @return 0 for an unbuffered channel
   */
  int capacity();

  /**
   * Whether the channel has been closed; there may still be elements in the buffer.
   *
   * @return true from the close on, for ever
   */
  boolean isClosed();

  /**
   * Ranges over the elements. {@code hasNext} receives one ahead and {@code next} hands it out, so
   * a for-each that breaks off loses none; an iterator that is dropped between the two loses that
   * one.
   *
   * <p>{@code hasNext} throws {@link InterruptedRuntimeException} if the thread is interrupted, and
   * {@link ChannelClosedException} with the cause if the channel was closed with one.
   *
   * @return an iterator for one goroutine
   */
  @Override
  default Iterator<T> iterator() {
    return Receiving.iterator(this);
  }

  /**
   * The elements as a stream: sequential, never splits, receives none ahead. It throws as {@link
   * #iterator()}'s does.
   *
   * @return a stream that ends when the channel is closed and drained
   */
  default Stream<T> stream() {
    return Receiving.stream(this);
  }

  /**
   * A receiver for the result of a stage: one element, then the end; a failure is the cause of the
   * close, without the {@code CompletionException} around it. Make it once a stage, not once a turn
   * of a loop.
   *
   * @param <T> the type of the result
   * @param stage the stage
   * @return the receiver
   */
  static <T extends @Nullable Object> Receiver<T> of(CompletionStage<T> stage) {
    return Receiving.of(stage);
  }

  /**
   * A receiver for the result of a future; see {@link #of(CompletionStage)}.
   *
   * @param <T> the type of the result
   * @param future the future
   * @return the receiver
   */
  static <T extends @Nullable Object> Receiver<T> of(CompletableFuture<T> future) {
    return Receiving.of(future);
  }

  /**
   * Refuses a plain future, which cannot tell when it is done unless a thread waits for it; accepts
   * one that is a {@link CompletionStage} as well.
   *
   * @param <T> the type of the result
   * @param future the future
   * @return the receiver
   * @throws IllegalArgumentException if it is a plain future; the message says what to do instead
   */
  @SuppressWarnings("unchecked") // a future of T that is a stage is a stage of T
  static <T extends @Nullable Object> Receiver<T> of(Future<T> future) {
    if (future instanceof CompletionStage<?> stage) {
      return Receiving.of((CompletionStage<T>) stage);
    }
    throw new IllegalArgumentException(
        "a plain Future does not tell when it is done: use a CompletableFuture, or wait for it in a"
            + " goroutine: async(future::get)");
  }
}
