package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Somebody waited in a select. */
@Name("dev.millrace.SelectBlocked")
@Label("Select Blocked")
@Description("a goroutine or thread waited in a select, as no case was ready")
@Threshold("20 ms")
public final class SelectBlockedEvent extends MillraceEvent {
  @Label("Operation")
  @Description("select, or select (no cases)")
  public String operation = "";

  @Label("Cases")
  @Description("what it waited on, a line a case: operation, channel, and where that was made")
  public String cases = "";

  public SelectBlockedEvent() {}
}
