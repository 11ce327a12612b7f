package dev.millrace.cli;

import dev.millrace.internal.diagnosis.Frames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Go's crash rule: an exception that nothing catches ends the process, in whatever goroutine;
 * platform threads count, too, because a program that lost one of its threads is no more whole than
 * one that lost a goroutine. The first one is told, no other.
 */
final class Crash implements Thread.UncaughtExceptionHandler {
  static final int EXIT_CODE = 2;

  private final Ending ending;
  private final AtomicBoolean told = new AtomicBoolean();

  Crash(Ending ending) {
    this.ending = ending;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    // Once main has returned there is no process any more that could crash, only one that is
    // cleaning up.
    if (!ending.isDecided() && told.compareAndSet(false, true)) {
      tell(thread, failure);
      ending.decide(EXIT_CODE);
    }
    // Whatever is left of a goroutine that crashed must not go on.
    for (; ; ) {
      LockSupport.park(ending);
    }
  }

  private static void tell(Thread thread, Throwable failure) {
    try {
      String trace = "Exception in " + name(thread) + " " + trace(failure);
      System.out.flush();
      System.err.print(trace);
      System.err.flush();
    } catch (Throwable second) {
      // There may be no memory for a trace.
      System.err.println("Exception in a goroutine: " + failure.getClass().getName());
    }
  }

  /** The library calls a goroutine's thread by its number when it crashes. */
  private static String name(Thread thread) {
    String name = thread.getName();
    if (thread.isVirtual() && name.matches("goroutine \\d+")) {
      return name;
    }
    return name.isEmpty() ? "virtual thread " + thread.threadId() : "thread \"" + name + "\"";
  }

  static String trace(Throwable failure) {
    hideMachinery(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  /** Takes out of all traces what is there only because of how goroutines and main are run. */
  private static void hideMachinery(Throwable failure, Set<Throwable> seen) {
    if (!seen.add(failure)) {
      return;
    }
    StackTraceElement[] trace = failure.getStackTrace();
    failure.setStackTrace(Frames.visible(trace));
    Throwable cause = failure.getCause();
    if (cause != null) {
      hideMachinery(cause, seen);
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      hideMachinery(suppressed, seen);
    }
  }
}
