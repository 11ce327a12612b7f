package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import jdk.internal.misc.Unsafe;

/**
 * What is known of an object that has no field for it: an array's elements, an object of the JDK
 * that is one location, sync objects. Found in a table by the object's identity, and gone when the
 * object is.
 *
 * <p>Invariants of the table: a shard is only changed under its lock; an object has one entry at
 * most. It is first looked at without the lock: who finds an entry then has the right one, as that
 * says whose it is; who finds none, maybe because the chain is just being changed, looks again
 * under the lock. Chains have no cycles at any moment.
 */
sealed class Tracked extends WeakReference<Object> permits Made {
  private static final VarHandle ELEMENTS;
  private static final VarHandle SYNCS;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      ELEMENTS = l.findVarHandle(Tracked.class, "elements", Access[].class);
      SYNCS = l.findVarHandle(Tracked.class, "syncs", Syncs.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Where the access is that was the last to the object as one location. */
  static final long WHOLE = Unsafe.getUnsafe().objectFieldOffset(Tracked.class, "whole");

  private static final int SHARDS = 64; // a power of two

  private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();
  private static final Shard[] TABLE = new Shard[SHARDS];

  static {
    for (int i = 0; i < SHARDS; i++) {
      TABLE[i] = new Shard();
    }
  }

  private final int hash;
  private Tracked next;

  /** An array's, one each; null until the first is accessed. */
  @SuppressWarnings("unused") // ELEMENTS'
  private Access[] elements;

  /** The object's as one location. */
  @SuppressWarnings("unused") // at WHOLE
  private Access whole;

  private volatile Syncs syncs;

  Tracked(Object o, int hash) {
    super(o, GONE);
    this.hash = hash;
  }

  private static final class Shard {
    private static final VarHandle LOCK;

    static {
      try {
        LOCK = MethodHandles.lookup().findVarHandle(Shard.class, "lock", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // LOCK's
    private int lock;

    private Tracked[] table = new Tracked[16];
    private int size;

    @SuppressWarnings("ThreadPriorityCheck") // whoever has the lock may not be running
    void lock() {
      for (int i = 1; !LOCK.weakCompareAndSetAcquire(this, 0, 1); i++) {
        if (i % 128 == 0) {
          Thread.yield();
        } else {
          Thread.onSpinWait();
        }
      }
    }

    void unlock() {
      LOCK.setRelease(this, 0);
    }

    Tracked find(Object o, int hash, Tracked made) {
      Tracked[] table = this.table;
      int i = index(hash, table.length);
      for (Tracked t = table[i]; t != null; t = t.next) {
        if (t.hash == hash && t.refersTo(o)) {
          return t;
        }
      }
      if (made != null) {
        made.next = table[i];
        table[i] = made;
        if (++size > table.length) {
          grow();
        }
      }
      return made;
    }

    private void grow() {
      Tracked[] larger = new Tracked[table.length * 2];
      for (Tracked t : table) {
        while (t != null) {
          Tracked next = t.next;
          int i = index(t.hash, larger.length);
          t.next = larger[i];
          larger[i] = t;
          t = next;
        }
      }
      table = larger;
    }

    void remove(Tracked gone) {
      int i = index(gone.hash, table.length);
      Tracked before = null;
      for (Tracked t = table[i]; t != null; before = t, t = t.next) {
        if (t == gone) {
          if (before == null) {
            table[i] = t.next;
          } else {
            before.next = t.next;
          }
          size--;
          return;
        }
      }
    }

    private static int index(int hash, int length) {
      // The low bits have chosen the shard.
      return (hash >>> 6) & length - 1;
    }
  }

  static Tracked of(Object o, int hash) {
    Shard s = TABLE[hash & SHARDS - 1];
    Tracked t = s.find(o, hash, null);
    if (t != null) {
      return t;
    }
    return add(s, o, new Tracked(o, hash));
  }

  /** The same for an object of which it is known where it was made, if this is the first time. */
  static Tracked made(Object o, int hash, Class<?> type, int site) {
    return add(TABLE[hash & SHARDS - 1], o, new Made(o, hash, type, site));
  }

  private static Tracked add(Shard s, Object o, Tracked made) {
    forget();
    s.lock();
    try {
      return s.find(o, made.hash, made);
    } finally {
      s.unlock();
    }
  }

  /** Takes out some of those that are gone; more of them than ever come in at once. */
  private static void forget() {
    for (int i = 0; i < 4; i++) {
      Object gone = GONE.poll();
      if (gone == null) {
        return;
      }
      Tracked t = (Tracked) gone;
      Shard s = TABLE[t.hash & SHARDS - 1];
      s.lock();
      try {
        s.remove(t);
      } finally {
        s.unlock();
      }
    }
  }

  Access[] elements(Object array) {
    Access[] e = (Access[]) ELEMENTS.getAcquire(this);
    if (e == null) {
      Access[] made = new Access[Array.getLength(array)];
      e = ELEMENTS.compareAndSet(this, null, made) ? made : (Access[]) ELEMENTS.getAcquire(this);
    }
    return e;
  }

  /** The object is about to be accessed as one location. */
  void accessed() {
    if (whole == null && this instanceof Made m) {
      Makings.accessed(m.site);
    }
  }

  /** The object's sync objects. */
  Syncs syncs() {
    Syncs s = syncs;
    if (s == null) {
      Syncs made = new Syncs();
      s = SYNCS.compareAndSet(this, null, made) ? made : syncs;
    }
    return s;
  }
}
