package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import jdk.internal.misc.Unsafe;
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
 *
 * <p>An epoch goes on after a release that nobody else has acquired nor can acquire any more, as
 * that is the same as if there had been none: where a lock is taken again by who had it last, with
 * no access in between. Whoever has had the lock since then has left a release of its own; so
 * whether one is shared is only read by who holds the lock that it is in, and only set before that
 * by who held it. An epoch in which objects were made does not go on: who reads a final field of
 * theirs is taken to see all of it (see {@link #frozen}).
 */
public final class Strand {
  /**
   * Not a handle: inlined by the JVM's first compiler into every method that is watched, one would
   * have the stack of a goroutine that waits be 0.6 KB longer.
   */
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long SLOT = UNSAFE.objectFieldOffset(Thread.class, "interruptLock");
  private static final VarHandle INTERRUPTS;

  static {
    try {
      INTERRUPTS = MethodHandles.lookup().findVarHandle(Strand.class, "interrupts", Sync.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How long its arrays are at first: most goroutines make few calls and wait. Powers of two. */
  private static final int FEW = 4;

  /** Most of the accesses that are kept to be shared, by site. */
  private static final int SHARED = 16; // a power of two

  private static final int TRACKED = 512; // a power of two

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

  /** The last that was acquired, while it is not in the clock yet. */
  private Release pending;

  /** The last clock that was joined to this strand's own. */
  private int[][] joined;

  private Release lastAcquired;
  private Release lastRelease;

  /** The epoch that ended with the last release; null if it had ended before that. */
  private Epoch lastEpoch;

  /**
   * The newest epoch in which it has made objects: what is done in that is seen by final fields.
   */
  private Epoch births;

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
    Object o = UNSAFE.getReference(t, SLOT);
    return o instanceof Strand s ? s : adopt(t);
  }

  static Strand of(Thread t) {
    Object o = UNSAFE.getReference(t, SLOT);
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
    UNSAFE.putReference(t, SLOT, s);
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
    lastEpoch = null;
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
    births = null;
    joined = null;
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
    if (pending != null) {
      join();
    }
    return clock;
  }

  private void join() {
    Release p = pending;
    pending = null;
    int[][] before = clock;
    boolean tells = p.actor != null && p.actor != actor;
    if (before.length == 0 && slot < 0) {
      clock = tells ? p.whole() : p.clock();
    } else {
      int[][] other = p.clock();
      if (other == joined) {
        clock = tells ? VectorClock.with(before, p.slot, p.time) : before;
      } else {
        clock = VectorClock.join(before, other, slot, since, tells ? p.slot : -1, p.time);
        joined = other;
      }
    }
    Release last = lastRelease;
    if (last != null && last.says(time, before, p)) {
      last.joined(clock);
    }
  }

  /** Joins what it has acquired, before it takes a lock that the others wait for. */
  public void settle() {
    if (pending != null && busy == 0) {
      join();
    }
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
    Release r = releaseOnce();
    r.share();
    return r;
  }

  /** The same for one place alone, unless {@link #lastRelease} has been left somewhere already. */
  Release releaseOnce() {
    Release r = lastRelease;
    if (r == null || !r.says(time, clock, pending)) {
      r = new Release(slot < 0 ? null : actor, slot, time, clock, pending, false);
      lastRelease = r;
      lastEpoch = epoch;
    }
    epoch = null;
    return r;
  }

  Release lastRelease() {
    return lastRelease;
  }

  /** What was released on a lock that this strand holds now. */
  void acquireHeld(Release r) {
    if (r == lastRelease && !r.isShared()) {
      if (epoch == null && lastEpoch != births) {
        epoch = lastEpoch;
      }
    } else {
      acquire(r);
    }
  }

  void acquire(Release r) {
    if ((r.actor == actor && !r.merged) || r == lastAcquired) {
      return;
    }
    r.share();
    lastAcquired = r;
    clock();
    pending = r;
  }

  boolean hasAcquired(Release r) {
    return r == lastAcquired || (r.actor == actor && !r.merged);
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
    int length = Math.max(FEW, Integer.highestOneBit(depth) * 2);
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
      Frame before = nodes[i];
      if (before == null || before.site() != calls[i] || before.caller() != f) {
        before = new Frame(f, calls[i]);
        nodes[i] = before;
      }
      f = before;
    }
    valid = Math.max(valid, n);
    return f;
  }

  // ---- accesses

  /** An access of now, shared with other locations where it can be. */
  Access access(boolean write, boolean atomic, int site, Access lastWrite) {
    Epoch e = epoch();
    Frame stack = callersOf(site);
    Access[] kept = shared;
    Access a = kept == null ? null : kept[site & kept.length - 1];
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
    keep(now);
    return now;
  }

  private void keep(Access now) {
    Access[] kept = shared;
    if (kept == null) {
      kept = new Access[FEW];
      shared = kept;
    } else if (kept.length < SHARED) {
      Access other = kept[now.site & kept.length - 1];
      if (other != null && other.site != now.site) {
        kept = new Access[kept.length * 2];
        for (Access a : shared) {
          if (a != null) {
            kept[a.site & kept.length - 1] = a;
          }
        }
        shared = kept;
      }
    }
    kept[now.site & kept.length - 1] = now;
  }

  /** A write to an object that is being made, at a place but without the calls that led there. */
  public Access birth(int site) {
    Access[] kept = shared;
    if (kept != null) {
      Access a = kept[site & kept.length - 1];
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
    births = e;
    Access made = new Access(e, true, false, site, Frame.UNRECORDED, null, null);
    keep(made);
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
    Tracked[] known = tracked;
    int hash = System.identityHashCode(o);
    Tracked t = known == null ? null : known[hash & known.length - 1];
    if (t == null || !t.refersTo(o)) {
      t = Tracked.of(o, hash);
      track(t, hash);
    }
    return t;
  }

  private void track(Tracked t, int hash) {
    Tracked[] known = tracked;
    if (known == null) {
      known = new Tracked[FEW];
      tracked = known;
    } else if (known.length < TRACKED && known[hash & known.length - 1] != null) {
      // The others are found again when they are needed.
      known = new Tracked[known.length * 2];
      tracked = known;
    }
    known[hash & known.length - 1] = t;
  }

  /** An object of the JDK has been made, or the collection behind it. */
  void made(Object o, Class<?> type, int site) {
    int hash = System.identityHashCode(o);
    // Its first access is most likely the next step.
    track(Tracked.made(o, hash, type, site), hash);
  }
}
