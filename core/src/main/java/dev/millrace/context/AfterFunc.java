package dev.millrace.context;

import dev.millrace.internal.DoneTask;

/**
 * A task that waits for a context to be done: what {@link Context#afterFunc} returns, and what Go
 * returns as {@code stop}.
 *
 * {@snippet file="ContextSnippetsTest.java" region="after-func"}
 */
public sealed interface AfterFunc extends AutoCloseable permits DoneTask {
  /**
   * Keeps the task from running. Does not wait for one that runs. Neither looks at the interrupt
   * flag nor changes it.
   *
   * @return whether this call has stopped it: the task has not run and never will. False if it was
   *     started, or stopped before
   */
  boolean stop();

  /** {@link #stop()}, for a {@code try} that is Go's {@code defer stop()}. */
  @Override
  default void close() {
    stop();
  }
}
