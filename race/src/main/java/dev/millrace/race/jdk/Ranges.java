package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Memory;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that calls of the JDK read and write.
 *
 * <p>Invariants: a range that is out of the array's bounds is cut to them, as the call itself will
 * throw for it; what is null or no array is nobody's.
 */
public final class Ranges {
  private Ranges() {}

  public static void read(@Nullable Object array, int from, int to, int site) {
    if (array != null && array.getClass().isArray()) {
      int start = Math.max(from, 0);
      int end = Math.min(to, Array.getLength(array));
      if (start < end) {
        Memory.readRange(array, start, end, site);
      }
    }
  }

  public static void write(@Nullable Object array, int from, int to, int site) {
    if (array != null && array.getClass().isArray()) {
      int start = Math.max(from, 0);
      int end = Math.min(to, Array.getLength(array));
      if (start < end) {
        Memory.writeRange(array, start, end, site);
      }
    }
  }

  /** As {@link #read}, with how many there are. */
  public static void readSome(@Nullable Object array, int from, int count, int site) {
    if (count > 0 && from >= 0 && from + count > 0) {
      read(array, from, from + count, site);
    }
  }

  /** As {@link #write}, with how many there are. */
  public static void writeSome(@Nullable Object array, int from, int count, int site) {
    if (count > 0 && from >= 0 && from + count > 0) {
      write(array, from, from + count, site);
    }
  }

  public static void readAll(@Nullable Object array, int site) {
    read(array, 0, Integer.MAX_VALUE, site);
  }

  public static void writeAll(@Nullable Object array, int site) {
    write(array, 0, Integer.MAX_VALUE, site);
  }

  public static void copy(
      @Nullable Object from, int start, @Nullable Object to, int target, int count, int site) {
    readSome(from, start, count, site);
    writeSome(to, target, count, site);
  }

  /** A stream of the JDK's has read into an array; a program's own does so in its own code. */
  public static void filled(
      @Nullable Object stream, @Nullable Object array, int from, int count, int site) {
    if (stream != null && stream.getClass().getClassLoader() == null) {
      writeSome(array, from, count, site);
    }
  }

  /** A stream of the JDK's writes what is in an array. */
  public static void drained(
      @Nullable Object stream, @Nullable Object array, int from, int count, int site) {
    if (stream != null && stream.getClass().getClassLoader() == null) {
      readSome(array, from, count, site);
    }
  }
}
