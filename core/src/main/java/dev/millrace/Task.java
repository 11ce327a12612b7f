package dev.millrace;

/** What a goroutine does. */
@FunctionalInterface
public interface Task {
  /**
   * Runs the task.
   *
   * @throws Exception whatever it likes: {@link Go#go(Task)} says what becomes of it
   */
  void run() throws Exception;
}
