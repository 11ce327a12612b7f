package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The sync objects of a concurrent map: who puts a key comes before who gets the same one, and not
 * before all who look for others.
 *
 * <p>Invariants: what is done to one key releases that key's slot and the whole, and looks at its
 * slot and at what is released for every key; what is done to all of the map the other way round.
 * Keys share slots by their hash.
 */
final class Keys {
  private static final int SLOTS = 256; // a power of two
  private static final int EVERY = -6;

  /** Whether a method's first argument is a key of a map, an element of a set of keys, or both. */
  static final int OF_MAP = 1;

  static final int OF_SET = 2;

  private Keys() {}

  /** What the first argument of a method is; 0 if it is no key. */
  static int of(String method) {
    return switch (method) {
      case "get",
          "getOrDefault",
          "containsKey",
          "put",
          "putIfAbsent",
          "replace",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge" ->
          OF_MAP;
      case "add", "contains" -> OF_SET;
      case "remove" -> OF_MAP | OF_SET;
      default -> 0;
    };
  }

  /** The slot of a key; the whole if the collection does not tell keys apart. */
  static int slot(@Nullable Object on, @Nullable Object key, int is) {
    if (key == null || !tells(on, key, is)) {
      return Edges.WHOLE;
    }
    try {
      int hash = key.hashCode();
      return (hash ^ hash >>> 16) & SLOTS - 1;
    } catch (RuntimeException | Error e) {
      return Edges.WHOLE; // the call itself will throw it
    }
  }

  private static boolean tells(@Nullable Object on, Object key, int is) {
    if ((is & OF_MAP) != 0) {
      if (on instanceof ConcurrentHashMap) {
        return true;
      }
      if (on instanceof ConcurrentSkipListMap<?, ?> m) {
        return m.comparator() == null && isPlain(key);
      }
    }
    return (is & OF_SET) != 0
        && (on instanceof ConcurrentHashMap.KeySetView
            || (on instanceof ConcurrentSkipListSet<?> s
                && s.comparator() == null
                && isPlain(key)));
  }

  /** Whether keys that compare as the same have the same hash. */
  private static boolean isPlain(Object key) {
    return key instanceof String || key instanceof Integer || key instanceof Long;
  }

  private static boolean hasKeys(Object on) {
    return on instanceof ConcurrentHashMap || on instanceof ConcurrentSkipListMap;
  }

  static void acquire(Object on, int slot) {
    Edges.acquire(on, slot);
    if (slot != Edges.WHOLE && hasKeys(on)) {
      Edges.acquire(on, EVERY);
    }
  }

  static void release(Object on, int slot) {
    Edges.release(on, slot);
    if (hasKeys(on)) {
      Edges.release(on, slot == Edges.WHOLE ? EVERY : Edges.WHOLE);
    }
  }
}
