package dev.millrace.sync;

import dev.millrace.InterruptedRuntimeException;
import dev.millrace.Task;
import dev.millrace.context.CancelableContext;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.G;
import dev.millrace.internal.Patience;
import dev.millrace.internal.SemaphoreCore;
import dev.millrace.internal.WaitGroupCore;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that work on parts of one task: Go's {@code errgroup.Group} with a context.
 *
 * {@snippet file="SyncSnippetsTest.java" region="group"}
 *
 * <p>The first failure ends the group's context with it as the cause, and that interrupts all
 * members. {@link #await()} waits for all of them and then throws the failure. It returns normally
 * only if every member did: one that was interrupted from outside has failed, too, and one that
 * stopped because the context ended has failed with what ended that. Whatever a member throws goes
 * this way, and is no crash.
 *
 * <p>A group is for one task: when {@code await()} has returned, the context is done, and members
 * that are started then are interrupted at once.
 *
 * <p>Memory: what a member did happens before the return of {@code await()} and of {@code close()}.
 * What was done before {@code go} happens before the member's first step.
 */
public final class Group implements AutoCloseable {
  private static final String CREATED_BY = "dev.millrace.sync.Group.go";

  private final CancelableContext context;
  private final WaitGroupCore members = new WaitGroupCore();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** The places for members, if they are limited. A member gives its own back where it got it. */
  private volatile @Nullable SemaphoreCore places;

  /** Makes a group whose context is derived from {@link Context#background()}. */
  public Group() {
    this(Context.background());
  }

  /**
   * Makes a group.
   *
   * @param parent what its context is derived from; when it is done, the members are interrupted
   */
  public Group(Context parent) {
    context = parent.withCancel();
  }

  /**
   * The group's context, for the members. It is done at the first failure, when {@link #await()}
   * returns, when the group is closed, or with its parent.
   *
   * @return the same each time
   */
  public Context context() {
    return context;
  }

  /**
   * Limits the members that run at once: Go's {@code SetLimit}. Those that have been started
   * without a limit do not count.
   *
   * @param n how many; none at all if it is zero, and no limit if it is negative
   * @return this group
   * @throws IllegalStateException {@code errgroup: modify limit while n goroutines in the group are
   *     still active}
   */
  public Group limit(int n) {
    SemaphoreCore p = places;
    if (n < 0) {
      places = null;
      return this;
    }
    long active = p == null ? 0 : p.held();
    if (active != 0) {
      throw new IllegalStateException(
          "errgroup: modify limit while " + active + " goroutines in the group are still active");
    }
    places = new SemaphoreCore(n);
    return this;
  }

  /**
   * Starts a member, waiting for a place if there is a limit.
   *
   * @param task what it does
   * @throws InterruptedException if the thread is interrupted, and there is a limit: on entry, even
   *     if there is a place, or while it waits; the task has then not been started
   */
  public void go(Task task) throws InterruptedException {
    start(task, Patience.INTERRUPTIBLE);
  }

  /**
   * {@link #go(Task)} that waits for a place only until a context is done. The member itself knows
   * nothing of that context, only of the group's.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @param task what it does
   * @throws InterruptedException as {@link #go(Task)}, with or without a limit
   * @throws ContextException what ended the context; the task has then not been started
   */
  public void go(Context ctx, Task task) throws InterruptedException {
    Patience patience = Patience.whileLive(ctx);
    patience.check();
    start(task, patience);
  }

  private void start(Task task, Patience patience) throws InterruptedException {
    Objects.requireNonNull(task, "task");
    SemaphoreCore p = places;
    if (p != null) {
      p.acquire(1, patience);
    }
    start(task, p);
  }

  /**
   * Starts a member if there is a place for it now. Neither looks at the interrupt flag nor changes
   * it.
   *
   * @param task what it does
   * @return whether it was started
   */
  public boolean tryGo(Task task) {
    Objects.requireNonNull(task, "task");
    SemaphoreCore p = places;
    if (p != null && !p.tryAcquire(1)) {
      return false;
    }
    start(task, p);
    return true;
  }

  private void start(Task task, @Nullable SemaphoreCore place) {
    members.add(1);
    new G(() -> run(task, place), context, CREATED_BY).start();
  }

  private void run(Task task, @Nullable SemaphoreCore place) {
    try {
      task.run();
    } catch (Throwable t) { // carried to whoever awaits, whatever it is
      fail(t);
    } finally {
      if (place != null) {
        place.release(1);
      }
      members.add(-1);
    }
  }

  private void fail(Throwable t) {
    ContextException ended = isInterruption(t) ? context.cause() : null;
    if (failure.compareAndSet(null, ended != null ? ended : t)) {
      context.cancel(t);
    }
  }

  private static boolean isInterruption(Throwable t) {
    return t instanceof InterruptedException || t instanceof InterruptedRuntimeException;
  }

  /**
   * Waits until all members have ended, and ends the context.
   *
   * @throws InterruptedException if the waiting thread is interrupted: on entry, even if all have
   *     ended, or while it waits; the members go on
   * @throws CompletionException if a member failed; its cause is what the first that failed threw,
   *     or, if that was interrupted because the context ended, what ended it
   */
  public void await() throws InterruptedException {
    await(Patience.INTERRUPTIBLE);
  }

  /**
   * {@link #await()} until a context is done. The members then go on.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @throws InterruptedException as {@link #await()}
   * @throws ContextException what ended the context
   * @throws CompletionException as {@link #await()}
   */
  public void await(Context ctx) throws InterruptedException {
    await(Patience.whileLive(ctx));
  }

  private void await(Patience patience) throws InterruptedException {
    members.await(patience);
    context.cancel();
    Throwable t = failure.get();
    if (t != null) {
      throw new CompletionException(t);
    }
  }

  /**
   * Ends the context, which interrupts all members, and waits until they have ended. Cannot be
   * interrupted; the interrupt flag stays as it is. Throws nothing: whether all went well, {@link
   * #await()} says.
   */
  @Override
  public void close() {
    context.cancel();
    try {
      members.await(Patience.UNINTERRUPTIBLE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
