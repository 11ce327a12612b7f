package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * What a receive got: Go's {@code v, ok}.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="received"}
 *
 * <p>{@code Value} and {@code Closed} come with {@code import static dev.millrace.Go.*}; {@code
 * Received.Value} and {@code Received.Closed} are the same.
 *
 * @param <T> the type of the channel's elements
 */
public sealed interface Received<T extends @Nullable Object> extends ReceivedForms
    permits ReceivedForms.Value, ReceivedForms.Closed {
  /**
   * Whether this is an element: Go's {@code ok}.
   *
   * @return true for a {@link ReceivedForms.Value}
   */
  default boolean ok() {
    return this instanceof Value;
  }
}
