package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Fields;
import dev.millrace.race.runtime.Memory;
import java.lang.reflect.Array;
import java.util.Map;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * Fields and array elements that are reached by their offset, through Unsafe.
 *
 * <p>Invariants: what is reached so is the same location, and the same sync object, as by its name
 * or its index. Memory outside of the heap is no location; all of it is one sync object.
 */
public final class Offsets {
  private static final Object OFF_HEAP = new Object();

  /** Of each class its fields' names and owners, by their offsets. */
  private static final ClassValue<Map<Long, Fields.Name>> INSTANCES =
      new ClassValue<>() {
        @Override
        protected Map<Long, Fields.Name> computeValue(Class<?> type) {
          return Fields.byOffset(type, false);
        }
      };

  private static final ClassValue<Map<Long, Fields.Name>> STATICS =
      new ClassValue<>() {
        @Override
        protected Map<Long, Fields.Name> computeValue(Class<?> type) {
          return Fields.byOffset(type, true);
        }
      };

  private Offsets() {}

  private static Fields.@Nullable Name field(Object object, long offset) {
    Fields.Name name = INSTANCES.get(object.getClass()).get(offset);
    return name == null && object instanceof Class<?> type ? STATICS.get(type).get(offset) : name;
  }

  private static int index(Object array, long offset) {
    Unsafe u = Unsafe.getUnsafe();
    Class<?> type = array.getClass();
    long index = (offset - u.arrayBaseOffset(type)) / u.arrayIndexScale(type);
    return index < 0 || index >= Array.getLength(array) ? -1 : (int) index;
  }

  private static void order(@Nullable Object object, long offset, boolean releases) {
    Object on = object == null ? OFF_HEAP : object;
    int slot = Edges.WHOLE;
    if (object != null) {
      if (object.getClass().isArray()) {
        slot = index(object, offset);
      } else {
        Fields.Name name = field(object, offset);
        if (name != null) {
          on = Fields.holder(name.owner(), name.name(), name.isStatic() ? null : object);
          slot = Fields.slot(name.owner(), name.name());
        }
      }
    }
    if (releases) {
      Edges.release(on, slot);
    } else {
      Edges.acquire(on, slot);
    }
  }

  /**
   * Before an access.
   *
   * @param effect with the bits of {@link Handles}
   * @param size of what is accessed, in bytes; 0 for a reference
   */
  public static void before(@Nullable Object object, long offset, int effect, int size, int site) {
    if ((effect & (Effects.ACQUIRES | Handles.WRITES)) == Effects.ACQUIRES) {
      return;
    }
    if ((effect & Effects.ACQUIRES) != 0) {
      order(object, offset, false);
    }
    access(object, offset, effect, size, site);
    if ((effect & Effects.RELEASES) != 0) {
      order(object, offset, true);
    }
  }

  /** After an access that acquires; see {@link #before}. */
  public static void after(@Nullable Object object, long offset, int effect, int size, int site) {
    order(object, offset, false);
    if ((effect & Handles.WRITES) == 0) {
      access(object, offset, effect, size, site);
    }
  }

  private static void access(@Nullable Object object, long offset, int effect, int size, int site) {
    if (object == null) {
      return;
    }
    boolean writes = (effect & Handles.WRITES) != 0;
    boolean atomic = (effect & Handles.ATOMIC) != 0;
    if (object.getClass().isArray()) {
      int index = index(object, offset);
      if (index < 0) {
        return;
      }
      int scale = Unsafe.getUnsafe().arrayIndexScale(object.getClass());
      int count = Math.max(1, size / scale);
      if (atomic) {
        int end = Math.min(index + count, Array.getLength(object));
        for (int i = index; i < end; i++) {
          Memory.atomicElement(object, i, writes, site);
        }
      } else if (writes) {
        Ranges.writeSome(object, index, count, site);
      } else {
        Ranges.readSome(object, index, count, site);
      }
    } else {
      Fields.Name name = field(object, offset);
      if (name != null) {
        Memory.field(
            name.owner(), name.name(), name.isStatic() ? null : object, writes, atomic, site);
      }
    }
  }
}
