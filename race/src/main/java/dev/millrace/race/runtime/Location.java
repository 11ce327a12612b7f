package dev.millrace.race.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.internal.misc.Unsafe;

/**
 * What kind of location it is: a field, of which there is one for each object; an element of an
 * array; or a whole object.
 */
public final class Location {
  /** What the field is called that holds what is known of another one. */
  public static final String SHADOW = "$race$";

  static final Location ELEMENT = new Location("array", "element");
  static final Location OBJECT = new Location("object", "");

  /** The fields of a class, ours among them, which reflection does not show. */
  private static final MethodHandle FIELDS;

  static {
    try {
      FIELDS =
          MethodHandles.privateLookupIn(Class.class, MethodHandles.lookup())
              .findVirtual(
                  Class.class,
                  "getDeclaredFields0",
                  MethodType.methodType(Field[].class, boolean.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  final String owner;
  final String name;
  final boolean isStatic;

  /** Its shadow is a sync object. */
  final boolean isVolatile;

  /** Of a static field; null for others. */
  final Object base;

  final long offset;

  private Location(String owner, String name) {
    this.owner = owner;
    this.name = name;
    isStatic = false;
    isVolatile = false;
    base = null;
    offset = 0;
  }

  private Location(Field shadow, String name) {
    owner = shadow.getDeclaringClass().getName();
    this.name = name;
    isStatic = Modifier.isStatic(shadow.getModifiers());
    isVolatile = shadow.getType() == Sync.class;
    Unsafe u = Unsafe.getUnsafe();
    base = isStatic ? u.staticFieldBase(shadow) : null;
    offset = isStatic ? u.staticFieldOffset(shadow) : u.objectFieldOffset(shadow);
  }

  /** Of each class its fields; what is not watched is there, too, as null. */
  private static final ClassValue<Map<String, Optional<Location>>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Map<String, Optional<Location>> computeValue(Class<?> c) {
          return new HashMap<>();
        }
      };

  /** The bootstrap method of the constant that names a field of the class that asks. */
  public static Location of(MethodHandles.Lookup lookup, String name, Class<?> type) {
    Location l = find(lookup.lookupClass(), name);
    if (l == null) {
      throw new NoSuchFieldError(lookup.lookupClass().getName() + "." + SHADOW + name);
    }
    return l;
  }

  /** The class that calls this, of those that are too old to have classes as constants. */
  public static Class<?> here() {
    return CALLERS.getCallerClass();
  }

  /** A field of the class that calls this, for those that are too old for such constants. */
  public static Location here(String name) {
    return find(CALLERS.getCallerClass(), name);
  }

  /** A field by its name; null if it is not watched. */
  static Location find(Class<?> owner, String name) {
    Map<String, Optional<Location>> known = KNOWN.get(owner);
    synchronized (known) {
      return known.computeIfAbsent(name, n -> Optional.ofNullable(look(owner, n))).orElse(null);
    }
  }

  /** Where the field's shadow is: in an object, or beside its class; null for no object. */
  Object in(Object object) {
    return isStatic ? base : object;
  }

  /** All fields that a class declares and that are watched. */
  static List<Location> all(Class<?> owner) {
    if (owner.getClassLoader() == null) {
      return List.of();
    }
    try {
      List<Location> all = new ArrayList<>();
      for (Field f : (Field[]) FIELDS.invokeExact(owner, false)) {
        if (f.getName().startsWith(SHADOW)
            && (f.getType() == Access.class || f.getType() == Sync.class)) {
          all.add(find(owner, f.getName().substring(SHADOW.length())));
        }
      }
      return all;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fields that a class declares; none if there is one of them whose type is missing. */
  static Field[] fields(Class<?> c) {
    try {
      return (Field[]) FIELDS.invokeExact(c, false);
    } catch (Throwable e) {
      return new Field[0];
    }
  }

  private static Location look(Class<?> owner, String name) {
    try {
      for (Field f : (Field[]) FIELDS.invokeExact(owner, false)) {
        if (f.getName().equals(SHADOW + name)) {
          return new Location(f, name);
        }
      }
      return null;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
