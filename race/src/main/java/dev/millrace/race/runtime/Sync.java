package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A sync object: what has been released on it so far. Grows only. */
public class Sync {
  private static final VarHandle LAST;

  static {
    try {
      LAST = MethodHandles.lookup().findVarHandle(Sync.class, "last", Release.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // LAST's
  private Release last;

  /**
   * Of a volatile field: how it was accessed by other ways than as one, once it has been. Guarded
   * by this object's monitor.
   */
  private Access access;

  Sync() {}

  /** A volatile field is accessed through a handle, plainly maybe. */
  synchronized void access(
      Strand t, boolean write, boolean atomic, int site, Location field, Object holder) {
    access = Memory.after(t, access, write, atomic, site, field, holder, 0);
  }

  void release(Strand t) {
    Release mine = t.release();
    while (true) {
      Release before = (Release) LAST.getAcquire(this);
      if (before == mine) {
        return;
      }
      Release now = before == null || t.hasAcquired(before) ? mine : merged(before, mine);
      if (LAST.compareAndSet(this, before, now)) {
        return;
      }
    }
  }

  /** The same, by who holds the lock that this is of: so do all who release and acquire here. */
  final void releaseHeld(Strand t) {
    Release before = (Release) LAST.getAcquire(this);
    Release known = t.lastRelease();
    Release mine = t.releaseOnce();
    if (mine == before) {
      return;
    }
    if (mine == known) {
      mine.share();
    }
    LAST.setRelease(this, before == null || t.hasAcquired(before) ? mine : merged(before, mine));
  }

  /** The other side of it. */
  final void acquireHeld(Strand t) {
    Release r = (Release) LAST.getAcquire(this);
    if (r != null) {
      t.acquireHeld(r);
    }
  }

  /** An acquire and a release at once, by who excludes all others that do something here. */
  final void pass(Strand t) {
    Release before = (Release) LAST.getAcquire(this);
    if (before != null) {
      t.acquire(before);
    }
    LAST.setRelease(this, t.release());
  }

  private static Release merged(Release before, Release mine) {
    int[][] own = mine.clock();
    int[][] clock = VectorClock.join(own, before.whole());
    return clock == own && mine.actor != null
        ? mine
        : new Release(mine.actor, mine.slot, mine.time, clock, null, true);
  }

  void transfer(Sync to) {
    Release mine = (Release) LAST.getAcquire(this);
    if (mine == null) {
      return;
    }
    mine.share();
    while (true) {
      Release before = (Release) LAST.getAcquire(to);
      Release now = before == null || before == mine ? mine : merged(before, mine);
      if (now == before || LAST.compareAndSet(to, before, now)) {
        return;
      }
    }
  }

  void acquire(Strand t) {
    Release r = (Release) LAST.getAcquire(this);
    if (r != null) {
      t.acquire(r);
    }
  }
}
