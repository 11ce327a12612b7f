package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.Task;
import dev.millrace.internal.scheduler.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody in a test: a thread of its own, of either kind, whose steps the test can wait for. */
final class Actor {
  enum Kind {
    PLATFORM,
    VIRTUAL
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Thread thread;
  private volatile @Nullable Throwable failure;

  private Actor(Kind kind, Task task) {
    thread =
        (kind == Kind.PLATFORM ? Thread.ofPlatform().daemon().factory() : Scheduler.threadFactory())
            .newThread(() -> {
              try {
                task.run();
              } catch (Throwable t) {
                failure = t;
              }
            });
  }

  static Actor start(Kind kind, Task task) {
    Actor a = new Actor(kind, task);
    a.thread.start();
    return a;
  }

  static Actor start(Task task) {
    return start(Kind.VIRTUAL, task);
  }

  /** Returns once the actor is parked, and fails if it ends before. */
  Actor blocked() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isParked()) {
      if (!thread.isAlive()) {
        throw new AssertionError("ended before it blocked", failure);
      }
      if (System.nanoTime() - end > 0) {
        fail("does not block: " + thread.getState());
      }
      Thread.sleep(1);
    }
    return this;
  }

  boolean isParked() {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for its end, and fails if it failed. */
  void join() throws InterruptedException {
    Throwable t = failure();
    if (t != null) {
      throw new AssertionError("actor failed", t);
    }
  }

  /** Waits for its end, and returns what it threw. */
  @Nullable Throwable failure() throws InterruptedException {
    assertThat(thread.join(PATIENCE)).as("ended").isTrue();
    return failure;
  }
}
