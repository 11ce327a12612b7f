package dev.millrace.internal;

import dev.millrace.Receiver;
import dev.millrace.Task;
import dev.millrace.context.AfterFunc;
import dev.millrace.context.CancelableContext;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.context.ContextKey;
import dev.millrace.internal.scheduler.Parking;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A context: what ends it, and what values it has.
 *
 * <p>Invariants: both never change. A context that can neither be canceled nor has a deadline of
 * its own shares what ends it with the one it was derived from, and every context shares the values
 * of that, but for the one that it may add; so nothing here looks further up than one step, and a
 * context keeps alive no other context.
 */
public sealed class ContextNode implements Context {
  /** {@link Context#background()}. */
  public static final Context BACKGROUND = new ContextNode(null, null);

  /** Null if it is never done. */
  final @Nullable Cancellation cancellation;

  private final @Nullable Binding values;

  private ContextNode(@Nullable Cancellation cancellation, @Nullable Binding values) {
    this.cancellation = cancellation;
    this.values = values;
  }

  /** A value, and those that were there before. */
  private record Binding(ContextKey<?> key, @Nullable Object value, @Nullable Binding outer) {}

  /** A context with a cancellation of its own. */
  public static final class Cancelable extends ContextNode implements CancelableContext {
    private final Cancellation own;

    private Cancelable(Cancellation own, @Nullable Binding values) {
      super(own, values);
      this.own = own;
    }

    @Override
    public void cancel() {
      own.cancel(Cancellation.CANCELED);
    }

    @Override
    public void cancel(Throwable cause) {
      own.cancel(Objects.requireNonNull(cause, "cause"));
    }

    @Override
    public void close() {
      cancel();
    }
  }

  // ---- for the rest of the machinery

  /**
   * Has something done once a context is done: on the thread that ends it, or at once on this one
   * if it is done already.
   *
   * <p>After {@link Registration#close()} the action does not run, nor will it ever: one that has
   * begun is waited for, which is why it has to be short. So what it reaches for may be gone, or
   * somebody else's, as soon as the registration is closed. The one exception is an action that
   * closes its own registration.
   *
   * @param action short; it must not block, nor cancel a context, and it is called without a lock
   */
  public static Registration onDone(Context ctx, Runnable action) {
    Registration r = new Registration(cancellationOf(ctx), action);
    r.register();
    return r;
  }

  /**
   * Waits for a completion as {@link Waiter#await} does, but no longer than until a context is
   * done.
   *
   * <p>The waiter is in the queue when this is called, and the lock is not held. However this
   * returns, the waiter is not in the queue any more. If the completion and the end of the context
   * race, one wins: after a completion this returns normally, and else the waiter has left without
   * having been completed. So a waiter that stands for something (a permit, a lock) must be given
   * back by nobody: it either has it or has not.
   *
   * @param ctx gives up when it is done; also if it was so before
   * @param w made by the current thread
   * @param lock the lock that guards the queue
   * @param queue where the waiter is
   * @return true: it was completed
   * @throws InterruptedException if the thread was interrupted before the completion
   * @throws ContextException what ended the context, if that was before the completion; new, with
   *     this thread's stack trace
   */
  public static boolean await(Context ctx, Waiter w, SeqLock lock, WaitQueue queue)
      throws InterruptedException {
    Cancellation c = ((ContextNode) ctx).cancellation;
    if (c == null) {
      return w.await(lock, queue, Deadline.NONE);
    }
    Thread self = Thread.currentThread();
    Recorder.Wait wait = null;
    try (var _ = onDone(ctx, () -> Parking.unpark(self))) {
      wait = Recording.isOn() ? Recorder.begin(queue) : null;
      while (!w.isDone()) {
        boolean interrupted = self.isInterrupted();
        if (interrupted || c.isDone()) {
          if (!w.leave(lock, queue)) {
            return true;
          }
          if (interrupted) {
            throw Waiter.interruption();
          }
          throw Objects.requireNonNull(c.cause());
        }
        LockSupport.park(w);
      }
      return true;
    } catch (RuntimeException | Error e) { // as in Waiter.await
      if (w.leave(lock, queue) || !w.isDone()) {
        throw e;
      }
      return true;
    } finally {
      if (wait != null) {
        wait.end();
      }
    }
  }

