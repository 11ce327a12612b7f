package dev.millrace.context;

import org.jspecify.annotations.Nullable;

/**
 * The context was canceled: Go's {@code context.Canceled}. Its {@linkplain #getCause() cause} is
 * what was given to {@link CancelableContext#cancel(Throwable)}, if anything was: Go's {@code
 * context.Cause(ctx)}.
 */
public final class ContextCanceledException extends ContextException {
  private static final long serialVersionUID = 1;

  /**
   * A cancellation.
   *
   * @param cause what was given to {@code cancel}, or null
   */
  public ContextCanceledException(@Nullable Throwable cause) {
    super("context canceled", cause);
  }
}
