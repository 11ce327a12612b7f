package dev.millrace.bench.worker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What a JVM says about itself. */
public final class Probes {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Probes() {}

  /** The CPU time of this process so far, in nanoseconds. */
  public static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /**
   * The bytes that live on the heap; virtual threads keep their stacks there, too.
   *
   * @param n how many there are of what they are to be divided by; where few, they are not asked
   *     for, as a collection in each run would leave time for too few runs before the code is warm
   */
  public static long liveBytes(int n) {
    if (n < 8_000) {
      return 0;
    }
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
