package dev.millrace.race.jdk;

/**
 * What atomic operations do, by their names, which VarHandle, Unsafe and the atomic classes share.
 *
 * <p>Invariants: a failed compare-and-set counts as one that was made, but for {@link Swaps}; a
 * release is before the new value is visible, an acquire after the old one was read.
 */
final class Effects {
  static final int ACQUIRES = 1;
  static final int RELEASES = 2;
  static final int BOTH = ACQUIRES | RELEASES;

  private Effects() {}

  /** What an operation of an atomic class, or of VarHandle, orders. */
  static int ofAtomic(String name) {
    if (name.endsWith("Plain") || name.endsWith("Opaque")) {
      return 0;
    }
    if (name.endsWith("Acquire")) {
      return ACQUIRES;
    }
    if (name.endsWith("Release") || name.equals("lazySet")) {
      return RELEASES;
    }
    return switch (name) {
      case "set", "setVolatile", "reset", "add", "increment", "decrement", "attemptMark" ->
          name.equals("attemptMark") ? BOTH : RELEASES;
      case "get",
          "getVolatile",
          "intValue",
          "longValue",
          "floatValue",
          "doubleValue",
          "toString",
          "sum",
          "getReference",
          "getStamp",
          "isMarked" ->
          ACQUIRES;
      case "length", "getClass", "hashCode", "equals", "<init>" -> 0;
      default -> BOTH;
    };
  }

  /** What an operation of Unsafe orders. */
  static int ofUnsafe(String name) {
    if (name.startsWith("compareAnd")
        || name.startsWith("weakCompareAnd")
        || name.startsWith("getAnd")) {
      return BOTH;
    }
    if (name.startsWith("get") && (name.endsWith("Volatile") || name.endsWith("Acquire"))) {
      return ACQUIRES;
    }
    if (name.startsWith("putOrdered")) {
      return RELEASES;
    }
    if (name.startsWith("put") && (name.endsWith("Volatile") || name.endsWith("Release"))) {
      return RELEASES;
    }
    return 0;
  }

  /** What an operation of a VarHandle orders: get and set are plain there. */
  static int ofHandle(String name) {
    return name.equals("get") || name.equals("set") ? 0 : ofAtomic(name);
  }
}
