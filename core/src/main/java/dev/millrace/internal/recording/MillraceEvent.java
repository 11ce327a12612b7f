package dev.millrace.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;

/** What all events have in common: they are off unless a recording asks for them. */
@Category("Millrace")
@Enabled(false)
@SuppressWarnings("NullAway.Init") // the recorder takes null for no text
public abstract sealed class MillraceEvent extends Event
    permits ChannelBlockedEvent,
        DeadlockEvent,
        GoroutineEndEvent,
        GoroutineStartEvent,
        LeakEvent,
        LockBlockedEvent,
        SelectBlockedEvent,
        StallEvent {
  @Label("Goroutine")
  @Description("the number of the goroutine, as in a dump; 0 where a thread is none")
  public long goroutine;

  MillraceEvent() {}
}
