package dev.millrace.context;

import dev.millrace.internal.ContextNode;

/**
 * A context and the right to end it: what Go returns as {@code ctx, cancel}. Hand it on as a plain
 * {@link Context}, so that only its maker ends it.
 *
 * {@snippet file="ContextSnippetsTest.java" region="deadline"}
 *
 * <p>Until it is done its parent knows it, and a deadline's timer too: one that is never closed is
 * garbage only when its parent is done or is garbage itself, and its deadline has passed.
 *
 * <p>Canceling goes depth first, in the order in which children were derived and tasks registered:
 * first the context itself is done, then all that was derived from it is, and only then does the
 * call return, even if another one was first and is still at it. Tasks of {@link #afterFunc} have
 * been started by then, goroutines of {@code go(ctx, task)} interrupted, neither waited for.
 *
 * <p>No method here looks at the interrupt flag or changes it. All may be called from any thread at
 * any time.
 */
public sealed interface CancelableContext extends Context, AutoCloseable
    permits ContextNode.Cancelable {
  /**
   * Ends this context, and all that are derived from it: {@code context canceled}. Does nothing if
   * it is done.
   *
   * <p>What the caller did before happens before what follows a receive from {@link #done()}, a
   * true {@link #isDone()}, a {@link #cause()} that is not null, or the start of a task of {@link
   * #afterFunc}.
   */
  void cancel();

  /**
   * {@link #cancel()} with a reason, which becomes the cause of the {@link
   * ContextCanceledException}: Go's {@code CancelCauseFunc}. If the context is done already, the
   * reason is dropped.
   *
   * @param cause the reason
   */
  void cancel(Throwable cause);

  /** {@link #cancel()}. */
  @Override
  void close();
}
