package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A leaked goroutine. */
@Name("dev.millrace.Leak")
@Label("Leak")
@Description("a goroutine was found that nothing can ever wake")
@StackTrace(false)
public final class LeakEvent extends MillraceEvent {
  @Label("State")
  @Description("what it waited for, in the words of a dump")
  public String state = "";

  @Label("Waits On")
  @Description("on what, a line each")
  public String waitsOn = "";

  @Label("Stack")
  @Description("what it was in the middle of, a line a frame")
  public String stack = "";

  @Label("Created")
  @Description("where and by whom it was created; null if nothing of that is known")
  public @Nullable String created;

  @Label("Kept")
  @Description("whether another leaked goroutine could have woken it")
  public boolean kept;

  public LeakEvent() {}
}
