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

  /** The same, by who holds a lock that everybody holds who releases here. */
  final void releaseHeld(Strand t) {
    Release mine = t.release();
    Release before = (Release) LAST.getAcquire(this);
    LAST.setRelease(this, before == null || t.hasAcquired(before) ? mine : merged(before, mine));
  }

  private static Release merged(Release before, Release mine) {
    int[][] clock = VectorClock.join(mine.clock(), before.whole());
    return clock == mine.clock() && mine.actor() != null
        ? mine
        : new Release(mine.actor(), mine.slot(), mine.time(), clock, true);
  }

  void transfer(Sync to) {
    Release mine = (Release) LAST.getAcquire(this);
    if (mine == null) {
      return;
    }
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
