package dev.millrace;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a channel that elements go into: Go's {@code chan<- T}.
 *
 * <p><b>Who closes.</b> The goroutine that sends, and it alone: one owner a channel. {@code try
 * (out) { … }} is Go's {@code defer close(out)}; for a producer that can fail there is {@link
 * Go#produce(Producer)}.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="sender"}
 *
 * <p><b>Memory.</b> These are the rules of Go's memory model, section "Channel communication". What
 * a goroutine did before a send <i>happens before</i> what follows the receive of that element;
 * what it did before a close happens before what follows a receive that sees the channel closed;
 * and the k-th receive on a channel of capacity C happens before the completion of the (k+C)-th
 * send, so that on an unbuffered channel a receive happens before the completion of its send. A
 * {@code trySend} that returns false, and {@code length}, {@code capacity} and {@code isClosed},
 * order nothing.
 *
 * <p><b>Interrupts.</b> The operations that throw {@link InterruptedException} do so when the
 * thread's interrupt flag is set on entry, whether they could have gone ahead or not, and when it
 * is set while they wait. Either the element has moved and they return (the flag stays), or it has
 * not and they throw (the flag is cleared). The others neither look at the flag nor change it.
 *
 * @param <T> the type of the elements; null is a legal element
 */
public sealed interface Sender<T extends @Nullable Object> extends AutoCloseable permits Chan {
  /**
   * Sends an element, waiting until a receiver or a free place in the buffer takes it: Go's {@code
   * ch <- v}.
   *
   * @param value the element
   * @throws InterruptedException if the thread is interrupted; the element has then not been sent
   * @throws ChannelMisuseException {@code send on closed channel}, if the channel is closed, or is
   *     closed while this waits
   */
  void send(T value) throws InterruptedException;

  /**
   * Sends an element, waiting for a limited time.
   *
   * @param value the element
   * @param timeout how long to wait; not at all if it is zero or negative
   * @throws InterruptedException if the thread is interrupted; the element has then not been sent
   * @throws TimeoutException if the time was over first; likewise
   * @throws ChannelMisuseException {@code send on closed channel}, as {@link #send(Object)}
   */
  void send(T value, Duration timeout) throws InterruptedException, TimeoutException;

  /**
   * Sends an element if that can be done without waiting. Exact: it fails only if at some moment
   * during the call no receiver was waiting and the buffer was full.
   *
   * @param value the element
   * @return whether it was sent
   * @throws ChannelMisuseException {@code send on closed channel}, if the channel is closed
   */
  boolean trySend(T value);

  /**
   * Closes the channel: no more elements will be sent. Receivers drain the buffer and then see the
   * end; senders that are blocked get {@code send on closed channel}. After a {@link
   * #close(Throwable)} this does nothing.
   *
   * @throws ChannelMisuseException {@code close of closed channel}, or {@code close of nil channel}
   *     for {@link Chan#never()}
   */
  @Override
  void close();

  /**
   * Closes the channel because of a failure: receivers, ranges and streams drain the buffer and
   * then get the cause.
   *
   * @param cause the failure
   * @throws ChannelMisuseException {@code close of closed channel}, after a close of any kind, or
   *     {@code close of nil channel}
   */
  void close(Throwable cause);

  /**
   * Closes the channel unless it is closed: for owners that may race.
   *
   * @return whether this call has closed it
   * @throws ChannelMisuseException {@code close of nil channel} for {@link Chan#never()}
   */
  boolean tryClose();

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
   * Whether {@code close} has been called, in any of its forms; there may still be elements in the
   * buffer.
   *
   * @return true from the close on, for ever
   */
  boolean isClosed();
}
