package dev.millrace;

import java.lang.reflect.Method;

/**
 * How much the current thread has allocated. By reflection, because the module does not read the
 * one that knows.
 */
final class Allocation {
  private static final Object BEAN;
  private static final Method BYTES;

  static {
    try {
      BEAN =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      BYTES =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Allocation() {}

  /** Only for a platform thread. */
  static long bytes() {
    try {
      return (long) BYTES.invoke(BEAN);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /**
   * What one turn of a task allocates: the least of several measurements, as the JIT may be at work
   * during the first.
   */
  static double perTurn(int turns, Task turn) throws Exception {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = bytes();
      for (int i = 0; i < turns; i++) {
        turn.run();
      }
      least = Math.min(least, (double) (bytes() - before) / turns);
    }
    return least;
  }
}
