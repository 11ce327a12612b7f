package dev.millrace.race.corpus;

import dev.millrace.Go;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import java.lang.Thread.UncaughtExceptionHandler;

/** How the cases run things at the same time. Nothing that a case shares is touched in here. */
final class Run {
  private Run() {}

  /** Runs one task in a goroutine and the other here, and waits for both. */
  static void together(Task there, Task here) throws Exception {
    Goroutine g = Go.go(there);
    here.run();
    g.join();
  }

  /** Runs each task in a goroutine, and waits for all. */
  static void goroutines(Task... tasks) throws Exception {
    Goroutine[] all = new Goroutine[tasks.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Go.go(tasks[i]);
    }
    for (Goroutine g : all) {
      g.join();
    }
  }

  /** Runs each task in a platform thread, and waits for all. */
  static void threads(Task... tasks) throws Exception {
    Thread[] all = new Thread[tasks.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Thread.ofPlatform().unstarted(runnable(tasks[i]));
    }
    for (Thread t : all) {
      t.start();
    }
    for (Thread t : all) {
      t.join();
    }
  }

  /** Runs each task in a virtual thread, and waits for all. */
  static void virtuals(Task... tasks) throws Exception {
    Thread[] all = new Thread[tasks.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Thread.ofVirtual().unstarted(runnable(tasks[i]));
    }
    for (Thread t : all) {
      t.start();
    }
    for (Thread t : all) {
      t.join();
    }
  }

  /** A task as a thread's body; what it throws is not caught by anybody. */
  static Runnable runnable(Task task) {
    return () -> {
      try {
        task.run();
      } catch (Exception e) {
        Thread t = Thread.currentThread();
        UncaughtExceptionHandler handler = t.getUncaughtExceptionHandler();
        handler.uncaughtException(t, e);
      }
    };
  }

  /** Looks at a value that was read. */
  static void use(long value) {}

  /** Looks at a value that was read. */
  static void use(double value) {}

  /** Looks at a value that was read. */
  static void use(boolean value) {}

  /** Looks at a value that was read. */
  static void use(Object value) {}
}
