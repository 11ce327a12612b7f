package dev.millrace.context;

import org.jspecify.annotations.Nullable;

/**
 * What ended a {@link Context}: {@link ContextCanceledException} or {@link
 * DeadlineExceededException}.
 *
 * <p>Unchecked, because any call that takes a context may throw it, and few know what to do about
 * it but end as well.
 */
public abstract sealed class ContextException extends RuntimeException
    permits ContextCanceledException, DeadlineExceededException {
  private static final long serialVersionUID = 1;

  ContextException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
