package dev.millrace.internal;

import jdk.jfr.FlightRecorder;

/**
 * Whether the JDK's flight recorder is in use. What it is to be told is behind this one look at a
 * static field, on the way to park and nowhere before; so a program without a recording neither
 * loads the events nor pays for them.
 *
 * <p>The recorder is a module of its own, {@code jdk.jfr}, which a run-time image may lack.
 */
public final class Recording {
  private static final boolean POSSIBLE = isPossible();

  private Recording() {}

  /** Whether there is, or was, a recording in this process. */
  public static boolean isOn() {
    return POSSIBLE && FlightRecorder.isInitialized();
  }

  @SuppressWarnings("CheckReturnValue") // whether it can be called is the question
  private static boolean isPossible() {
    try {
      FlightRecorder.isInitialized();
      return true;
    } catch (LinkageError _) {
      return false;
    }
  }
}
