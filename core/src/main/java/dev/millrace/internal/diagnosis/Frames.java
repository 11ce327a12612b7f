package dev.millrace.internal.diagnosis;

import java.util.List;

/** Stack traces without the frames that are there only because of how goroutines are run. */
public final class Frames {
  /** How the methods begin that {@code millrace run} adds to hand on where something is created. */
  public static final String BRIDGE = "created$";

  /** Prefixes of class names. */
  private static final List<String> MACHINERY =
      List.of(
          "dev.millrace.internal.",
          "dev.millrace.cli.",
          "java.lang.VirtualThread",
          "java.lang.ThreadBuilders",
          "java.lang.ScopedValue",
          "java.lang.System$",
          "java.lang.reflect.",
          "java.lang.invoke.",
          "java.util.concurrent.locks.LockSupport",
          "jdk.internal.misc.Unsafe",
          "jdk.internal.reflect.",
          "jdk.internal.vm.");

  private Frames() {}

  /**
   * What a user would want to see.
   *
   * @param trace a whole trace
   * @return a part of it; all if that would be nothing
   */
  public static StackTraceElement[] visible(StackTraceElement[] trace) {
    // Of a million goroutines this is called once each, so it allocates nothing but its result.
    int count = 0;
    for (StackTraceElement frame : trace) {
      if (!isMachinery(frame)) {
        count++;
      }
    }
    if (count == 0 || count == trace.length) {
      return trace;
    }
    StackTraceElement[] visible = new StackTraceElement[count];
    int next = 0;
    for (StackTraceElement frame : trace) {
      if (!isMachinery(frame)) {
        visible[next++] = frame;
      }
    }
    return visible;
  }

  private static boolean isMachinery(StackTraceElement frame) {
    String name = frame.getClassName();
    for (String prefix : MACHINERY) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    String method = frame.getMethodName();
    return name.equals("dev.millrace.Go")
        || method.startsWith(BRIDGE)
        || (name.equals("java.lang.Thread") && method.startsWith("run"));
  }
}
