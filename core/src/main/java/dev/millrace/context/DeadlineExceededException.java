package dev.millrace.context;

import org.jspecify.annotations.Nullable;

/**
 * The deadline of the context has passed: Go's {@code context.DeadlineExceeded}. Its {@linkplain
 * #getCause() cause} is what was given to {@link Context#withTimeout(java.time.Duration,
 * Throwable)} or {@link Context#withDeadline(java.time.Instant, Throwable)}, if anything was: Go's
 * {@code context.Cause(ctx)}.
 */
public final class DeadlineExceededException extends ContextException {
  private static final long serialVersionUID = 1;

  /**
   * A deadline that has passed.
   *
   * @param cause what was given with the deadline, or null
   */
  public DeadlineExceededException(@Nullable Throwable cause) {
    super("context deadline exceeded", cause);
  }
}
