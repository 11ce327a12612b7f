package dev.millrace.race.runtime;

import java.util.Arrays;

/**
 * How far each slot's timeline is known: a number a slot. Persistent: what is shared is never
 * changed, and what two clocks have in common they share, a chunk at a time.
 *
 * <p>A clock is an array of chunks; a missing chunk, and what lies past the end, is all zeros.
 */
final class VectorClock {
  static final int[][] EMPTY = {};

  private static final int BITS = 5;
  private static final int CHUNK = 1 << BITS;

  private VectorClock() {}

  static int get(int[][] clock, int slot) {
    int i = slot >> BITS;
    if (i >= clock.length) {
      return 0;
    }
    int[] chunk = clock[i];
    return chunk == null ? 0 : chunk[slot & CHUNK - 1];
  }

  /** The clock that knows a slot up to a time, besides what it knew. */
  static int[][] with(int[][] clock, int slot, int time) {
    if (get(clock, slot) >= time) {
      return clock;
    }
    int i = slot >> BITS;
    int[][] result = Arrays.copyOf(clock, Math.max(clock.length, i + 1));
    int[] chunk = result[i];
    result[i] = chunk == null ? new int[CHUNK] : chunk.clone();
    result[i][slot & CHUNK - 1] = time;
    return result;
  }

  /** The clock that knows what either does; one of the two if that knows it all. */
  static int[][] join(int[][] a, int[][] b) {
    return join(a, b, -1, 0);
  }

  /**
   * The same for a strand's own clock: of its own slot the others cannot tell it anything but what
   * its former strands did.
   *
   * @param own the strand's slot; -1 for none
   * @param since until when that slot was others'
   */
  static int[][] join(int[][] a, int[][] b, int own, int since) {
    if (a == b || b.length == 0) {
      return a;
    }
    if (a.length == 0 && own < 0) {
      return b;
    }
    int[][] result = null;
    for (int i = 0; i < b.length; i++) {
      int[] mine = i < a.length ? a[i] : null;
      int[] other = b[i];
      int[] joined =
          own >> BITS == i && own >= 0 && other != null
              ? join(mine, other, own & CHUNK - 1, since)
              : join(mine, other);
      if (joined != mine) {
        if (result == null) {
          result = Arrays.copyOf(a, Math.max(a.length, b.length));
        }
        result[i] = joined;
      }
    }
    if (result == null) {
      return a;
    }
    return result;
  }

  private static int[] join(int[] a, int[] b, int own, int since) {
    if (a == b) {
      return a;
    }
    int[] joined = null;
    for (int i = 0; i < CHUNK; i++) {
      int mine = a == null ? 0 : a[i];
      int other = i == own ? Math.min(b[i], since) : b[i];
      if (other > mine) {
        if (joined == null) {
          joined = a == null ? new int[CHUNK] : a.clone();
        }
        joined[i] = other;
      }
    }
    return joined == null ? a : joined;
  }

  private static int[] join(int[] a, int[] b) {
    if (a == b || b == null) {
      return a;
    }
    if (a == null) {
      return b;
    }
    boolean aKnowsAll = true;
    boolean bKnowsAll = true;
    for (int i = 0; i < CHUNK; i++) {
      aKnowsAll &= a[i] >= b[i];
      bKnowsAll &= b[i] >= a[i];
    }
    if (aKnowsAll) {
      return a;
    }
    if (bKnowsAll) {
      return b;
    }
    int[] joined = new int[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      joined[i] = Math.max(a[i], b[i]);
    }
    return joined;
  }
}
