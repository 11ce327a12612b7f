package dev.millrace.bench.worker;

/** Computing between two operations, the same in every system. */
public final class Work {
  /** So many steps take about two microseconds. */
  public static final int TWO_MICROS = 1150;

  private Work() {}

  /** Works on an element for some steps, and makes another element of it. */
  public static int work(int element, int steps) {
    long x = element + 1L;
    for (int i = 0; i < steps; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return (int) (x & 127);
  }
}
