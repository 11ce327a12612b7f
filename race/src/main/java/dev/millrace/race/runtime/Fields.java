package dev.millrace.race.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import jdk.internal.misc.Unsafe;

/** The sync objects that volatile fields are, for those that reach them by another way. */
public final class Fields {
  /** Above the numbers of an array's elements, as far as there are such arrays. */
  private static final int FIELDS = 0x40000000;

  private Fields() {}

  /** A field, by the class that declares it. */
  public record Name(Class<?> owner, String name, boolean isStatic) {}

  /**
   * The fields of a class by their offsets.
   *
   * @param statics whether those of the class itself, or those of its objects, inherited ones, too
   */
  public static Map<Long, Name> byOffset(Class<?> type, boolean statics) {
    Map<Long, Name> found = new HashMap<>();
    Unsafe u = Unsafe.getUnsafe();
    for (Class<?> c = type; c != null; c = statics ? null : c.getSuperclass()) {
      for (Field f : Location.fields(c)) {
        if (Modifier.isStatic(f.getModifiers()) == statics) {
          long offset = statics ? u.staticFieldOffset(f) : u.objectFieldOffset(f);
          found.put(offset, new Name(c, f.getName(), statics));
        }
      }
    }
    return found;
  }

  /** The class that declares a field that is named as one of another, which may inherit it. */
  public static Class<?> declares(Class<?> of, String name) {
    for (Class<?> c = of; c != null && c.getClassLoader() != null; c = c.getSuperclass()) {
      if (Location.find(c, name) != null) {
        return c;
      }
    }
    return of;
  }

  /** What an access to a field of this name names as the object of its sync object. */
  public static Object holder(Class<?> owner, String name, Object object) {
    Location field = Location.find(owner, name);
    if (field != null && field.isVolatile) {
      Object in = field.in(object);
      if (in != null) {
        return Memory.sync(in, field);
      }
    }
    return object == null ? owner : object;
  }

  /** Whether a field is a volatile one of a class that is watched. */
  public static boolean isVolatile(Class<?> owner, String name) {
    Location field = Location.find(owner, name);
    return field != null && field.isVolatile;
  }

  /** What an access to a field of this name names as the slot of its sync object. */
  public static int slot(Class<?> owner, String name) {
    return FIELDS | ((owner.getName().hashCode() * 31 + name.hashCode()) & (FIELDS - 1));
  }
}
