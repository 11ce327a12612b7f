package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * Accesses, and the judgement of each: whether it happens after those before it that it conflicts
 * with.
 *
 * <p>A location's {@link Access} is replaced by compare-and-set, so of two accesses at the same
 * moment one sees the other; but where the last access was this strand's own it is simply written,
 * which is several times as fast: who came between has been judged against that last access. If it
 * is of this strand's current epoch nothing has to be done; that test is what instrumented code
 * does by itself.
 *
 * <p>What is done beyond that test is kept out of the program's compiled code: it would be many
 * times as long, and take as long to compile.
 */
public final class Memory {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Access[].class);

  private Memory() {}

  // ---- fields

  /** A field is read whose last access is not of this epoch; of no object if it is static. */
  @DontInline
  public static void read(Strand t, Object object, Location field, int site) {
    Object holder = field.in(object);
    replace(t, holder, field.offset, false, false, site, field, holder);
  }

  /** A field is written whose last write is not of this epoch; of no object if it is static. */
  @DontInline
  public static void write(Strand t, Object object, Location field, int site) {
    Object holder = field.in(object);
    replace(t, holder, field.offset, true, false, site, field, holder);
  }

  /**
   * A field is accessed by reflection or a handle.
   *
   * @param owner the class that declares it
   * @param object whose; null for a static field
   */
  public static void field(
      Class<?> owner, String name, Object object, boolean write, boolean atomic, int site) {
    Location field = Location.find(owner, name);
    if (field == null) {
      return;
    }
    Strand t = Strand.current();
    Object holder = field.in(object);
    if (holder == null || t.busy != 0) {
      return;
    }
    if (field.isVolatile) {
      sync(holder, field).access(t, write, atomic, site, field, holder);
    } else {
      replace(t, holder, field.offset, write, atomic, site, field, holder);
    }
  }

  /**
   * An access to what has its last {@link Access} in a field.
   *
   * @param cell that has the field
   * @param offset of the field
   * @param at what is accessed
   * @param in what that is in
   */
  private static void replace(
      Strand t,
      Object cell,
      long offset,
      boolean write,
      boolean atomic,
      int site,
      Location at,
      Object in) {
    while (true) {
      Access before = (Access) UNSAFE.getReference(cell, offset);
      Access now = after(t, before, write, atomic, site, at, in, 0);
      if (now == before) {
        return;
      }
      // A store of our own over our own would lose an access that is made at the same moment.
      if (UNSAFE.compareAndSetReference(cell, offset, before, now)) {
        return;
      }
    }
  }

  /** All fields of an object are read. */
  public static void readFields(Object o, int site) {
    if (o == null || o.getClass().isArray()) {
      return;
    }
    Strand t = Strand.current();
    for (Class<?> c = o.getClass(); c != null; c = c.getSuperclass()) {
      for (Location field : Location.all(c)) {
        if (!field.isStatic && !field.isVolatile) {
          read(t, o, field, site);
        }
      }
    }
  }

  /** An object has been made as a copy of another one, by the JVM. */
  public static void forgetFields(Object o) {
    if (o == null || o.getClass().isArray()) {
      return;
    }
    for (Class<?> c = o.getClass(); c != null; c = c.getSuperclass()) {
      for (Location field : Location.all(c)) {
        if (!field.isStatic) {
          UNSAFE.putReference(o, field.offset, null);
        }
      }
    }
  }

  /** The sync objects of an object that has a field for them. */
  static Syncs syncs(Object holder, Location field) {
    Syncs made = new Syncs();
    Object there = UNSAFE.compareAndExchangeReference(holder, field.offset, null, made);
    return there == null ? made : (Syncs) there;
  }

  /** The sync object that a volatile field is. */
  static Sync sync(Object holder, Location field) {
    while (true) {
      Sync s = (Sync) UNSAFE.getReferenceAcquire(holder, field.offset);
      if (s != null) {
        return s;
      }
      Sync made = new Sync();
      if (UNSAFE.compareAndSetReference(holder, field.offset, null, made)) {
        return made;
      }
    }
  }

  // ---- elements

  /** An element of an array is about to be read. */
  @ForceInline
  public static void readElement(Object array, int index, Strand t, int site) {
    if (array == null) {
      return;
    }
    Access[] all = t.tracked(array).elements(array);
    if (index < 0 || index >= all.length) {
      return;
    }
    Access a = all[index];
    if (a == null || a.epoch != t.epoch) {
      element(t, all, array, index, false, false, site);
    }
  }

  /** An element of an array is about to be written. */
  @ForceInline
  public static void writeElement(Object array, int index, Strand t, int site) {
    if (array == null) {
      return;
    }
    Access[] all = t.tracked(array).elements(array);
    if (index < 0 || index >= all.length) {
      return;
    }
    Access a = all[index];
    if (a == null || a.epoch != t.epoch || !a.write) {
      element(t, all, array, index, true, false, site);
    }
  }

  private static final Access[] NONE = {};

  /** What is known of an array's elements. */
  public static Access[] elements(Object array, Strand t) {
    return array == null ? NONE : t.tracked(array).elements(array);
  }

  /** An element has been read. */
  @ForceInline
  public static void readElement(Access[] all, Object array, int index, Strand t, int site) {
    Access a = all[index];
    if (a == null || a.epoch != t.epoch) {
      element(t, all, array, index, false, false, site);
    }
  }

  /** An element has been written. */
  @ForceInline
  public static void writeElement(Access[] all, Object array, int index, Strand t, int site) {
    Access a = all[index];
    if (a == null || a.epoch != t.epoch || !a.write) {
      element(t, all, array, index, true, false, site);
    }
  }

  @DontInline
  private static void element(
      Strand t, Access[] all, Object array, int index, boolean write, boolean atomic, int site) {
    while (true) {
      Access before = (Access) ELEMENT.getAcquire(all, index);
      Access now = after(t, before, write, atomic, site, Location.ELEMENT, array, index);
      if (now == before) {
        return;
      }
      if (ELEMENT.compareAndSet(all, index, before, now)) {
        return;
      }
    }
  }

  /**
   * An element of an array is accessed with another mode than plain. Never a race with another such
   * access, only with plain ones.
   */
  public static void atomicElement(Object array, int index, boolean write, int site) {
    Strand t = Strand.current();
    if (t.busy == 0 && array != null) {
      Access[] all = t.tracked(array).elements(array);
      if (index >= 0 && index < all.length) {
        element(t, all, array, index, write, true, site);
      }
    }
  }

  /** Elements of an array are read. */
  public static void readRange(Object array, int from, int to, int site) {
    range(array, from, to, false, site);
  }

  /** Elements of an array are written. */
  public static void writeRange(Object array, int from, int to, int site) {
    range(array, from, to, true, site);
  }

  private static void range(Object array, int from, int to, boolean write, int site) {
    Strand t = Strand.current();
    if (array == null || t.busy != 0) {
      return;
    }
    Access[] all = t.tracked(array).elements(array);
    for (int i = Math.max(from, 0); i < Math.min(to, all.length); i++) {
      Access a = all[i];
      if (a == null || a.epoch != t.epoch || (write && !a.write)) {
        element(t, all, array, i, write, false, site);
      }
    }
  }

  // ---- objects of the JDK

  /** An object of the JDK that is one location is read. */
  public static void read(Object whole, int site) {
    whole(whole, false, false, site);
  }

  /** An object of the JDK that is one location is written. */
  public static void write(Object whole, int site) {
    whole(whole, true, false, site);
  }

  /** The library does something to an object for whom it was called by. */
  public static void accessByCaller(Object o, boolean write, boolean atomic) {
    Strand t = Strand.current();
    int depth = t.depth;
    if (depth > 0) {
      t.depth = depth - 1;
      try {
        whole(o, write, atomic, t.call(depth - 1));
      } finally {
        t.depth = depth;
      }
    }
  }

  private static void whole(Object o, boolean write, boolean atomic, int site) {
    Strand t = Strand.current();
    if (o == null || t.busy != 0) {
      return;
    }
    if (o instanceof Holder h) {
      replace(t, Holder.of(h), Syncs.ACCESSED, write, atomic, site, Location.OBJECT, o);
    } else {
      Tracked tracked = t.tracked(o);
      tracked.accessed();
      replace(t, tracked, Tracked.WHOLE, write, atomic, site, Location.OBJECT, o);
    }
  }

  // ---- the judgement

  /** What is known of a location once it is accessed, of which something was known before. */
  static Access after(
      Strand t,
      Access before,
      boolean write,
      boolean atomic,
      int site,
      Location at,
      Object in,
      int index) {
    return write
        ? afterWrite(t, before, atomic, site, at, in, index)
        : afterRead(t, before, atomic, site, at, in, index);
  }

  private static Access afterRead(
      Strand t, Access before, boolean atomic, int site, Location at, Object in, int index) {
    Epoch e = t.epoch();
    if (e == null || t.speculating > 0) {
      return before;
    }
    if (before == null) {
      return t.access(false, atomic, site, null);
    }
    if (before.epoch == e && (!before.atomic || atomic)) {
      return before;
    }
    Access w = before.write ? before : before.lastWrite;
    if (w != null && !(atomic && w.atomic) && !t.knows(w.epoch) && !t.sawFrozen(w.epoch)) {
      Reports.race(t, false, site, w, at, in, index);
    }
    if (before.write) {
      return t.access(false, atomic, site, before);
    }
    int others = t.knows(before.epoch) ? 0 : 1;
    Access[] reads = before.reads;
    if (reads != null) {
      for (Access r : reads) {
        if (!t.knows(r.epoch)) {
          others++;
        }
      }
    }
    if (others == 0) {
      return t.access(false, atomic, site, before.lastWrite);
    }
    Access[] kept = new Access[others];
    int n = 0;
    if (!t.knows(before.epoch)) {
      kept[n++] = before;
    }
    if (reads != null) {
      for (Access r : reads) {
        if (!t.knows(r.epoch)) {
          kept[n++] = r;
        }
      }
    }
    return t.readBeside(before, atomic, site, before.lastWrite, kept);
  }

  private static Access afterWrite(
      Strand t, Access before, boolean atomic, int site, Location at, Object in, int index) {
    Epoch e = t.epoch();
    if (e == null) {
      return before;
    }
    if (before == null) {
      return t.access(true, atomic, site, null);
    }
    if (before.epoch == e && before.write && (!before.atomic || atomic)) {
      return before;
    }
    conflicts(t, before, atomic, site, at, in, index);
    if (!before.write) {
      if (before.lastWrite != null) {
        conflicts(t, before.lastWrite, atomic, site, at, in, index);
      }
      if (before.reads != null) {
        for (Access r : before.reads) {
          conflicts(t, r, atomic, site, at, in, index);
        }
      }
    }
    return t.access(true, atomic, site, null);
  }

  private static void conflicts(
      Strand t, Access before, boolean atomic, int site, Location at, Object in, int index) {
    if (!(atomic && before.atomic) && !t.knows(before.epoch)) {
      Reports.race(t, true, site, before, at, in, index);
    }
  }
}
