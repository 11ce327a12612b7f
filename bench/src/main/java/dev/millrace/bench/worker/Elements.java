package dev.millrace.bench.worker;

/**
 * What goes through the channels: the numbers from 0 to 127, again and again. The JVM has those
 * boxed once and for all, so that a channel's own cost is measured; Go boxes none either.
 */
public final class Elements {
  private Elements() {}

  public static int element(int i) {
    return i & 127;
  }

  /** The sum of the first n elements. */
  public static long sum(int n) {
    int rest = n & 127;
    return (n >> 7) * (127L * 128 / 2) + rest * (rest - 1L) / 2;
  }
}
