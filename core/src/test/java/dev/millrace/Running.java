package dev.millrace;

import dev.millrace.internal.scheduler.Scheduler;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation under way on a thread of its own. A test waits until it is blocked, or over, and
 * never for some time to pass.
 */
final class Running<T extends @Nullable Object> {
  /** So long that only a bug can make a test wait for it. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Thread thread;
  private @Nullable T result;
  private @Nullable Throwable failure;
  private boolean flag;

  private Running(ThreadFactory threads, Callable<? extends T> operation) {
    thread =
        threads.newThread(() -> {
          try {
            result = operation.call();
          } catch (Throwable t) { // for whoever asks
            failure = t;
          }
          flag = Thread.currentThread().isInterrupted();
        });
  }

  private Running<T> start() {
    thread.start();
    return this;
  }

  /** Starts an operation with a result on a goroutine's thread. */
  static <T extends @Nullable Object> Running<T> of(Callable<? extends T> operation) {
    return new Running<T>(Scheduler.threadFactory(), operation).start();
  }

  /** Starts an operation without a result on a goroutine's thread. */
  static Running<@Nullable Void> task(Task task) {
    return new Running<@Nullable Void>(Scheduler.threadFactory(), callable(task)).start();
  }

  /** Starts an operation with a result on a platform thread. */
  static <T extends @Nullable Object> Running<T> onPlatform(Callable<? extends T> operation) {
    return new Running<T>(Thread.ofPlatform().daemon().factory(), operation).start();
  }

  /** Runs an operation on a thread whose interrupt flag is set. */
  static Running<@Nullable Void> interrupted(Task task) {
    return task(() -> {
      Thread.currentThread().interrupt();
      task.run();
    });
  }

  private static Callable<@Nullable Void> callable(Task task) {
    return () -> {
      task.run();
      return null;
    };
  }

  /** Waits until the operation waits inside of the kernel. */
  Running<T> blocked() {
    until(() -> isBlocked(thread));
    return this;
  }

  boolean isBlocked() {
    return isBlocked(thread);
  }

  static boolean isBlocked(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    Thread.State state = thread.getState();
    return blocker != null
        && (blocker.getClass().getName().startsWith("dev.millrace.") || blocker instanceof Object[])
        && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
  }

  void interrupt() {
    thread.interrupt();
  }

  Thread thread() {
    return thread;
  }

  /** Waits for the end. */
  Running<T> over() throws InterruptedException {
    thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE));
    if (thread.isAlive()) {
      AssertionError hang = new AssertionError("still running: " + thread + thread.getState());
      hang.setStackTrace(thread.getStackTrace());
      throw hang;
    }
    return this;
  }

  /** What it returned. */
  T result() throws InterruptedException {
    over();
    if (failure != null) {
      throw new AssertionError(failure);
    }
    return value();
  }

  @SuppressWarnings("NullAway") // null is a result only where T may be null
  private T value() {
    return result;
  }

  /** What it threw, or null. */
  @Nullable Throwable failure() throws InterruptedException {
    return over().failure;
  }

  /** Whether the interrupt flag was set when the operation was over. */
  boolean flag() throws InterruptedException {
    return over().flag;
  }

  /** Waits for a condition that must come true soon. */
  static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE) {
        throw new AssertionError("it has not come true");
      }
      Thread.yield();
    }
  }
}
