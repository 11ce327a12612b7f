package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.Arrays;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * What the detector keeps of a thread: its time, what it knows of the others, and the calls that it
 * is in the middle of. Used by its own thread only, but for what the one does that starts it.
 *
 * <p>It is found in a field of the thread that holds an object whose only use is to be locked:
 * whoever locks it locks the strand instead.
 *
 * <p>Invariants: {@code epoch} is null after a release, and the next access begins a new one; so
 * whatever has an epoch equal to it was accessed by this strand since its last release. {@code
 * time} is that of the newest epoch. {@code nodes} up to {@code valid} describe {@code calls}.
 */
public final class Strand {
  private static final VarHandle SLOT;
  private static final VarHandle INTERRUPTS;
  private static final MethodHandle SET_SLOT;

  static {
    try {
      Field f = Thread.class.getDeclaredField("interruptLock");
      f.setAccessible(true);
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      INTERRUPTS = MethodHandles.lookup().findVarHandle(Strand.class, "interrupts", Sync.class);
      SLOT = lookup.unreflectVarHandle(f);
      SET_SLOT = lookup.unreflectSetter(f);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Accesses that are kept to be shared, by site. */
  private static final int SHARED = 16; // a power of two

  private static final int TRACKED = 32; // a power of two

  Actor actor;

  /** The current epoch; null if none has begun since the last release. */
  public Epoch epoch;

  /** How many calls it is in the middle of. */
  public int depth;

  /** Above zero while the detector itself runs on this thread. */
  int busy;

  /** Above zero while it reads what may be overwritten and is not used then. */
  int speculating;

  private volatile Sync interrupts;
  private volatile Release end;

  private int slot = -1;

  /** The time of the slot when this strand got it: before that it was others'. */
  private int since;

  private int time;
  private int[][] clock = VectorClock.EMPTY;

  /** What was done before the final fields that this strand has read were set. */
  private int[][] frozen = VectorClock.EMPTY;

  /** What has been acquired and is not yet in the clock; null for nothing. */
  private Release pending;

  private Release lastAcquired;
  private Release lastRelease;

  private int[] calls;
  private Frame[] nodes;
  private int valid;

  private Access[] shared;
  private Access from;
  private Access to;
  private Tracked[] tracked;

  private Strand(Actor actor, Release start) {
    this.actor = actor;
    pending = start;
  }

  /** The strand of this thread. */
  @ForceInline
  public static Strand current() {
    Thread t = Thread.currentThread();
    Object o = (Object) SLOT.get(t);
    return o instanceof Strand s ? s : adopt(t);
  }

  static Strand of(Thread t) {
    Object o = (Object) SLOT.get(t);
    return o instanceof Strand s ? s : null;
  }

  @DontInline
  private static Strand adopt(Thread t) {
    return install(t, new Strand(actor(t, null, 0), null));
  }

  private static Actor actor(Thread t, Frame created, long creator) {
    Actor a = new Actor(t.threadId(), created, creator);
    a.name = t.getName();
    return a;
  }

  private static Strand install(Thread t, Strand s) {
    try {
      SET_SLOT.invokeExact(t, (Object) s);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return s;
  }

  /** Makes the strand of a thread that this one starts. */
  void starts(Thread t) {
    if (of(t) == null) {
      Actor a = actor(t, callers(), actor.isGoroutine ? actor.id : 0);
      install(t, new Strand(a, release()));
    }
  }

  /** The detector itself runs on this thread until {@link #leave}: nothing is told. */
  public void enter() {
    busy++;
  }

  public void leave() {
    busy--;
  }

  // ---- time

  /** The current epoch, a new one after a release; null if this strand cannot be told apart. */
  Epoch epoch() {
    Epoch e = epoch;
    return e == null ? begin() : e;
  }

  private Epoch begin() {
    if (slot < 0) {
      slot = Slots.lease();
      if (slot < 0) {
        return null;
      }
      time = Slots.time(slot);
      since = time;
    } else if (Slots.isOver(time)) {
      giveBack();
      return begin();
    }
    time++;
    epoch = new Epoch(actor, slot, time);
    return epoch;
  }

  private void giveBack() {
    // What others know of the old timeline this strand must go on to give them.
    clock = VectorClock.with(clock(), slot, time);
    Slots.giveBack(slot, time);
    slot = -1;
    lastRelease = null;
  }

  /** What others do before they interrupt this one. */
  Sync interrupts() {
    Sync s = interrupts;
    if (s == null) {
      Sync made = new Sync();
      s = INTERRUPTS.compareAndSet(this, null, made) ? made : interrupts;
    }
    return s;
  }

  /** What whoever sees that this strand has ended comes after; null if it has not. */
  Release end() {
    return end;
  }

  /**
   * The last step of the strand; more steps may follow where a thread's own end is not the last.
   */
  void ends() {
    end = release();
    actor.ended = true;
    speculating = 0;
    if (slot >= 0) {
      giveBack();
    }
    epoch = null;
    calls = null;
    nodes = null;
    shared = null;
    from = null;
    to = null;
    tracked = null;
    depth = 0;
    valid = 0;
  }

  private int[][] clock() {
    Release p = pending;
    if (p != null) {
      pending = null;
      clock = VectorClock.join(clock, p.clock(), slot, since);
      if (p.actor() != null && p.actor() != actor) {
        clock = VectorClock.with(clock, p.slot(), p.time());
      }
    }
    return clock;
  }

  /** Whether what was done in an epoch happened before what this strand does now. */
  boolean knows(Epoch e) {
    return e.actor == actor || VectorClock.get(clock(), e.slot) >= e.time;
  }

  /**
   * A final field has been read: what its object's constructor did can be seen through it, without
   * an edge. How far a constructor had come is not known within its epoch, so all of that counts.
   */
  public void frozen(Access made) {
    Epoch e = made.epoch;
    if (e.actor != actor && !knows(e)) {
      frozen = VectorClock.with(frozen, e.slot, e.time);
    }
  }

  /** Whether what was written in an epoch may have been reached through a final field. */
  boolean sawFrozen(Epoch e) {
    return VectorClock.get(frozen, e.slot) >= e.time;
  }

  /** What this strand did so far, to be left where others acquire it. */
  Release release() {
    epoch = null;
    Release r = lastRelease;
    if (r == null || r.time() != time || r.clock() != clock()) {
      r = new Release(slot < 0 ? null : actor, slot, time, clock(), false);
      lastRelease = r;
    }
    return r;
  }

  void acquire(Release r) {
    if ((r.actor() == actor && !r.merged()) || r == lastAcquired) {
      return;
    }
    lastAcquired = r;
    clock();
    pending = r;
  }

  boolean hasAcquired(Release r) {
    return r == lastAcquired || (r.actor() == actor && !r.merged());
  }

  // ---- calls

  /** Notes from where the next call is made. */
  @ForceInline
  public static void call(Strand t, int depth, int site) {
    int[] calls = t.calls;
    if (calls == null || depth >= calls.length) {
      calls = t.grow(depth);
    }
    if (calls[depth] != site) {
      calls[depth] = site;
      if (t.valid > depth) {
        t.valid = depth;
      }
    }
    t.depth = depth + 1;
  }

  /** From where a call was made. */
  int call(int depth) {
    return calls[depth];
  }

  @DontInline
  private int[] grow(int depth) {
    int length = Math.max(16, Integer.highestOneBit(depth) * 2);
    calls = calls == null ? new int[length] : Arrays.copyOf(calls, length);
    return calls;
  }

  /** The calls that this strand is in the middle of. */
  Frame callers() {
    return callers(depth);
  }

  /** The calls in the middle of which an access is made at a site. */
  Frame callersOf(int site) {
    return callers(site < 0 ? depth - 1 : depth);
  }

  private Frame callers(int n) {
    if (n <= 0) {
      return null;
    }
    if (nodes == null || nodes.length < n) {
      nodes = nodes == null ? new Frame[calls.length] : Arrays.copyOf(nodes, calls.length);
    }
    int i = Math.min(valid, n);
    Frame f = i == 0 ? null : nodes[i - 1];
    for (; i < n; i++) {
      f = new Frame(f, calls[i]);
      nodes[i] = f;
    }
    valid = Math.max(valid, n);
    return f;
  }

  // ---- accesses

  /** An access of now, shared with other locations where it can be. */
  Access access(boolean write, boolean atomic, int site, Access lastWrite) {
    Epoch e = epoch();
    Frame stack = callersOf(site);
    if (shared == null) {
      shared = new Access[SHARED];
    }
    Access[] kept = shared;
    int i = site & SHARED - 1;
    Access a = kept[i];
    if (a != null
        && a.epoch == e
        && a.site == site
        && a.write == write
        && a.atomic == atomic
        && a.stack == stack
        && a.lastWrite == lastWrite) {
      return a;
    }
    Access now = new Access(e, write, atomic, site, stack, lastWrite, null);
    kept[i] = now;
    return now;
  }

  /** A write to an object that is being made, at a place but without the calls that led there. */
  public Access birth(int site) {
    Access[] kept = shared;
    if (kept != null) {
      Access a = kept[site & SHARED - 1];
      if (a != null && a.site == site && a.epoch == epoch && a.stack == Frame.UNRECORDED) {
        return a;
      }
    }
    return newBirth(site);
  }

  @DontInline
  private Access newBirth(int site) {
    Epoch e = epoch();
    if (e == null) {
      return null;
    }
    if (shared == null) {
      shared = new Access[SHARED];
    }
    Access made = new Access(e, true, false, site, Frame.UNRECORDED, null, null);
    shared[site & SHARED - 1] = made;
    return made;
  }

  /** A read beside others, shared with those locations that had the same last access. */
  Access readBeside(Access before, boolean atomic, int site, Access lastWrite, Access[] reads) {
    Frame stack = callersOf(site);
    Access a = to;
    if (before == from
        && a != null
        && a.epoch == epoch
        && a.site == site
        && a.stack == stack
        && a.atomic == atomic) {
      return a;
    }
    from = before;
    to = new Access(epoch(), false, atomic, site, stack, lastWrite, reads);
    return to;
  }

  // ---- what has no shadow of its own

  /** What is known of an object that is found by its identity. */
  Tracked tracked(Object o) {
    if (tracked == null) {
      tracked = new Tracked[TRACKED];
    }
    Tracked[] known = tracked;
    int hash = System.identityHashCode(o);
    int i = hash & TRACKED - 1;
    Tracked t = known[i];
    if (t == null || !t.refersTo(o)) {
      t = Tracked.of(o, hash);
      known[i] = t;
    }
    return t;
  }

  /** An object of the JDK has been made, or the collection behind it. */
  void made(Object o, Class<?> type, int site) {
    if (tracked == null) {
      tracked = new Tracked[TRACKED];
    }
    int hash = System.identityHashCode(o);
    // Its first access is most likely the next step.
    tracked[hash & TRACKED - 1] = Tracked.made(o, hash, type, site);
  }
}