  /**
   * How long it is until a context ends by itself, whatever the time of the day is set to
   * meanwhile; at least 0, and the greatest {@code long} if it does not.
   */
  public static long nanosLeft(Context ctx) {
    Cancellation c = ((ContextNode) ctx).cancellation;
    return c == null ? Long.MAX_VALUE : c.nanosLeft();
  }

  /** What ends a context; for one that is never done, a cancellation that nobody can reach. */
  private static Cancellation cancellationOf(Context ctx) {
    Cancellation c = ((ContextNode) ctx).cancellation;
    return c != null ? c : new Cancellation(null);
  }

  // ---- derived contexts

  @Override
  public CancelableContext withCancel() {
    return new Cancelable(Cancellation.derive(cancellation), values);
  }

  @Override
  public CancelableContext withTimeout(Duration timeout) {
    return expiring(timeout, null);
  }

  @Override
  public CancelableContext withTimeout(Duration timeout, Throwable cause) {
    return expiring(timeout, Objects.requireNonNull(cause, "cause"));
  }

  @Override
  public CancelableContext withDeadline(Instant deadline) {
    return expiring(deadline, null);
  }

  @Override
  public CancelableContext withDeadline(Instant deadline, Throwable cause) {
    return expiring(deadline, Objects.requireNonNull(cause, "cause"));
  }

  private CancelableContext expiring(Duration timeout, @Nullable Throwable cause) {
    TimeSource source = TimeSource.current();
    return expiring(source, timeout, Deadline.instant(source.instant(), timeout), cause);
  }

  private CancelableContext expiring(Instant deadline, @Nullable Throwable cause) {
    TimeSource source = TimeSource.current();
    return expiring(source, Duration.between(source.instant(), deadline), deadline, cause);
  }

  private CancelableContext expiring(
      TimeSource source, Duration timeout, Instant deadline, @Nullable Throwable cause) {
    return new Cancelable(
        Cancellation.derive(cancellation, source, Deadline.nanos(timeout), deadline, cause),
        values);
  }

  @Override
  public <T extends @Nullable Object> Context withValue(ContextKey<T> key, T value) {
    return new ContextNode(
        cancellation, new Binding(Objects.requireNonNull(key, "key"), value, values));
  }

  @Override
  public Context withoutCancel() {
    return cancellation == null ? this : new ContextNode(null, values);
  }

  // ---- what it carries

  @Override
  @SuppressWarnings("unchecked") // withValue put it there with the same key
  public <T extends @Nullable Object> @Nullable T value(ContextKey<T> key) {
    Objects.requireNonNull(key, "key");
    for (Binding b = values; b != null; b = b.outer) {
      if (b.key == key) {
        return (T) b.value;
      }
    }
    return null;
  }

  @Override
  public Optional<Instant> deadline() {
    return cancellation == null ? Optional.empty() : Optional.ofNullable(cancellation.deadline());
  }

  // ---- its end

  @Override
  public Receiver<@Nullable Void> done() {
    return cancellation == null ? Channel.never() : cancellation.done();
  }

  @Override
  public boolean isDone() {
    return cancellation != null && cancellation.isDone();
  }

  @Override
  public @Nullable ContextException cause() {
    return cancellation == null ? null : cancellation.cause();
  }

  @Override
  public void throwIfDone() {
    ContextException cause = cause();
    if (cause != null) {
      throw cause;
    }
  }

  @Override
  public AfterFunc afterFunc(Task task) {
    DoneTask t = new DoneTask(cancellationOf(this), Objects.requireNonNull(task, "task"));
    t.register();
    return t;
  }

  @Override
  public String toString() {
    if (this == BACKGROUND) {
      return "context.Background";
    }
    ContextException cause = cause();
    return "context"
        + deadline().map(d -> " with deadline " + d).orElse("")
        + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }
}
