package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * The two forms of a {@link Received}. They stand here, in a supertype of both {@link Received} and
 * {@link Go}, so that {@code Received.Value} names one everywhere, and plain {@code Value} wherever
 * {@code Go.*} is imported statically.
 */
public sealed interface ReceivedForms permits Received, Go {
  /**
   * An element.
   *
   * @param <T> its type
   * @param value the element, which may be null
   */
  record Value<T extends @Nullable Object>(T value) implements Received<T> {}

  /**
   * The end: the channel is closed and drained.
   *
   * @param <T> the type of the channel's elements
   * @param cause why it was closed, if {@link Sender#close(Throwable)} said so, else null
   */
  record Closed<T extends @Nullable Object>(@Nullable Throwable cause) implements Received<T> {}
}
