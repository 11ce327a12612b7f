package dev.millrace.sync;

import java.lang.reflect.Method;

/** What a thread has allocated; by reflection, as the module under test does not read that one. */
final class Allocation {
  private static final Object THREADS;
  private static final Method BYTES;

  static {
    try {
      THREADS =
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

  /** Something done several times. */
  interface Turns {
    void run(int n) throws Exception;
  }

  /** The bytes a turn, once the compiler has got round to it; or what they are if it never does. */
  static long perTurn(int n, Turns turns) throws Exception {
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 200 && bytes > 0; round++) {
      long before = ofThisThread();
      turns.run(n);
      bytes = (ofThisThread() - before) / n;
    }
    return bytes;
  }

  private static long ofThisThread() throws ReflectiveOperationException {
    return (long) BYTES.invoke(THREADS);
  }
}
