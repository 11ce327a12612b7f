package dev.millrace.sync;

import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.Deadline;
import dev.millrace.internal.G;
import dev.millrace.internal.Patience;
import dev.millrace.internal.WaitGroupCore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a number of tasks to be done: Go's {@code sync.WaitGroup}.
 *
 * {@snippet file="SyncSnippetsTest.java" region="wait-group"}
 *
 * <p>Or by hand: {@link #add} before each task is started, {@link #done} at its end.
 *
 * <p>An {@code add} that counts up from zero must come before the {@code await}; and a group may be
 * used anew when every {@code await} of the turn before has returned. What breaks these rules is a
 * race, so it is reported where it is seen, and that is not always.
 *
 * <p>Memory, as Go's {@code sync} documents it: each {@code done} happens before the return of
 * every {@code await} that it lets go.
 */
public final class WaitGroup {
  private final WaitGroupCore core = new WaitGroupCore();

  /** Makes a group with the counter at zero. */
  public WaitGroup() {}

  /**
   * Adds to the counter; at zero everybody who waits is let go. Neither blocks nor looks at the
   * interrupt flag.
   *
   * @param delta how much, possibly negative
   * @throws IllegalStateException {@code sync: negative WaitGroup counter}; the counter then stays
   *     what it was
   * @throws IllegalStateException {@code sync: WaitGroup misuse: Add called concurrently with
   *     Wait}, if it counts up from zero while somebody waits, where that can be seen
   */
  public void add(int delta) {
    core.add(delta);
  }

  /**
   * Counts one task as done: {@code add(-1)}.
   *
   * @throws IllegalStateException as {@link #add(int)}
   */
  public void done() {
    core.add(-1);
  }

  /**
   * Waits until the counter is zero.
   *
   * @throws InterruptedException if the thread is interrupted: on entry, even if the counter is
   *     zero, or while it waits
   * @throws IllegalStateException {@code sync: WaitGroup is reused before previous Wait has
   *     returned}, where that can be seen
   */
  public void await() throws InterruptedException {
    core.await(Patience.INTERRUPTIBLE);
  }

  /**
   * Waits for a limited time until the counter is zero.
   *
   * @param timeout how long to wait; not at all if it is zero or negative
   * @return whether the counter was zero in time
   * @throws InterruptedException as {@link #await()}
   * @throws IllegalStateException as {@link #await()}
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return core.await(Patience.until(Deadline.after(timeout)));
  }

  /**
   * Waits until the counter is zero or a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @throws InterruptedException as {@link #await()}
   * @throws ContextException what ended the context
   * @throws IllegalStateException as {@link #await()}
   */
  public void await(Context ctx) throws InterruptedException {
    core.await(Patience.whileLive(ctx));
  }

  /**
   * Starts a goroutine and counts it: {@code add(1)} now, {@code done()} at its end. Go 1.25's
   * {@code WaitGroup.Go}.
   *
   * <p>It is done however it ends. One that ends by an exception is counted only after that has
   * been dealt with as {@link dev.millrace.Go#go(Task)} says: so where a crash ends the process,
   * nobody who waits goes on before.
   *
   * @param task what it does
   * @return a handle, which may be ignored
   */
  public Goroutine go(Task task) {
    Member member = new Member(core, Objects.requireNonNull(task, "task"));
    G g = new G(member, null, "dev.millrace.sync.WaitGroup.go");
    member.goroutine = g;
    core.add(1);
    return g.start();
  }

  /** A task that is counted. */
  private static final class Member implements Task {
    private final WaitGroupCore core;
    private final Task task;
    private @Nullable G goroutine;

    private Member(WaitGroupCore core, Task task) {
      this.core = core;
      this.task = task;
    }

    @Override
    public void run() throws Exception {
      try {
        task.run();
      } catch (Throwable t) {
        G failing = Objects.requireNonNull(goroutine);
        Task last =
            () -> {
              failing.join();
              core.add(-1);
            };
        new G(last, null, null).start();
        throw t;
      }
      core.add(-1);
    }
  }
}
