package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** Somebody waited on a channel. */
@Name("dev.millrace.ChannelBlocked")
@Label("Channel Blocked")
@Description("a goroutine or thread waited to send or to receive")
@Threshold("20 ms")
public final class ChannelBlockedEvent extends MillraceEvent {
  @Label("Operation")
  @Description("what it waited for, in the words of a dump: chan send, chan receive")
  public String operation = "";

  @Label("Channel")
  @Description("which one: the same for the same channel, as in a dump")
  public String channel = "";

  @Label("Made At")
  @Description("where the channel was made; null if that is not known")
  public @Nullable String madeAt;

  public ChannelBlockedEvent() {}
}
