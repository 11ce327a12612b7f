package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A total deadlock. */
@Name("dev.millrace.Deadlock")
@Label("Deadlock")
@Description("all goroutines are asleep, and nothing can ever wake one; goroutine is 0")
@StackTrace(false)
public final class DeadlockEvent extends MillraceEvent {
  @Label("Cycles")
  @Description("where they wait for each other by locks, as in the report")
  public String cycles = "";

  @Label("Report")
  @Description("what all are doing, as in a dump; the first 30,000 characters")
  public String report = "";

  public DeadlockEvent() {}
}
