package dev.millrace.context;

import dev.millrace.Receiver;
import dev.millrace.internal.ContextNode;
import org.jspecify.annotations.Nullable;

/** A deadline, a cancellation signal, and values that reach across goroutines. */
public sealed interface Context permits ContextNode {
  /**
   * Closed when the context is done.
   *
   * @return the channel
   */
  Receiver<@Nullable Void> done();
}
