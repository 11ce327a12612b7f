package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * A receive found the channel closed and drained: the end of a stream, and no misuse.
 *
 * <p>Its cause is the cause of the close, if {@link Sender#close(Throwable)} gave one: the stream
 * has then not ended but failed.
 */
public final class ChannelClosedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An end of stream.
   *
   * @param cause the cause of the close, or null
   */
  public ChannelClosedException(@Nullable Throwable cause) {
    this("receive on closed channel", cause);
  }

  private ChannelClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * The exception for a {@code recv} case on a context's channel, which carries nothing and is only
   * ever closed.
   *
   * @return the exception
   */
  public static ChannelClosedException useDone() {
    return new ChannelClosedException(
        "receive on closed channel of a context: use done(ctx)", null);
  }
}
