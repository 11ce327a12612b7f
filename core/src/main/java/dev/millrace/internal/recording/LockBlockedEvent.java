package dev.millrace.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Somebody waited for a lock. */
@Name("dev.millrace.LockBlocked")
@Label("Lock Blocked")
@Description("a goroutine or thread waited for a Mutex, RwMutex or WeightedSemaphore")
@Threshold("20 ms")
public final class LockBlockedEvent extends MillraceEvent {
  @Label("Operation")
  @Description(
      "what it waited for, in the words of a dump: sync.Mutex.Lock, sync.RWMutex.Lock,"
          + " sync.RWMutex.RLock, semacquire")
  public String operation = "";

  @Label("Lock")
  @Description("which one: the same for the same lock, as in a dump")
  public String lock = "";

  @Label("Holder")
  @Description(
      "the javaThreadId of who had locked it when the wait began; 0 if that is not one, or not"
          + " known")
  public long holder;

  public LockBlockedEvent() {}
}
