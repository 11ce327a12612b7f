package dev.millrace.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
final class Nearest {
  private Nearest() {}

  /**
   * The known name with the smallest edit distance to the one that was typed, if that is near
   * enough to be a slip.
   */
  static Optional<String> to(String typed, Collection<String> known) {
    return known.stream()
        .filter(name ->
            distance(typed, name) <= Math.max(1, Math.min(typed.length(), name.length()) / 2))
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /**
   * Damerau's: insertions, deletions, substitutions and swaps of neighbours, one each; letter case
   * counts nothing.
   */
  private static int distance(String a, String b) {
    String s = a.toLowerCase(Locale.ROOT);
    String t = b.toLowerCase(Locale.ROOT);
    int[] beforeLast = new int[t.length() + 1];
    int[] last = new int[t.length() + 1];
    Arrays.setAll(last, j -> j);
    for (int i = 1; i <= s.length(); i++) {
      int[] row = new int[t.length() + 1];
      row[0] = i;
      for (int j = 1; j <= t.length(); j++) {
        int change = s.charAt(i - 1) == t.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1] + 1, last[j] + 1), last[j - 1] + change);
        if (i > 1
            && j > 1
            && s.charAt(i - 1) == t.charAt(j - 2)
            && s.charAt(i - 2) == t.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[t.length()];
  }
}
