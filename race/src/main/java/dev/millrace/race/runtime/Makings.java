package dev.millrace.race.runtime;

import java.util.Arrays;

/**
 * Where objects of the JDK are made that are one location each.
 *
 * <p>To note it costs little for an object that is accessed, as something is kept of that anyway;
 * but for one that never is it costs many times what making it does. So a place most of whose
 * objects are not accessed is left alone for a while.
 *
 * <p>The counts are approximate, as nobody locks for them.
 */
public final class Makings {
  /** So many are noted at a place before it is judged. */
  private static final int WINDOW = 1 << 10;

  /** So many are not noted after that, if half of those were not accessed. */
  private static final int PAUSE = 1 << 16;

  /**
   * By place: how many were made in this window; below zero, how many go by without being noted.
   */
  private static int[] made = new int[256];

  /** By place: how many of this window were accessed. */
  private static int[] accessed = new int[256];

  private Makings() {}

  /** An object is made, which is to be noted if this is true. */
  public static boolean isNoted(int site) {
    int place = Math.abs(site);
    int[] counts = made;
    if (place >= counts.length) {
      counts = grow(place);
    }
    int n = counts[place]++;
    return n < WINDOW ? n >= 0 : judge(place);
  }

  private static synchronized int[] grow(int place) {
    if (place >= made.length) {
      int length = Integer.highestOneBit(place) * 2;
      accessed = Arrays.copyOf(accessed, length);
      made = Arrays.copyOf(made, length);
    }
    return made;
  }

  private static boolean judge(int place) {
    int[] counts = accessed;
    boolean goesOn = place < counts.length && counts[place] >= WINDOW / 2;
    made[place] = goesOn ? 0 : -PAUSE;
    counts[place] = 0;
    return goesOn;
  }

  /** An object whose making was noted is accessed for the first time. */
  static void accessed(int place) {
    int[] counts = accessed;
    if (place < counts.length) {
      counts[place]++;
    }
  }

  /** An object has been made; if it is of a program's subclass, this is no place to speak of. */
  public static void made(Object o, int site) {
    if (isNoted(site) && o.getClass().getClassLoader() == null) {
      made(o, o.getClass(), site);
    }
  }

  /**
   * An object has been made that is to be noted.
   *
   * @param whole the object, or the collection behind it
   * @param type as what it was made
   */
  public static void made(Object whole, Class<?> type, int site) {
    Strand t = Strand.current();
    if (t.busy == 0) {
      t.made(whole, type, Math.abs(site));
    }
  }
}
