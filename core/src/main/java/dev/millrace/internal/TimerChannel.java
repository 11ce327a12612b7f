package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import dev.millrace.time.OneShotTimer;
import dev.millrace.time.Ticker;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A timer or ticker: a channel with room for one element, which appears in it by the clock.
 *
 * <p>No thread and no queue of timers stands behind it. Whoever looks at the channel when an
 * element is due puts it there first, and whoever waits on it parks only until then. So a timer
 * that nobody waits on costs nothing and is garbage as soon as nobody holds it, stopped or not, as
 * in Go since 1.23; and one that is waited on is held by its waiter's own timed park. The price is
 * that of many who wait on one timer each wakes when it is due, where one would do.
 *
 * <p>The clock is read, and an {@link Instant} made, under the lock, because an element must not be
 * older than a stop or reset that came before it. A {@link TimeSource} is told not to block there.
 *
 * <p>Invariants, under the channel's lock: {@code due} is the next moment at which an element
 * appears, {@link Deadline#NONE} if there is none. A ticker's element that comes while one is in
 * the buffer is dropped.
 */
public abstract sealed class TimerChannel extends Channel<Instant> {
  private final TimeSource source = TimeSource.current();

  /** Between the elements of a ticker, in nanoseconds; 0 for a timer. Guarded by the lock. */
  private long period;

  private volatile long due;

  private TimerChannel(long nanos, boolean periodic) {
    super(1, Kind.TIMER, null);
    period = periodic ? nanos : 0;
    due = in(nanos);
  }

  /** A timer. */
  public static final class OneShot extends TimerChannel implements OneShotTimer {
    public OneShot(Duration delay) {
      super(Deadline.nanos(delay), false);
    }

    @Override
    public boolean stop() {
      return set(Deadline.NONE, 0);
    }

    @Override
    public boolean reset(Duration delay) {
      return set(in(Deadline.nanos(delay)), 0);
    }
  }

  /** A ticker. */
  public static final class Ticking extends TimerChannel implements Ticker {
    public Ticking(Duration period) {
      super(positive(period, "non-positive interval for NewTicker"), true);
    }

    @Override
    public void stop() {
      set(Deadline.NONE, 0);
    }

    @Override
    public void reset(Duration period) {
      long nanos = positive(period, "non-positive interval for Ticker.Reset");
      set(in(nanos), nanos);
    }

    private static long positive(Duration d, String otherwise) {
      long nanos = Deadline.nanos(d);
      if (nanos == 0) {
        throw new IllegalArgumentException(otherwise);
      }
      return nanos;
    }
  }

  /** A moment so many nanoseconds from now on this timer's own clock. */
  final long in(long nanos) {
    return Deadline.after(source, nanos);
  }

  /**
   * Sets when the next element is due and forgets one that has not been received.
   *
   * @return whether one was still to come, or to be received
   */
  final boolean set(long due, long period) {
    // Who waits has parked until the old moment.
    Thread[] waiting = new Thread[4];
    for (; ; ) {
      lock();
      int n = queue(false).threads(waiting);
      if (n <= waiting.length) {
        if (Probe.INSTALLED != null) {
          // Whoever receives what this brings comes after it.
          Probe.INSTALLED.release(this, 0);
        }
        boolean unreceived = discard();
        boolean pending = unreceived || this.due != Deadline.NONE;
        this.due = due;
        this.period = period;
        assert invariants();
        unlock();
        for (int i = 0; i < n; i++) {
          Parking.unpark(waiting[i]);
        }
        return pending;
      }
      unlock();
      waiting = new Thread[2 * n];
    }
  }

  /** A ticker's {@code close()} stops it; a timer's channel is never closed. */
  @Override
  boolean close(@Nullable Throwable why, boolean lenient) {
    set(Deadline.NONE, 0);
    return true;
  }

  @Override
  boolean isDue() {
    long d = due;
    return d != Deadline.NONE && source.nanoTime() - d >= 0;
  }

  @Override
  void fireIfDue() {
    long d = due;
    long now = source.nanoTime();
    if (d == Deadline.NONE || now - d < 0) {
      return;
    }
    if (isEmpty()) {
      sendLocked(source.instant().minusNanos(now - d));
    }
    if (period == 0) {
      due = Deadline.NONE;
    } else {
      long next = d + period * (1 + (now - d) / period);
      due = next == Deadline.NONE ? next + 1 : next;
    }
    assert invariants();
  }

  /** Under the lock. */
  private boolean invariants() {
    assert period != 0 || isEmpty() || due == Deadline.NONE : "a timer that fires twice";
    return true;
  }

  /** Fires if due, for whoever waits. */
  final void fire() {
    lock();
    try {
      fireIfDue();
    } finally {
      unlockAndWake();
    }
  }

  /**
   * When the next element is due, on the scale of the source in force here, for a thread that is
   * about to park until then.
   */
  final long due() {
    long next = due;
    if (next == Deadline.NONE || source == TimeSource.current()) {
      return next;
    }
    // Two clocks cannot be compared, so this timer's own has to wake the thread. Nothing calls that
    // off: one wake in vain does no harm, and only where a test has replaced a source can it be.
    Thread self = Thread.currentThread();
    source.schedule(next, () -> Parking.unpark(self));
    return Deadline.NONE;
  }

  @Override
  boolean await(Waiter receiver, long deadline) throws InterruptedException {
    Recorder.Wait wait = null;
    try {
      wait = Recording.isOn() ? Recorder.begin(queue(false)) : null;
      while (!receiver.isDone()) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted || Deadline.hasPassed(deadline)) {
          if (!interrupted && isDue()) {
            fire(); // due at the same moment as the deadline: the element comes first
          }
          if (!receiver.leave(this, queue(false))) {
            return true;
          }
          if (interrupted) {
            throw Waiter.interruption();
          }
          return false;
        }
        if (isDue()) {
          fire();
        }
        Deadline.park(receiver, Deadline.earlier(deadline, due()));
      }
      return true;
    } catch (RuntimeException | Error e) { // as in Waiter.await
      if (receiver.leave(this, queue(false)) || !receiver.isDone()) {
        throw e;
      }
      return true;
    } finally {
      if (wait != null) {
        wait.end();
      }
    }
  }
}
