package dev.millrace.context;

/** The deadline of the context has passed: Go's {@code context.DeadlineExceeded}. */
public final class DeadlineExceededException extends ContextException {
  private static final long serialVersionUID = 1;

  /** A deadline that has passed. */
  public DeadlineExceededException() {
    super("context deadline exceeded", null);
  }
}
