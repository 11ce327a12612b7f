package dev.millrace.internal;

import dev.millrace.Receiver;
import dev.millrace.context.Context;
import org.jspecify.annotations.Nullable;

/** STUB: to be written. */
public final class ContextNode implements Context {
  /**
   * Runs an action once the context is done, at once if it is; closing the registration takes it
   * out.
   */
  static Registration onDone(Context ctx, Runnable action) {
    return () -> {};
  }

  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public Receiver<@Nullable Void> done() {
    return Channel.never();
  }
}
