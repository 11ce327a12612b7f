package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * What a receive got: Go's {@code v, ok}.
 *
 * <pre>{@code
 * switch (ch.receiveOrClosed()) {
 *   case Value(var v) -> IO.println(v);
 *   case Closed(var cause) -> IO.println("closed");
 * }
 * }</pre>
 *
 * @param <T> the type of the channel's elements
 */
public sealed interface Received<T extends @Nullable Object> {
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

  /**
   * Whether this is an element: Go's {@code ok}.
   *
   * @return true for a {@link Value}
   */
  default boolean ok() {
    return this instanceof Value;
  }
}
