package dev.millrace.internal;

import dev.millrace.Task;
import dev.millrace.context.AfterFunc;

/**
 * A task that waits for a cancellation, to run in a goroutine of its own.
 *
 * <p>The goroutine is made here and now, so that it inherits from whoever registers the task and
 * not from whoever cancels.
 */
public final class DoneTask extends Follower implements AfterFunc {
  private final G goroutine;

  DoneTask(Cancellation leader, Task task) {
    super(leader);
    goroutine = new G(task, null, "dev.millrace.context.Context.afterFunc");
  }

  void register() {
    if (!join()) {
      run();
    }
  }

  void run() {
    goroutine.start();
  }

  @Override
  public boolean stop() {
    return leave();
  }
}
