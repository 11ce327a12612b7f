package dev.millrace.race.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The places in the program that accesses are made from, by number. Where it is a call that makes
 * the access, and that is noted already as one that is under way, the number is negative: else the
 * call would stand twice on the stack.
 */
public final class Sites {
  private static final Map<StackTraceElement, Integer> NUMBERS = new HashMap<>();
  private static StackTraceElement[] all = new StackTraceElement[256];
  private static int size = 1; // 0 is for not known

  private Sites() {}

  /** The number of a place; the same each time. */
  public static synchronized int of(String className, String method, String file, int line) {
    StackTraceElement e = new StackTraceElement(className, method, file, line);
    Integer known = NUMBERS.get(e);
    if (known != null) {
      return known;
    }
    if (size == all.length) {
      all = Arrays.copyOf(all, size * 2);
    }
    all[size] = e;
    NUMBERS.put(e, size);
    return size++;
  }

  /** The number of a place in whose call, which is under way, an access is made. */
  public static int inCall(int site) {
    return -site;
  }

  static synchronized StackTraceElement get(int site) {
    return all[Math.abs(site)];
  }
}
