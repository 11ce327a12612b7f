package dev.millrace.race.runtime;

import java.util.List;

/**
 * A data race, as it is reported.
 *
 * @param location what was accessed, by name
 * @param made where it was made, of objects of the JDK; null if that is not known
 * @param current the access that was found to race
 * @param previous the earlier one
 */
public record Race(String location, StackTraceElement made, Side current, Side previous) {
  /**
   * One of the two.
   *
   * @param write whether it writes
   * @param atomic whether it has another mode than plain
   * @param actor who
   * @param stack where, innermost first
   * @param created where the actor was created, innermost first; empty if not known
   * @param creator the goroutine that created it; 0 for none
   * @param ended whether it has ended
   */
  public record Side(
      boolean write,
      boolean atomic,
      String actor,
      List<StackTraceElement> stack,
      List<StackTraceElement> created,
      long creator,
      boolean ended) {}

  /** As Go's detector prints it. */
  public String text() {
    StringBuilder b = new StringBuilder("==================\nWARNING: DATA RACE\n");
    access(b, false, current);
    b.append('\n');
    access(b, true, previous);
    created(b, current);
    if (!previous.actor.equals(current.actor)) {
      created(b, previous);
    }
    return b.append("==================\n").toString();
  }

  private void access(StringBuilder b, boolean isPrevious, Side side) {
    String what = (side.atomic ? "atomic " : "") + (side.write ? "write" : "read");
    b.append(
        isPrevious
            ? "Previous " + what
            : Character.toUpperCase(what.charAt(0)) + what.substring(1));
    b.append(" at ").append(location).append(" by ").append(side.actor).append(":\n");
    frames(b, side.stack);
  }

  private static void created(StringBuilder b, Side side) {
    if (!side.created.isEmpty()) {
      b.append('\n').append(Character.toUpperCase(side.actor.charAt(0)));
      b.append(side.actor, 1, side.actor.length());
      b.append(side.ended ? " (finished)" : " (running)").append(" created at:\n");
      frames(b, side.created);
    }
  }

  private static void frames(StringBuilder b, List<StackTraceElement> stack) {
    for (StackTraceElement e : stack) {
      b.append("  ").append(frame(e)).append('\n');
    }
  }

  static String frame(StackTraceElement e) {
    String file = e.getFileName();
    return e.getClassName()
        + "."
        + e.getMethodName()
        + "("
        + (file == null
            ? "Unknown Source"
            : e.getLineNumber() < 0 ? file : file + ":" + e.getLineNumber())
        + ")";
  }
}
