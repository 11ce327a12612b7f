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

  private static final int[] NOTHING = new int[CHUNK];

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
    return a.length == 0 ? b : join(a, b, -1, 0, -1, 0);
  }

  /**
   * The same for a strand's own clock: of its own slot the others cannot tell it anything but what
   * its former strands did.
   *
   * @param own the strand's slot; -1 for none
   * @param since until when that slot was others'
   * @param slot one that is known up to a time besides; -1 for none
   */
  static int[][] join(int[][] a, int[][] b, int own, int since, int slot, int time) {
    if (a == b && slot < 0) {
      return a;
    }
    int[][] result = a;
    int end = Math.max(b.length, (slot >> BITS) + 1);
    for (int i = 0; i < end; i++) {
      int[] mine = i < a.length ? a[i] : null;
      int[] other = i < b.length ? b[i] : null;
      boolean hasOwn = own >> BITS == i && other != null;
      boolean hasMore = slot >> BITS == i;
      if (mine == other && !hasMore) {
        continue;
      }
      int[] joined =
          hasOwn || hasMore
              ? join(
                  mine,
                  other == null ? NOTHING : other,
                  hasOwn ? own & CHUNK - 1 : -1,
                  since,
                  hasMore ? slot & CHUNK - 1 : -1,
                  time)
              : join(mine, other);
      if (joined != mine) {
        if (result == a) {
          result = Arrays.copyOf(a, Math.max(a.length, end));
        }
        result[i] = joined;
      }
    }
    return result;
  }

  private static int[] join(int[] a, int[] b, int own, int since, int more, int time) {
    int[] mine = a == null ? NOTHING : a;
    int i = 0;
    while (i < CHUNK && (mine[i] >= b[i] || i == own)) {
      i++;
    }
    boolean ownIsKnown = own < 0 || mine[own] >= Math.min(b[own], since);
    boolean moreIsKnown = more < 0 || mine[more] >= time;
    if (i == CHUNK && ownIsKnown && moreIsKnown) {
      return a;
    }
    int[] joined = greatest(mine, b);
    if (own >= 0) {
      joined[own] = Math.max(mine[own], Math.min(b[own], since));
    }
    if (more >= 0) {
      joined[more] = Math.max(joined[more], time);
    }
    return joined;
  }

  private static int[] join(int[] a, int[] b) {
    if (b == null) {
      return a;
    }
    if (a == null) {
      return b;
    }
    int i = 0;
    while (i < CHUNK && a[i] >= b[i]) {
      i++;
    }
    if (i == CHUNK) {
      return a;
    }
    int k = 0;
    while (k < CHUNK && b[k] >= a[k]) {
      k++;
    }
    return k == CHUNK ? b : greatest(a, b);
  }

  private static int[] greatest(int[] a, int[] b) {
    int[] joined = new int[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      joined[i] = Math.max(a[i], b[i]);
    }
    return joined;
  }
}
