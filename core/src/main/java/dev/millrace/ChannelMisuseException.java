package dev.millrace;

/**
 * A channel was used as no correct program uses it, where Go panics: a send on a closed channel, a
 * close of a closed or of a nil channel.
 *
 * <p>Not a {@link ChannelClosedException}, so that code which catches the end of a stream does not
 * swallow a bug.
 */
public final class ChannelMisuseException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private ChannelMisuseException(String message) {
    super(message);
  }

  /**
   * For a send to, or blocked on, a channel that is closed.
   *
   * @return the exception
   */
  public static ChannelMisuseException sendOnClosed() {
    return new ChannelMisuseException("send on closed channel");
  }

  /**
   * For a second close.
   *
   * @return the exception
   */
  public static ChannelMisuseException closeOfClosed() {
    return new ChannelMisuseException("close of closed channel");
  }

  /**
   * For a close of {@link Chan#never()}.
   *
   * @return the exception
   */
  public static ChannelMisuseException closeOfNil() {
    return new ChannelMisuseException("close of nil channel");
  }
}
