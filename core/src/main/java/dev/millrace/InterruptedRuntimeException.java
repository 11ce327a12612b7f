package dev.millrace;

/**
 * An {@link InterruptedException} where none may be thrown: in a for-each over a receiver, or in
 * its stream. The thread's interrupt flag is set again when this is thrown.
 *
 * <p>A goroutine that was interrupted and ends by this ends as quietly as by an {@code
 * InterruptedException}.
 */
public final class InterruptedRuntimeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Wraps an interruption.
   *
   * @param cause the interruption
   */
  public InterruptedRuntimeException(InterruptedException cause) {
    super("interrupted", cause);
  }
}
