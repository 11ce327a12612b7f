package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is called in place of a program's {@code compareAndSet} of an atomic class. One that fails
 * is a read: it acquires, and releases nothing.
 *
 * <p>Invariants: a release has to be told before the value can be seen. So whether the call will
 * fail is looked at before, and if it will, then this was the look that the call makes. Only one
 * that fails as another thread comes between is still taken for one that wrote.
 */
@SuppressWarnings("overloads")
public final class Swaps {
  private Swaps() {}

  public static boolean compareAndSet(AtomicInteger on, int expected, int next) {
    boolean done = false;
    if (on.get() == expected) {
      Hooks.release(on, Edges.WHOLE);
      done = on.compareAndSet(expected, next);
    }
    Hooks.acquire(on, Edges.WHOLE);
    return done;
  }

  public static boolean compareAndSet(AtomicLong on, long expected, long next) {
    boolean done = false;
    if (on.get() == expected) {
      Hooks.release(on, Edges.WHOLE);
      done = on.compareAndSet(expected, next);
    }
    Hooks.acquire(on, Edges.WHOLE);
    return done;
  }

  public static boolean compareAndSet(AtomicBoolean on, boolean expected, boolean next) {
    boolean done = false;
    if (on.get() == expected) {
      Hooks.release(on, Edges.WHOLE);
      done = on.compareAndSet(expected, next);
    }
    Hooks.acquire(on, Edges.WHOLE);
    return done;
  }

  @SuppressWarnings("ReferenceEquality") // as the call compares
  public static boolean compareAndSet(
      AtomicReference<@Nullable Object> on, @Nullable Object expected, @Nullable Object next) {
    boolean done = false;
    if (on.get() == expected) {
      Hooks.release(on, Edges.WHOLE);
      done = on.compareAndSet(expected, next);
    }
    Hooks.acquire(on, Edges.WHOLE);
    return done;
  }
}
