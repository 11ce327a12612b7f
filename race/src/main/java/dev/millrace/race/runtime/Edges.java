package dev.millrace.race.runtime;

import jdk.internal.vm.annotation.DontInline;

/** Happens-before edges through a sync object, which is named by an object and a slot. */
public final class Edges {
  /** The slot of a sync object that has but one. */
  public static final int WHOLE = -1;

  private static final int FENCE = -4;

  private Edges() {}

  /** What was released on the sync object happens before what the current thread does next. */
  public static void acquire(Object on, int slot) {
    if (on != null) {
      acquire(Strand.current(), on, slot);
    }
  }

  /** What the current thread did so far happens before what follows an acquire of the same. */
  public static void release(Object on, int slot) {
    if (on != null) {
      release(Strand.current(), on, slot);
    }
  }

  private static Sync sync(Strand t, Object on, int slot, boolean make) {
    if (on instanceof Holder h) {
      return Holder.of(h).get(slot, make);
    }
    return on instanceof Sync field ? field : t.tracked(on).syncs().get(slot, make);
  }

  @DontInline
  private static void acquire(Strand t, Object on, int slot) {
    if (t.busy == 0) {
      t.busy++;
      try {
        Sync s = sync(t, on, slot, false);
        if (s != null) {
          s.acquire(t);
        }
      } finally {
        t.busy--;
      }
    }
  }

  @DontInline
  private static void release(Strand t, Object on, int slot) {
    if (t.busy == 0) {
      t.busy++;
      try {
        sync(t, on, slot, true).release(t);
      } finally {
        t.busy--;
      }
    }
  }

  /** An acquire and a release at once, by who excludes all others that do something there. */
  @DontInline
  public static void pass(Object on, int slot) {
    Strand t = Strand.current();
    if (t.busy == 0) {
      t.busy++;
      try {
        sync(t, on, slot, true).pass(t);
      } finally {
        t.busy--;
      }
    }
  }

  /** Whether anything was released on a sync object. */
  public static boolean isReleased(Object on, int slot) {
    Strand t = Strand.current();
    t.busy++;
    try {
      return sync(t, on, slot, false) != null;
    } finally {
      t.busy--;
    }
  }

  /** What was released on one sync object counts as released on the other, too. */
  public static void transfer(Object from, int fromSlot, Object to, int toSlot) {
    Strand t = Strand.current();
    t.busy++;
    try {
      Sync s = sync(t, from, fromSlot, false);
      if (s != null) {
        s.transfer(sync(t, to, toSlot, true));
      }
    } finally {
      t.busy--;
    }
  }

  /** A cleaner is to act when an object is gone: what was done before it was let go comes first. */
  public static void cleans(Object action, Object when) {
    Strand t = Strand.current();
    t.busy++;
    try {
      Sync s = sync(t, when, FENCE, true);
      s.release(t);
      t.tracked(action).syncs().share(FENCE, s);
    } finally {
      t.busy--;
    }
  }

  /** A cleaner acts. */
  public static void cleaning(Object action) {
    acquire(action, FENCE);
  }

  /** Until here an object was held on to. */
  public static void fence(Object held) {
    release(held, FENCE);
  }

  // ---- called by instrumented code

  /** A monitor has been entered, or another lock that one at a time has. */
  @DontInline
  public static void entered(Object lock) {
    Strand t = Strand.current();
    if (t.busy == 0 && lock != null) {
      t.busy++;
      try {
        sync(t, lock, WHOLE, true).acquireHeld(t);
      } finally {
        t.busy--;
      }
    }
  }

  /** A monitor is about to be left, or another lock that one at a time has. */
  @DontInline
  public static void leaving(Object lock) {
    Strand t = Strand.current();
    if (t.busy == 0 && lock != null) {
      t.busy++;
      try {
        sync(t, lock, WHOLE, true).releaseHeld(t);
      } finally {
        t.busy--;
      }
    }
  }

  /** In place of {@code monitor.wait()}. */
  public static void await(Object monitor) throws InterruptedException {
    await(monitor, 0L, 0);
  }

  /** In place of {@code monitor.wait(millis)}. */
  public static void await(Object monitor, long millis) throws InterruptedException {
    await(monitor, millis, 0);
  }

  /** In place of {@code monitor.wait(millis, nanos)}. */
  public static void await(Object monitor, long millis, int nanos) throws InterruptedException {
    release(monitor, WHOLE);
    try {
      monitor.wait(millis, nanos);
    } finally {
      acquire(monitor, WHOLE);
    }
  }

  /** A volatile field has been read. */
  public static void volatileRead(Sync s, Strand t) {
    if (s != null) {
      s.acquire(t);
    }
  }

  /** A volatile field is about to be written; of no object if it is static. */
  public static void volatileWrite(Object object, Location field, Strand t) {
    Memory.sync(field.in(object), field).release(t);
  }

  /** A class has been initialised by this strand: what the others must have acquired. */
  public static Release initialised() {
    return Strand.current().release();
  }

  /** A static field of a class is about to be used that another strand may have initialised. */
  public static void uses(Release initialised, Strand t) {
    t.acquire(initialised);
  }

  /** An exception has been caught; that of an interrupt comes from who interrupted. */
  public static void caught(Throwable e) {
    if (e instanceof InterruptedException) {
      Threads.interrupted(Thread.currentThread());
    }
  }
}
