package dev.millrace.time;

import dev.millrace.internal.TaskTimerCore;
import java.time.Duration;

/**
 * A task that is run after some time, in a goroutine of its own: what Go's {@code time.AfterFunc}
 * returns.
 *
 * {@snippet file="TimeSnippetsTest.java" region="after-func"}
 *
 * <p>What is done before the call that sets it happens before the task. No method here waits for a
 * task that runs, looks at the interrupt flag or changes it.
 */
public sealed interface TaskTimer permits TaskTimerCore {
  /**
   * Keeps the task from running, if it has not been started.
   *
   * @return whether this call has stopped it; false if the task was started, or stopped before
   */
  boolean stop();

  /**
   * Sets the timer anew, so that the task is run then: again, if it was started before, and then
   * perhaps beside that earlier run.
   *
   * @param delay from now; at once if it is zero or negative. More than 146 years is never
   * @return whether a start was pending, which is now off
   */
  boolean reset(Duration delay);
}
