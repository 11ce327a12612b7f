package dev.millrace.bench.race;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What allocates, and what lives off the standard library. */
final class StandardKernels {
  private static final int TREES = 8;
  private static final int KEYS = 1 << 14;
  private static final int TEXT = 1_000;

  private StandardKernels() {}

  static void addTo(RaceKernels kernels) {
    kernels.row("trees", StandardKernels::trees);
    kernels.row("hash-standard", StandardKernels::hash);
    kernels.row("strings", StandardKernels::strings);
  }

  /** A node of a binary tree. */
  record Tree(@Nullable Tree left, @Nullable Tree right) {
    static Tree make(int depth) {
      return depth == 0 ? new Tree(null, null) : new Tree(make(depth - 1), make(depth - 1));
    }

    int count() {
      return left == null || right == null ? 1 : 1 + left.count() + right.count();
    }
  }

  /** How many nodes eight trees have, and one that outlives them. */
  private static long trees(int depth) {
    Tree kept = Tree.make(depth);
    long nodes = 0;
    for (int i = 0; i < TREES; i++) {
      nodes += Tree.make(depth).count();
    }
    return nodes + kept.count();
  }

  /** As {@link HashKernel}, with the map that everybody uses. */
  private static long hash(int n) {
    Map<Integer, Long> map = new HashMap<>();
    long sum = 0;
    int random = 12_345;
    for (int i = 0; i < n; i++) {
      random = random * 1_103_515_245 + 12_345;
      int key = ((random >>> 8) & KEYS - 1) + 1;
      if ((i & 3) == 0) {
        map.put(key, (long) i);
      } else {
        sum += map.getOrDefault(key, 0L);
      }
    }
    return sum + map.size();
  }

  /** n numbers as text, a thousand at a time. */
  private static long strings(int n) {
    long sum = 0;
    for (int from = 0; from < n; from += TEXT) {
      var text = new StringBuilder();
      for (int i = from; i < Math.min(n, from + TEXT); i++) {
        text.append("item ").append(i).append(',').append(' ');
      }
      String made = text.toString();
      sum += made.length() + made.charAt(made.length() / 2);
    }
    return sum;
  }
}
