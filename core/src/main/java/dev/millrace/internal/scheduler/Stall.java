package dev.millrace.internal.scheduler;

/**
 * A slice that has lasted for long: one virtual thread has held its carrier all that time.
 *
 * <p>It says no more than that of the moment at which it was seen. Whoever looks at the thread
 * later asks {@link #lasts()} afterwards: if it does, what was looked at belongs to this slice.
 */
public final class Stall {
  private final Carrier carrier;
  private final int tick;
  private final long since;

  Stall(Carrier carrier, int tick, long since) {
    this.carrier = carrier;
    this.tick = tick;
    this.since = since;
  }

  /** Whether the slice has still not ended. */
  public boolean lasts() {
    return carrier.ticks() == tick && carrier.state() == Carrier.BUSY;
  }

  /** Whether a thread is on that carrier now. */
  public boolean isOf(Thread t) {
    return Door.isOn(t, carrier);
  }

  /** For how long it has lasted until now, from when it was first seen. */
  public long nanos() {
    return System.nanoTime() - since;
  }
}
