package dev.millrace.internal;

import java.time.Duration;

/** Waiting for nothing but time; an object of it is what such a thread is parked on. */
public final class Sleeping {
  private Sleeping() {}

  public static void sleep(Duration duration) throws InterruptedException {
    Waiter.throwIfInterrupted();
    long nanos = Deadline.nanos(duration);
    if (nanos == 0) {
      return;
    }
    long deadline = Deadline.after(nanos);
    Sleeping blocker = new Sleeping();
    while (!Deadline.hasPassed(deadline)) {
      Deadline.park(blocker, deadline);
      Waiter.throwIfInterrupted();
    }
  }

  public static Arm.After after(Duration duration) {
    return new Arm.After(Deadline.nanos(duration));
  }
}
