package dev.millrace;

import dev.millrace.internal.Channel;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A channel: a typed conduit between goroutines, Go's {@code chan T}.
 *
 * <p>Unbuffered, a send waits for its receiver: the two meet. With a buffer, a send waits only
 * while the buffer is full, and a receive only while it is empty. Elements come out in the order in
 * which they went in, each exactly once; those who wait are served first come, first served.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="rendezvous"}
 *
 * @param <T> the type of the elements; null is a legal element
 */
public sealed interface Chan<T extends @Nullable Object> extends Sender<T>, Receiver<T>
    permits Channel {
  /**
   * Makes an unbuffered channel: {@code make(chan T)}.
   *
   * @param <T> the type of the elements
   * @return the channel
   */
  static <T extends @Nullable Object> Chan<T> make() {
    return Channel.make(0, null);
  }

  /**
   * Makes a channel with a buffer: {@code make(chan T, capacity)}.
   *
   * @param <T> the type of the elements
   * @param capacity how many elements the buffer holds; 0 for an unbuffered channel
   * @return the channel
   * @throws IllegalArgumentException {@code makechan: size out of range}, if it is negative or more
   *     than an array can hold
   */
  static <T extends @Nullable Object> Chan<T> make(int capacity) {
    return Channel.make(capacity, null);
  }

  /**
   * The channel on which nothing ever happens: Go's nil channel. Sends and receives wait for ever,
   * a case on it is never ready. Useful to switch off a case of a select.
   *
   * @param <T> the type of the elements
   * @return the channel
   */
  static <T extends @Nullable Object> Chan<T> never() {
    return Channel.never();
  }

  @Override
  int length();

  @Override
  int capacity();

  @Override
  boolean isClosed();

  @Override
  default Iterator<T> iterator() {
    return Receiver.super.iterator();
  }
}
