package dev.millrace.internal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock for a few instructions, where {@link SeqLock} would not do: that one counts collisions, as
 * a sign that goroutines had better share a carrier.
 *
 * <p>The holder neither parks nor yields, and it lets go whatever is thrown.
 */
public final class SpinLock {
  private final AtomicBoolean locked = new AtomicBoolean();

  public SpinLock() {}

  public void lock() {
    for (int tries = 1; !locked.compareAndSet(false, true); tries++) {
      if ((tries & 63) == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  public void unlock() {
    locked.setRelease(false);
  }
}
