package dev.millrace.context;

import dev.millrace.CheckReturnValue;
import dev.millrace.Receiver;
import dev.millrace.Task;
import dev.millrace.internal.ContextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deadline, a cancellation signal, and values that reach across goroutines: Go's {@code
 * context.Context}.
 *
 * <p>Contexts are derived from one another. One that is done ends all that were derived from it, in
 * whatever depth, and never those it was derived from. They are immutable but for that, and may be
 * used by any number of goroutines at once.
 *
 * {@snippet file="ContextSnippetsTest.java" region="worker"}
 *
 * <p>Pass a context as the first parameter of what may have to stop early; do not keep it in a
 * field, and use its values for what belongs to a request and crosses API boundaries, not for
 * optional parameters.
 *
 * <p>Memory: what was done before the {@code cancel()} that ended a context happens before what
 * follows a receive from {@link #done()}, a true {@link #isDone()}, and a {@link #cause()} that is
 * not null. None of the methods blocks, looks at the interrupt flag or changes it.
 */
public sealed interface Context permits CancelableContext, ContextNode {
  /**
   * The context that is never done, has no deadline and no values: what all others are derived
   * from.
   *
   * @return the one object
   */
  static Context background() {
    return ContextNode.BACKGROUND;
  }

  /**
   * A context that its owner can end: Go's {@code context.WithCancel} and {@code WithCancelCause}.
   *
   * @return the context, which is done if this one is
   */
  @CheckReturnValue
  CancelableContext withCancel();

  /**
   * A context that ends by itself after some time: Go's {@code context.WithTimeout}. The time is
   * that of the {@link dev.millrace.time.TimeSource} in force here; a change of the time of the day
   * does not matter.
   *
   * @param timeout from now; if it is zero or negative the context is done at once. More than 146
   *     years is for ever
   * @return the context, whose deadline is the earlier of this context's and the given
   */
  @CheckReturnValue
  CancelableContext withTimeout(Duration timeout);

  /**
   * {@link #withTimeout(Duration)} with a reason, which becomes the cause of the {@link
   * DeadlineExceededException}: Go's {@code context.WithTimeoutCause}. If the context ends in
   * another way, as this context's deadline is earlier or it is canceled, the reason is dropped.
   *
   * @param timeout from now; if it is zero or negative the context is done at once. More than 146
   *     years is for ever
   * @param cause the reason for the end when the time is over
   * @return the context, whose deadline is the earlier of this context's and the given
   */
  @CheckReturnValue
  CancelableContext withTimeout(Duration timeout, Throwable cause);

  /**
   * A context that ends by itself at a moment: Go's {@code context.WithDeadline}. How far the
   * moment is away is measured now, by the {@link dev.millrace.time.TimeSource} in force here; a
   * later change of the time of the day does not matter.
   *
   * @param deadline the moment; if it has passed the context is done at once
   * @return the context, whose deadline is the earlier of this context's and the given
   */
  @CheckReturnValue
  CancelableContext withDeadline(Instant deadline);

  /**
   * {@link #withDeadline(Instant)} with a reason, which becomes the cause of the {@link
   * DeadlineExceededException}: Go's {@code context.WithDeadlineCause}. If the context ends in
   * another way, as this context's deadline is earlier or it is canceled, the reason is dropped.
   *
   * @param deadline the moment; if it has passed the context is done at once
   * @param cause the reason for the end at that moment
   * @return the context, whose deadline is the earlier of this context's and the given
   */
  @CheckReturnValue
  CancelableContext withDeadline(Instant deadline, Throwable cause);

  /**
   * A context with one value more: Go's {@code context.WithValue}. It is done when this one is.
   *
   * @param <T> the type of the value
   * @param key names the value; one that an outer context has under the same key is hidden
   * @param value the value
   * @return the context
   */
  @CheckReturnValue
  <T extends @Nullable Object> Context withValue(ContextKey<T> key, T value);

  /**
   * The value that this context, or the nearest that it was derived from, has under a key. It takes
   * time in proportion to the number of values.
   *
   * @param <T> the type of the value
   * @param key names the value
   * @return the value, or null if there is none
   */
  <T extends @Nullable Object> @Nullable T value(ContextKey<T> key);

  /**
   * A context with this one's values that is not done when this one is, and has no deadline: Go's
   * {@code context.WithoutCancel}.
   *
   * @return the context
   */
  @CheckReturnValue
  Context withoutCancel();

  /**
   * Runs a task in a goroutine of its own once this context is done, at once if it is: Go's {@code
   * context.AfterFunc}. The goroutine is started before the {@code cancel()} that ends the context
   * returns, and inherits from the caller of this method. It is a goroutine like any other: that it
   * fails is a crash.
   *
   * <p>Until then, or until it is stopped, the context holds the task.
   *
   * @param task what to do
   * @return to stop it with
   */
  AfterFunc afterFunc(Task task);

  /**
   * Closed when this context is done: Go's {@code ctx.Done()}. In a select use {@code done(ctx)}.
   *
   * @return the channel, the same each time; {@link dev.millrace.Chan#never()} if the context is
   *     never done
   */
  Receiver<@Nullable Void> done();

  /**
   * Whether this context is done. If so, {@link #done()} is closed, {@link #cause()} is not null,
   * and it stays so.
   *
   * @return true once it was canceled, its deadline has passed, or one that it was derived from is
   *     done
   */
  boolean isDone();

  /**
   * What ended this context: {@code context canceled} or {@code context deadline exceeded}. This is
   * Go's {@code ctx.Err()}; what Go's {@code context.Cause(ctx)} returns is the cause of the
   * exception if it has one.
   *
   * <p>It is a new exception each time, with the caller's stack trace, so that it is fit to be
   * thrown.
   *
   * @return null while this context is not done; from then on an exception of the same class with
   *     the same cause
   */
  @Nullable ContextException cause();

  /**
   * Throws {@link #cause()} if this context is done.
   *
   * @throws ContextException what ended it
   */
  void throwIfDone();

  /**
   * When this context ends by itself: the earliest deadline of its own and those it was derived
   * from.
   *
   * @return by the time of the day as it was when the context was made; empty if there is none
   */
  Optional<Instant> deadline();
}
