package dev.millrace.race.corpus.free;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A flag that is waited for without an edge: it puts things in order of time, and nothing happens
 * before anything by it. All its accesses are opaque, and it sleeps between looks, which orders
 * nothing either.
 */
public final class Unordered {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(Unordered.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private int count;

  /** Lets go whoever waits for the next step. */
  public void signal() {
    int seen;
    do {
      seen = (int) COUNT.getOpaque(this);
    } while (!COUNT.weakCompareAndSetPlain(this, seen, seen + 1));
  }

  /** Waits for the first signal. */
  public void await() throws InterruptedException {
    await(1);
  }

  /** Waits until there have been so many signals. */
  public void await(int signals) throws InterruptedException {
    while ((int) COUNT.getOpaque(this) < signals) {
      Thread.sleep(1);
    }
  }

  /** Whether there was a signal. */
  public boolean signalled() {
    return (int) COUNT.getOpaque(this) > 0;
  }

  /** Whether there were so many signals. */
  public boolean signalled(int signals) {
    return (int) COUNT.getOpaque(this) >= signals;
  }

  /** Gives others the time to do what they were told to. */
  public static void pause() throws InterruptedException {
    Thread.sleep(20);
  }

  /** A pause of some milliseconds. */
  public static void pause(int millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  /** Collects garbage until the signal comes, or ten seconds are over. */
  public void awaitCollection() throws InterruptedException {
    for (int i = 0; i < 500 && !signalled(); i++) {
      System.gc();
      Thread.sleep(20);
    }
  }
}
