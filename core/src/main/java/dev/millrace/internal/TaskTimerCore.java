package dev.millrace.internal;

import dev.millrace.Task;
import dev.millrace.time.TaskTimer;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task that is run by the clock, each time in a goroutine of its own.
 *
 * <p>Invariants: {@code waiting} is the goroutine that is to start, null if there is none; whoever
 * takes it out under the lock, the alarm, a stop or a reset, has decided about it. So what stop and
 * reset return is exact whatever the alarm's own cancel returns, which is only there to free the
 * time source of it.
 *
 * <p>A goroutine is made where its run is ordered, so that it inherits from there and not from
 * whatever thread the time source uses.
 */
public final class TaskTimerCore extends SeqLock implements TaskTimer {
  private final TimeSource source = TimeSource.current();
  private final Task task;
  private @Nullable G waiting;
  private TimeSource.@Nullable Alarm alarm;

  public TaskTimerCore(Duration delay, Task task) {
    this.task = task;
    set(delay);
  }

  @Override
  public boolean stop() {
    return replace(null);
  }

  @Override
  public boolean reset(Duration delay) {
    return set(delay);
  }

  private boolean set(Duration delay) {
    long at = Deadline.after(source, Deadline.nanos(delay));
    G fresh = new G(task, null, null);
    boolean pending = replace(fresh);
    if (at == Deadline.NONE) {
      return pending;
    }
    TimeSource.Alarm a = source.schedule(at, () -> fire(fresh));
    lock();
    boolean current = waiting == fresh;
    if (current) {
      alarm = a;
    }
    assert invariants();
    unlock();
    if (!current) {
      a.cancel();
    }
    return pending;
  }

  /** Sets what is to start next; whether there was something. */
  private boolean replace(@Nullable G next) {
    lock();
    boolean pending = waiting != null;
    waiting = next;
    TimeSource.Alarm a = alarm;
    alarm = null;
    assert invariants();
    unlock();
    if (a != null) {
      a.cancel();
    }
    return pending;
  }

  private void fire(G g) {
    lock();
    boolean current = waiting == g;
    if (current) {
      waiting = null;
      alarm = null;
    }
    assert invariants();
    unlock();
    if (current) {
      g.start();
    }
  }

  /** Under the lock. */
  private boolean invariants() {
    assert alarm == null || waiting != null : "an alarm for nothing";
    return true;
  }
}
