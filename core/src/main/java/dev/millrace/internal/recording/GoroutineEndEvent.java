package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A goroutine has ended. */
@Name("dev.millrace.GoroutineEnd")
@Label("Goroutine End")
@Description("a goroutine has ended; the thread of the event is its own")
@StackTrace(false)
public final class GoroutineEndEvent extends MillraceEvent {
  public GoroutineEndEvent() {}
}
