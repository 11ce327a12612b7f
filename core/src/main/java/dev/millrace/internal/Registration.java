package dev.millrace.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * A short action that waits for a cancellation: see {@link ContextNode#onDone}.
 *
 * <p>{@code over} is written by the thread that runs the action, after it. {@code runner} is that
 * thread; to any other it looks like some thread that is not itself, and that is all it is asked.
 */
public final class Registration extends Follower implements AutoCloseable {
  private static final long WAIT_NANOS = 20_000;

  private final Runnable action;
  private volatile Object runner = this;
  private volatile boolean over;

  Registration(Cancellation leader, Runnable action) {
    super(leader);
    this.action = action;
  }

  void register() {
    if (!join()) {
      run();
    }
  }

  void run() {
    runner = Thread.currentThread();
    try {
      action.run();
    } finally {
      over = true;
    }
  }

  /** Takes the action out; one that runs on another thread is waited for. */
  @Override
  public void close() {
    if (over || leave()) {
      over = true;
      return;
    }
    // The other thread is a few instructions from the end, unless the interrupt that it delivers
    // has to wait for a monitor of the JDK's. Then it may be a goroutine without a carrier, and one
    // that only yielded could keep the only carrier from it for ever: the JDK's scheduler prefers
    // whoever yields to those who were woken from outside. With the interrupt flag set, as it is
    // likely to be here, nobody parks at all.
    boolean interrupted = false;
    for (int i = 1; !over && runner != Thread.currentThread(); i++) {
      if ((i & 63) == 0) {
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(WAIT_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
