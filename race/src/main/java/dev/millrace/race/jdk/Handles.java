package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Fields;
import dev.millrace.race.runtime.Memory;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Fields and array elements that are reached through a handle, an updater or by reflection.
 *
 * <p>Invariants: a volatile or an atomic access of a field is an edge on the sync object that the
 * field is for the program's own code, too. A handle that this class cannot see through, as one
 * over a buffer, is an edge by itself, and no access.
 */
@SuppressWarnings("overloads")
public final class Handles {
  /** Bits beside those of {@link Effects}: the access writes, and is atomic. */
  static final int WRITES = 4;

  static final int ATOMIC = 8;

  /** How many handles are remembered; more than programs have, other than by mistake. */
  private static final int LIMIT = 10_000;

  private static final int FIELD = 0;
  private static final int ELEMENT = 1;
  private static final int OTHER = 2;

  private record Meaning(int kind, String owner, String name) {
    /** The class that declares the field; null if it is not to be found. */
    @Nullable Class<?> declares(@Nullable Object object) {
      if (object != null) {
        for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
          if (c.getName().equals(owner)) {
            return Fields.declares(c, name);
          }
        }
        return null;
      }
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      try {
        return Fields.declares(
            Class.forName(
                owner, false, context != null ? context : ClassLoader.getSystemClassLoader()),
            name);
      } catch (ClassNotFoundException | LinkageError e) {
        return null;
      }
    }
  }

  /** By handle or updater, which are compared by identity. */
  private static final ConcurrentHashMap<Object, Meaning> MEANINGS = new ConcurrentHashMap<>();

  private static final ConcurrentHashMap<Meaning, Class<?>> STATICS = new ConcurrentHashMap<>();

  private Handles() {}

  private static Meaning meaning(VarHandle handle) {
    Meaning known = MEANINGS.get(handle);
    if (known == null) {
      known = describe(handle);
      remember(handle, known);
    }
    return known;
  }

  private static void remember(Object handle, Meaning meaning) {
    if (MEANINGS.size() >= LIMIT) {
      MEANINGS.clear();
    }
    MEANINGS.put(handle, meaning);
  }

  private static Meaning describe(VarHandle handle) {
    List<Class<?>> coordinates = handle.coordinateTypes();
    if (coordinates.size() == 2
        && coordinates.get(0).isArray()
        && coordinates.get(1) == int.class
        && coordinates.get(0).getComponentType() == handle.varType()) {
      return new Meaning(ELEMENT, "", "");
    }
    try {
      Optional<VarHandle.VarHandleDesc> found = handle.describeConstable();
      if (found.isPresent() && coordinates.size() < 2) {
        VarHandle.VarHandleDesc desc = found.get();
        for (ConstantDesc argument : desc.bootstrapArgsList()) {
          if (argument instanceof ClassDesc owner && owner.isClassOrInterface()) {
            String dotted = owner.descriptorString();
            return new Meaning(
                FIELD,
                dotted.substring(1, dotted.length() - 1).replace('/', '.'),
                desc.constantName());
          }
        }
      }
    } catch (RuntimeException | Error e) {
      // A handle of a kind that does not know what it stands for, or of an inherited field.
    }
    return inherited(handle);
  }

  /** A handle that was looked up in a subclass of the one that declares the field. */
  private static Meaning inherited(VarHandle handle) {
    try {
      Class<?> receiver = (Class<?>) inside(handle, "receiverType").get(handle);
      long offset = inside(handle, "fieldOffset").getLong(handle);
      Fields.Name field = Fields.byOffset(receiver, false).get(offset);
      if (field != null) {
        return new Meaning(FIELD, field.owner().getName(), field.name());
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // It is of no field of an object.
    }
    return new Meaning(OTHER, "", "");
  }

  private static Field inside(VarHandle handle, String name) throws NoSuchFieldException {
    for (Class<?> c = handle.getClass(); c != null; c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        if (f.getName().equals(name)) {
          f.setAccessible(true);
          return f;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /** Before an access through a handle. */
  public static void before(
      @Nullable VarHandle handle, @Nullable Object object, int index, int effect, int site) {
    if (handle != null) {
      Meaning meaning = meaning(handle);
      access(handle, meaning, object, index, effect, site);
    }
  }

  /** After an access through a handle. */
  public static void after(
      @Nullable VarHandle handle, @Nullable Object object, int index, int effect, int site) {
    if (handle != null) {
      accessed(handle, meaning(handle), object, index, effect, site);
    }
  }

  /**
   * What is to be told before an access. What it releases has the access itself in it; and what it
   * acquires comes before the access, so a mere read is told of when it has been made.
   */
  private static void access(
      Object handle, Meaning meaning, @Nullable Object object, int index, int effect, int site) {
    if ((effect & (Effects.ACQUIRES | WRITES)) == Effects.ACQUIRES) {
      return;
    }
    order(handle, meaning, object, index, effect, false);
    access(meaning, object, index, effect, site);
    order(handle, meaning, object, index, effect, true);
  }

  /** What is to be told after an access. */
  private static void accessed(
      Object handle, Meaning meaning, @Nullable Object object, int index, int effect, int site) {
    order(handle, meaning, object, index, effect, false);
    if ((effect & (Effects.ACQUIRES | WRITES)) == Effects.ACQUIRES) {
      access(meaning, object, index, effect, site);
    }
  }

  /**
   * A field is accessed with a fence beside it, which makes of it what such an access through a
   * handle would be.
   *
   * @param owner the class that declares it, as {@link Class#getName} has it
   */
  public static void fenced(
      @Nullable Object object, String owner, String name, boolean writes, int site) {
    if (object != null) {
      Meaning meaning = new Meaning(FIELD, owner, name);
      int effect = writes ? Effects.RELEASES | WRITES | ATOMIC : Effects.ACQUIRES | ATOMIC;
      access(object, meaning, object, 0, effect, site);
      accessed(object, meaning, object, 0, effect, site);
    }
  }

  private static void order(
      Object handle,
      Meaning meaning,
      @Nullable Object object,
      int index,
      int effect,
      boolean before) {
    if ((effect & (before ? Effects.RELEASES : Effects.ACQUIRES)) == 0) {
      return;
    }
    Object on = object == null ? handle : object;
    int slot = Edges.WHOLE;
    switch (meaning.kind) {
      case FIELD -> {
        Class<?> owner = owner(meaning, object);
        if (owner != null) {
          on = Fields.holder(owner, meaning.name, object);
          slot = Fields.slot(owner, meaning.name);
        }
      }
      case ELEMENT -> slot = index;
      default -> {}
    }
    if (before) {
      Edges.release(on, slot);
    } else {
      Edges.acquire(on, slot);
    }
  }

  private static @Nullable Class<?> owner(Meaning meaning, @Nullable Object object) {
    if (object != null) {
      return meaning.declares(object);
    }
    Class<?> known = STATICS.get(meaning);
    if (known == null) {
      known = meaning.declares(null);
      if (known != null) {
        STATICS.put(meaning, known);
      }
    }
    return known;
  }

  private static void access(
      Meaning meaning, @Nullable Object object, int index, int effect, int site) {
    boolean writes = (effect & WRITES) != 0;
    boolean atomic = (effect & ATOMIC) != 0;
    if (meaning.kind == ELEMENT) {
      if (object == null) {
        return;
      }
      if (atomic) {
        if (index >= 0 && index < java.lang.reflect.Array.getLength(object)) {
          Memory.atomicElement(object, index, writes, site);
        }
      } else if (writes) {
        Ranges.writeSome(object, index, 1, site);
      } else {
        Ranges.readSome(object, index, 1, site);
      }
    } else if (meaning.kind == FIELD) {
      Class<?> owner = owner(meaning, object);
      if (owner != null) {
        Memory.field(owner, meaning.name, object, writes, atomic, site);
      }
    }
  }

  /** What the method handle of a field or of elements stands for; of any other, nothing. */
  private record Call(@Nullable Meaning field, boolean elements, boolean writes) {
    static final Call OF_NOTHING = new Call(null, false, false);
  }

  private static final ConcurrentHashMap<MethodHandle, Call> CALLS = new ConcurrentHashMap<>();

  private static Call call(MethodHandle handle) {
    Call known = CALLS.get(handle);
    if (known == null) {
      known = describe(handle);
      if (CALLS.size() >= LIMIT) {
        CALLS.clear();
      }
      CALLS.put(handle, known);
    }
    return known;
  }

  private static Call describe(MethodHandle handle) {
    try {
      if (handle.describeConstable().orElse(null) instanceof DirectMethodHandleDesc desc) {
        boolean writes = false;
        switch (desc.kind()) {
          case GETTER, STATIC_GETTER -> {}
          case SETTER, STATIC_SETTER -> writes = true;
          default -> {
            return Call.OF_NOTHING;
          }
        }
        String owner = desc.owner().descriptorString();
        return new Call(
            new Meaning(
                FIELD, owner.substring(1, owner.length() - 1).replace('/', '.'), desc.methodName()),
            false,
            writes);
      }
    } catch (RuntimeException | Error e) {
      // A handle of a kind that does not know what it stands for.
    }
    return Call.OF_NOTHING;
  }

  /** A method handle has been made that gets or sets elements of arrays. */
  public static void ofElements(MethodHandle handle, boolean writes) {
    CALLS.put(handle, new Call(null, true, writes));
  }

  /** Before a method handle is called that may be one of elements. */
  public static void beforeElement(
      @Nullable MethodHandle handle, @Nullable Object array, int index, int site) {
    Call call = handle == null || array == null ? null : CALLS.get(handle);
    if (call != null && call.elements) {
      if (call.writes) {
        Ranges.writeSome(array, index, 1, site);
      } else {
        Ranges.readSome(array, index, 1, site);
      }
    }
  }

  /** Before a method handle is called, which may be that of a field. */
  public static void beforeCall(@Nullable MethodHandle handle, @Nullable Object object, int site) {
    if (handle == null) {
      return;
    }
    Call call = call(handle);
    if (call.field != null) {
      Class<?> owner = owner(call.field, object);
      if (owner != null) {
        boolean isVolatile = Fields.isVolatile(owner, call.field.name);
        if (isVolatile && call.writes) {
          order(handle, call.field, object, 0, Effects.RELEASES, true);
        }
        Memory.field(owner, call.field.name, object, call.writes, isVolatile, site);
      }
    }
  }

  /** After a method handle was called, which may be that of a field. */
  public static void afterCall(@Nullable MethodHandle handle, @Nullable Object object) {
    if (handle == null) {
      return;
    }
    Call call = call(handle);
    if (call.field != null && !call.writes) {
      Class<?> owner = owner(call.field, object);
      if (owner != null && Fields.isVolatile(owner, call.field.name)) {
        order(handle, call.field, object, 0, Effects.ACQUIRES, false);
      }
    }
  }

  /** An updater has been made. */
  public static void made(@Nullable Object updater, @Nullable Class<?> owner, String field) {
    if (updater != null && owner != null) {
      remember(updater, new Meaning(FIELD, owner.getName(), field));
    }
  }

  /** Before an access through an updater. */
  public static void beforeUpdater(
      @Nullable Object updater, @Nullable Object object, int effect, int site) {
    if (updater != null && object != null) {
      Meaning meaning = MEANINGS.get(updater);
      if (meaning == null) {
        meaning = new Meaning(OTHER, "", "");
      }
      access(updater, meaning, object, 0, effect, site);
    }
  }

  /** After an access through an updater. */
  public static void afterUpdater(
      @Nullable Object updater, @Nullable Object object, int effect, int site) {
    if (updater != null && object != null) {
      Meaning meaning = MEANINGS.get(updater);
      if (meaning == null) {
        meaning = new Meaning(OTHER, "", "");
      }
      accessed(updater, meaning, object, 0, effect, site);
    }
  }

  /** Before an access by reflection. */
  public static void beforeField(
      @Nullable Field field, @Nullable Object object, boolean writes, int site) {
    if (field == null) {
      return;
    }
    boolean isStatic = Modifier.isStatic(field.getModifiers());
    if (!isStatic && !field.getDeclaringClass().isInstance(object)) {
      return;
    }
    boolean isVolatile = Modifier.isVolatile(field.getModifiers());
    Object of = isStatic ? null : object;
    Class<?> owner = field.getDeclaringClass();
    if (isVolatile && writes) {
      Edges.release(Fields.holder(owner, field.getName(), of), Fields.slot(owner, field.getName()));
    }
    if (!Modifier.isFinal(field.getModifiers())) {
      Memory.field(owner, field.getName(), of, writes, isVolatile, site);
    }
  }

  /** After a read by reflection. */
  public static void afterField(@Nullable Field field, @Nullable Object object) {
    if (field == null || !Modifier.isVolatile(field.getModifiers())) {
      return;
    }
    Object of = Modifier.isStatic(field.getModifiers()) ? null : object;
    Class<?> owner = field.getDeclaringClass();
    Edges.acquire(Fields.holder(owner, field.getName(), of), Fields.slot(owner, field.getName()));
  }

  /** A sync object. */
  private record Sync(Object on, int slot) {}

  private static @Nullable Sync sync(@Nullable Object updater, @Nullable Object object) {
    if (updater == null || object == null) {
      return null;
    }
    Meaning meaning = MEANINGS.get(updater);
    if (meaning == null || meaning.kind != FIELD) {
      return new Sync(object, Edges.WHOLE);
    }
    Class<?> owner = owner(meaning, object);
    return owner == null
        ? new Sync(object, Edges.WHOLE)
        : new Sync(Fields.holder(owner, meaning.name, object), Fields.slot(owner, meaning.name));
  }

  public static @Nullable IntUnaryOperator around(
      @Nullable IntUnaryOperator f, @Nullable Object updater, @Nullable Object object, int effect) {
    Sync sync = sync(updater, object);
    return sync == null ? f : Wrap.around(f, sync.on, sync.slot);
  }

  public static @Nullable IntBinaryOperator around(
      @Nullable IntBinaryOperator f,
      @Nullable Object updater,
      @Nullable Object object,
      int effect) {
    Sync sync = sync(updater, object);
    return sync == null ? f : Wrap.around(f, sync.on, sync.slot);
  }

  public static @Nullable LongUnaryOperator around(
      @Nullable LongUnaryOperator f,
      @Nullable Object updater,
      @Nullable Object object,
      int effect) {
    Sync sync = sync(updater, object);
    return sync == null ? f : Wrap.around(f, sync.on, sync.slot);
  }

  public static @Nullable LongBinaryOperator around(
      @Nullable LongBinaryOperator f,
      @Nullable Object updater,
      @Nullable Object object,
      int effect) {
    Sync sync = sync(updater, object);
    return sync == null ? f : Wrap.around(f, sync.on, sync.slot);
  }

  public static @Nullable UnaryOperator<Object> around(
      @Nullable UnaryOperator<Object> f,
      @Nullable Object updater,
      @Nullable Object object,
      int effect) {
    Sync sync = sync(updater, object);
    return sync == null ? f : Wrap.around(f, sync.on, sync.slot);
  }

  public static @Nullable BinaryOperator<Object> around(
      @Nullable BinaryOperator<Object> f,
      @Nullable Object updater,
      @Nullable Object object,
      int effect) {
    Sync sync = sync(updater, object);
    return sync == null ? f : Wrap.around(f, sync.on, sync.slot);
  }
}
