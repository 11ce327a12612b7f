package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A goroutine was started. */
@Name("dev.millrace.GoroutineStart")
@Label("Goroutine Start")
@Description("a goroutine was started; the thread of the event is who started it")
public final class GoroutineStartEvent extends MillraceEvent {
  @Label("Creator")
  @Description("the number of the goroutine that created it; 0 if none did")
  public long creator;

  @Label("Created At")
  @Description("where it was created; null if that is not known")
  public @Nullable String createdAt;

  @Label("Thread")
  @Description("the javaThreadId of its thread")
  public long thread;

  public GoroutineStartEvent() {}
}
