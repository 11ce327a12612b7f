package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What a strand knew when it released: its own time, and what it knew of others.
 *
 * <p>The last that it had acquired may not have been joined to its clock yet, and is not then: a
 * release is often made while a lock is held, and to join takes long. Whoever needs the whole does
 * it later, and leaves the result. So {@code clock} and {@code and} change, but what they say
 * together does not: the clock is replaced first, and who sees that {@code and} is gone sees the
 * clock that has it.
 */
public final class Release {
  private static final VarHandle AND;
  private static final VarHandle CLOCK;
  private static final VarHandle WHOLE;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      AND = l.findVarHandle(Release.class, "and", Release.class);
      CLOCK = l.findVarHandle(Release.class, "clock", int[][].class);
      WHOLE = l.findVarHandle(Release.class, "whole", int[][].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Whose time it is; null if the strand has made no access yet that anybody could race with. */
  final Actor actor;

  /** Of that time. */
  final int slot;

  final int time;

  /** Whether the clock holds what that strand did not know, too. */
  final boolean merged;

  /**
   * Whether anybody but who made it may have acquired it, now or later. False only while it is in
   * one sync object alone, which is a lock: set by who holds that, or by who made it.
   */
  private boolean shared;

  @SuppressWarnings("unused") // CLOCK's
  private int[][] clock;

  @SuppressWarnings("unused") // AND's
  private Release and;

  /** The whole as one clock, once somebody has asked for it. */
  @SuppressWarnings("unused") // WHOLE's
  private int[][] whole;

  Release(Actor actor, int slot, int time, int[][] clock, Release and, boolean merged) {
    this.actor = actor;
    this.slot = slot;
    this.time = time;
    this.clock = clock;
    this.and = and;
    this.merged = merged;
  }

  boolean isShared() {
    return shared;
  }

  void share() {
    if (!shared) { // a write would take the memory away from other processors
      shared = true;
    }
  }

  /** Whether it says this, and nothing else. */
  boolean says(int time, int[][] clock, Release and) {
    return this.time == time && this.clock == clock && this.and == and;
  }

  /** What is in it apart from the strand's own time has been joined. */
  void joined(int[][] clock) {
    CLOCK.setRelease(this, clock);
    AND.setRelease(this, null);
  }

  /** What it knew of the others. */
  int[][] clock() {
    Release first = (Release) AND.getAcquire(this);
    return first == null ? clock : join(first);
  }

  private int[][] join(Release first) {
    // A chain can be as long as there are strands that have not got around to it.
    Release[] chain = {this, first};
    int n = 2;
    for (Release r = first; (r = (Release) AND.getAcquire(r)) != null; n++) {
      if (n == chain.length) {
        chain = Arrays.copyOf(chain, 2 * n);
      }
      chain[n] = r;
    }
    int[][] whole = chain[n - 1].whole();
    for (int i = n - 2; i >= 0; i--) {
      chain[i].joined(VectorClock.join((int[][]) CLOCK.getAcquire(chain[i]), whole));
      whole = chain[i].whole();
    }
    return clock();
  }

  /** All of it as one clock: the same for all who ask. */
  int[][] whole() {
    int[][] w = (int[][]) WHOLE.getAcquire(this);
    if (w == null) {
      int[][] others = clock();
      w = actor == null ? others : VectorClock.with(others, slot, time);
      WHOLE.setRelease(this, w);
    }
    return w;
  }
}
