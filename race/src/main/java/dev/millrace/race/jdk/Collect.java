package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Makings;
import dev.millrace.race.runtime.Memory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What calls of collections access, by what the collection is at run time.
 *
 * <p>Invariants: a collection of the JDK that does not synchronize is one location; its views and
 * iterators are that same one, found through the field that leads there. One that does is a sync
 * object: what writes releases it before, what reads acquires it after. A collection of a program's
 * own is neither, except for the methods that it inherits from one of the JDK's. None of these
 * methods throws, whatever the receiver.
 */
public final class Collect {
  /** How a method accesses its collection. */
  static final int READ = 0;

  static final int WRITE = 1;

  private static final int NONE = 0;
  private static final int PLAIN = 1;
  private static final int CONCURRENT = 2;
  private static final int LINK = 3;

  private static final Set<String> PLAINS =
      Set.of(
          "java.util.ArrayList",
          "java.util.LinkedList",
          "java.util.ArrayDeque",
          "java.util.PriorityQueue",
          "java.util.HashMap",
          "java.util.LinkedHashMap",
          "java.util.TreeMap",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.EnumMap",
          "java.util.RegularEnumSet",
          "java.util.JumboEnumSet",
          "java.util.BitSet",
          "java.util.StringJoiner",
          "java.lang.StringBuilder",
          "java.util.HashMap$Node",
          "java.util.HashMap$TreeNode",
          "java.util.LinkedHashMap$Entry",
          "java.util.TreeMap$Entry",
          "java.util.AbstractMap$SimpleEntry");

  private static final Set<String> CONCURRENTS =
      Set.of(
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.Hashtable",
          "java.util.Properties");

  /** Collections that are another one, under another interface. */
  private static final Set<String> FACADES =
      Set.of(
          "java.util.HashSet",
          "java.util.LinkedHashSet",
          "java.util.TreeSet",
          "java.util.concurrent.ConcurrentSkipListSet",
          "java.util.concurrent.CopyOnWriteArraySet");

  /** Where views, wrappers and iterators keep what they are of, by how far it is from the whole. */
  private static final String[] LINKS = {
    "this$0", "this$1", "this$2", "map", "m", "root", "base", "al", "c", "l", "list", "set", "s",
    "q", "itr", "i", "e", "val$i"
  };

  /** What is known of a class. */
  private static final class Meta {
    final int kind;
    final @Nullable Field link;

    /** Whether the class is a program's; then which methods it inherits from the JDK's. */
    final @Nullable Class<?> custom;

    final ConcurrentHashMap<String, Boolean> inherited = new ConcurrentHashMap<>();
    final @Nullable Field accessOrder;
    final boolean readsWrite;

    Meta(Class<?> type) {
      Class<?> known = type;
      while (known.getClassLoader() != null) {
        known = known.getSuperclass();
      }
      custom = known == type ? null : type;
      String name = known.getName();
      Field found = null;
      int is;
      if (PLAINS.contains(name)) {
        is = PLAIN;
      } else if (CONCURRENTS.contains(name)) {
        is = CONCURRENT;
      } else if (FACADES.contains(name)
          || (name.startsWith("java.util.")
              && name.indexOf('$') > 0
              && !name.startsWith("java.util.Collections$Sync")
              && !name.startsWith("java.util.Vector$")
              && !name.startsWith("java.util.ImmutableCollections$"))) {
        found = link(known);
        is = found == null ? NONE : LINK;
      } else {
        is = NONE;
      }
      kind = is;
      link = found;
      accessOrder = name.equals("java.util.LinkedHashMap") ? field(known, "accessOrder") : null;
      readsWrite = name.equals("java.util.WeakHashMap");
    }

