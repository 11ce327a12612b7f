package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A goroutine that held its carrier for long. */
@Name("dev.millrace.Stall")
@Label("Stall")
@Description(
    "a goroutine held its carrier for longer than was asked for, by onStall or dev.millrace.stall")
@StackTrace(false)
public final class StallEvent extends MillraceEvent {
  @Label("Held")
  @Description("for how long, when it was seen")
  @Timespan(Timespan.NANOSECONDS)
  public long held;

  @Label("State")
  @Description("what it was doing, in the words of a dump")
  public String state = "";

  @Label("Stack")
  @Description("what it was in the middle of, a line a frame")
  public String stack = "";

  public StallEvent() {}
}