    private static @Nullable Field link(Class<?> type) {
      for (String candidate : LINKS) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
          Field field = field(c, candidate);
          if (field != null) {
            return field;
          }
        }
      }
      return null;
    }

    private static @Nullable Field field(Class<?> type, String name) {
      try {
        for (Field f : type.getDeclaredFields()) {
          if (f.getName().equals(name) && !Modifier.isStatic(f.getModifiers())) {
            Class<?> of = f.getType();
            if (of == boolean.class
                || Collection.class.isAssignableFrom(of)
                || Map.class.isAssignableFrom(of)
                || Iterator.class.isAssignableFrom(of)
                || Enumeration.class.isAssignableFrom(of)
                || (name.startsWith("this$") && !of.isPrimitive())) {
              f.setAccessible(true);
              return f;
            }
          }
        }
      } catch (RuntimeException e) {
        // The package is not open to this one: a view is a location of its own then.
      }
      return null;
    }

    /** Whether a call of a method runs the JDK's, and not one of the program's. */
    boolean inherits(String method) {
      Class<?> type = custom;
      if (type == null) {
        return true;
      }
      Boolean cached = inherited.get(method);
      if (cached == null) {
        cached = resolves(type, method);
        inherited.put(method, cached);
      }
      return cached;
    }

    private static boolean resolves(Class<?> type, String method) {
      int open = method.indexOf('(');
      String name = method.substring(0, open);
      String parameters = method.substring(open, method.indexOf(')') + 1);
      try {
        for (Class<?> c = type; c.getClassLoader() != null; c = c.getSuperclass()) {
          for (Method m : c.getDeclaredMethods()) {
            if (m.getName().equals(name)
                && MethodType.methodType(void.class, m.getParameterTypes())
                    .descriptorString()
                    .startsWith(parameters)) {
              return false;
            }
          }
        }
      } catch (LinkageError e) {
        return false;
      }
      return true;
    }
  }

  private static final ClassValue<Meta> META =
      new ClassValue<>() {
        @Override
        protected Meta computeValue(Class<?> type) {
          return new Meta(type);
        }
      };

  private Collect() {}

  /** The collection that a view or an iterator is of, or is itself. */
  private static Object whole(Object on) {
    Object at = on;
    for (int steps = 0; steps < 16; steps++) {
      Field link = META.get(at.getClass()).link;
      if (link == null) {
        return at;
      }
      Object next;
      try {
        next = link.get(at);
      } catch (IllegalAccessException e) {
        return at;
      }
      if (next == null) {
        return at;
      }
      at = next;
    }
    return at;
  }

  /** Before a method of what may be a collection, named with its parameters' descriptor. */
  public static void before(@Nullable Object on, String method, int effect, int site) {
    before(on, Edges.WHOLE, method, effect, site);
  }

  /** Before a method that is about the key of a slot. */
  public static void before(@Nullable Object on, int slot, String method, int effect, int site) {
    if (on == null) {
      return;
    }
    Meta meta = META.get(on.getClass());
    if (meta.kind == NONE || !meta.inherits(method)) {
      return;
    }
    access(on, slot, meta, method, effect, site);
  }

  /** The slot of the key that is a method's first argument. */
  public static int slot(@Nullable Object on, @Nullable Object key, int is) {
    return Keys.slot(on, key, is);
  }

  /** Before a method of a superclass that is the JDK's. */
  public static void beforeSuper(@Nullable Object on, String method, int effect, int site) {
    if (on != null) {
      Meta meta = META.get(on.getClass());
      if (meta.kind != NONE) {
        access(on, Edges.WHOLE, meta, null, effect, site);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // A list equals its sublist, but is not it.
  private static void access(
      Object on, int slot, Meta meta, @Nullable String method, int effect, int site) {
    Object whole = on;
    Meta of = meta;
    if (meta.kind == LINK) {
      whole = whole(on);
      if (whole != on) {
        of = META.get(whole.getClass());
        if (of.kind == NONE || (method != null && !of.inherits(method))) {
          return;
        }
      }
    }
    if (of.kind == PLAIN || of.kind == LINK) {
      if (effect == WRITE
          || (of.readsWrite && hasStale(whole))
          || (of.accessOrder != null && reorders(of, whole, method))) {
        Memory.write(whole, site);
      } else {
        Memory.read(whole, site);
      }
    } else if (effect == WRITE) {
      Keys.release(whole, slot);
    }
  }

  private static final @Nullable Field QUEUE = opened(WeakHashMap.class, "queue");
  private static final @Nullable Field HEAD = opened(ReferenceQueue.class, "head");

  private static @Nullable Field opened(Class<?> type, String name) {
    try {
      Field f = type.getDeclaredField(name);
      f.setAccessible(true);
      return f;
    } catch (NoSuchFieldException | RuntimeException e) {
      return null;
    }
  }

  /** Whether a map whose keys are weak has some that are gone: then a read takes them out. */
  private static boolean hasStale(Object map) {
    try {
      return QUEUE == null
          || HEAD == null
          || !(map instanceof WeakHashMap<?, ?>)
          || HEAD.get(QUEUE.get(map)) != null;
    } catch (IllegalAccessException e) {
      return true;
    }
  }

  private static boolean reorders(Meta meta, Object map, @Nullable String method) {
    try {
      return method != null
          && method.startsWith("get")
          && meta.accessOrder != null
          && meta.accessOrder.getBoolean(map);
    } catch (IllegalAccessException e) {
      return false;
    }
  }

  /**
   * Before a method of a list that gets or sets one element: of an ArrayList, and of an array under
   * a list, elements are locations of their own, as setting one is no change of the list. Other
   * lists are not told of it.
   */
  public static void beforeIndexed(
      @Nullable Object on, int index, String method, int effect, int site) {
    if (on == null) {
      return;
    }
    Meta meta = META.get(on.getClass());
    Object whole = meta.kind == LINK ? whole(on) : on;
    Object array = elements(whole);
    if (array == null) {
      before(on, method, whole instanceof List<?> ? READ : effect, site);
      return;
    }
    if (!meta.inherits(method)) {
      return;
    }
    if (whole instanceof ArrayList) {
      before(on, method, READ, site);
    }
    int from = whole == on ? 0 : on.getClass() == SUB_LIST ? (int) SUB_LIST_OFFSET.get(on) : -1;
    if (from >= 0) {
      if (effect == WRITE) {
        Ranges.writeSome(array, from + index, 1, site);
      } else {
        Ranges.readSome(array, from + index, 1, site);
      }
    }
  }

  /** The array that a list keeps its elements in; null for what is not known to have one. */
  private static @Nullable Object elements(Object list) {
    VarHandle field =
        list instanceof ArrayList
            ? ELEMENT_DATA
            : list.getClass() == AS_LIST ? AS_LIST_ARRAY : null;
    return field == null ? null : (Object) field.get(list);
  }

  private static final Class<?> AS_LIST = Arrays.asList().getClass();
  private static final VarHandle ELEMENT_DATA =
      field(ArrayList.class, "elementData", Object[].class);
  private static final VarHandle AS_LIST_ARRAY = field(AS_LIST, "a", Object[].class);
  private static final Class<?> SUB_LIST = new ArrayList<>().subList(0, 0).getClass();
  private static final VarHandle SUB_LIST_OFFSET = field(SUB_LIST, "offset", int.class);

  private static VarHandle field(Class<?> list, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(list, MethodHandles.lookup())
          .findVarHandle(list, name, type)
          .withInvokeBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final @Nullable MethodHandle NODE = node();

  private static @Nullable MethodHandle node() {
    try {
      Method m = HashMap.class.getDeclaredMethod("getNode", Object.class);
      m.setAccessible(true);
      return MethodHandles.lookup()
          .unreflect(m)
          .asType(MethodType.methodType(Object.class, HashMap.class, Object.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** Whether the program sets values through entries, and so past their map. */
  private static volatile boolean entriesAreSet;

  /** A program is rewritten that sets values through entries. */
  static void entriesAreSet() {
    entriesAreSet = true;
  }

  /**
   * Before a method that gets or sets the value of a key: a value is the entry's, which is a
   * location of its own, as two threads may set the values of two entries.
   */
  public static void entry(@Nullable Object on, @Nullable Object key, int effect, int site) {
    if (!entriesAreSet || !(on instanceof HashMap<?, ?> map) || NODE == null) {
      return;
    }
    if (META.get(on.getClass()).custom != null) {
      return;
    }
    Object node;
    try {
      node = (Object) NODE.invokeExact(map, key);
    } catch (Throwable e) {
      return; // the call itself will throw it
    }
    if (node != null) {
      if (effect == WRITE) {
        Memory.write(node, site);
      } else {
        Memory.read(node, site);
      }
    }
  }

  /**
   * Before a method of an iterator that others may have got hold of: what it has come to is its
   * own.
   */
  public static void iterator(@Nullable Object on, boolean writes, int site) {
    if (on == null) {
      return;
    }
    Meta meta = META.get(on.getClass());
    if (meta.kind != LINK || meta.custom != null || META.get(whole(on).getClass()).kind != PLAIN) {
      return;
    }
    if (writes) {
      Memory.write(on, site);
    } else {
      Memory.read(on, site);
    }
  }

  /** Before a method that writes only where a map has no value for a key. */
  public static void beforeIfAbsent(
      @Nullable Object on, @Nullable Object key, int slot, String method, int site) {
    if (on == null) {
      return;
    }
    int effect = WRITE;
    Meta meta = META.get(on.getClass());
    if (meta.kind == PLAIN
        && meta.custom == null
        && on instanceof Map<?, ?> map
        && !meta.readsWrite) {
      try {
        effect = map.containsKey(key) && map.get(key) != null ? READ : WRITE;
      } catch (RuntimeException e) {
        // The call itself will throw it.
      }
    }
    before(on, slot, method, effect, site);
  }

  /** After a method that reads: what was put before is seen. */
  public static void after(@Nullable Object on) {
    after(on, Edges.WHOLE);
  }

  /** After a method that reads what the key of a slot has. */
  public static void after(@Nullable Object on, int slot) {
    Object edge = edge(on);
    if (edge != null) {
      Keys.acquire(edge, slot);
    }
  }

  /** After a method that adds, unless what it was to add was there before. */
  public static void afterAdd(boolean added, @Nullable Object on, int slot) {
    if (!added) {
      after(on, slot);
    }
  }

  /** After a method that writes, and says what was there before. */
  public static void afterWrite(@Nullable Object result, @Nullable Object on, int slot) {
    if (result != null) {
      after(on, slot);
    }
  }

  /** The collection that is a sync object, of one that may be; null if it is not one. */
  public static @Nullable Object edge(@Nullable Object on) {
    if (on == null) {
      return null;
    }
    Meta meta = META.get(on.getClass());
    if (meta.kind == CONCURRENT) {
      return on;
    }
    if (meta.kind == LINK) {
      Object whole = whole(on);
      return META.get(whole.getClass()).kind == CONCURRENT ? whole : null;
    }
    return null;
  }

  /** The program has made a collection that may be over another one, or has got one. */
  public static void made(@Nullable Object made, int site) {
    if (made == null || !Makings.isNoted(site)) {
      return;
    }
    Class<?> type = made.getClass();
    Meta meta = META.get(type);
    if (meta.kind == PLAIN && meta.custom == null) {
      Makings.made(made, type, site);
    } else if (meta.kind == LINK && meta.custom == null && FACADES.contains(type.getName())) {
      Object whole = whole(made);
      if (META.get(whole.getClass()).kind == PLAIN) {
        Makings.made(whole, type, site);
      }
    }
  }

  /** A collection that is an argument is read, or filled. */
  public static void argument(@Nullable Object argument, int effect, int site) {
    if (argument == null) {
      return;
    }
    Meta meta = META.get(argument.getClass());
    // What a program's class does as an argument shows in its own methods.
    if (meta.kind == NONE || meta.custom != null) {
      return;
    }
    Object whole = whole(argument);
    Meta of = META.get(whole.getClass());
    if (of.kind == CONCURRENT) {
      if (effect == WRITE) {
        Keys.release(whole, Edges.WHOLE);
      }
    } else if (of.kind != NONE && of.custom == null) {
      access(whole, Edges.WHOLE, of, null, effect, site);
    }
  }

  /** The elements of a stream over a collection that is a sync object are seen when they come. */
  public static @Nullable Object stream(@Nullable Object stream, @Nullable Object on) {
    Object edge = edge(on);
    if (edge != null && stream instanceof Stream<?> elements) {
      return elements.peek(_ -> Edges.acquire(edge, Edges.WHOLE));
    }
    return stream;
  }
}
