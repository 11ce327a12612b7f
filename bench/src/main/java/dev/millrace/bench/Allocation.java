package dev.millrace.bench;

import dev.millrace.bench.allocation.SingleOperations;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Has JMH measure single operations; it prints what it finds, bytes as {@code gc.alloc.rate.norm}.
 */
final class Allocation {
  private Allocation() {}

  static int run(boolean quick) {
    var options =
        new OptionsBuilder()
            .include(SingleOperations.class.getName())
            .addProfiler(GCProfiler.class)
            .jvmArgs(Contender.PLAIN.flags().toArray(String[]::new))
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? 2 : 5)
            .measurementIterations(quick ? 3 : 5)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementTime(TimeValue.milliseconds(500))
            .shouldFailOnError(true);
    try {
      new Runner(options.build()).run();
      return 0;
    } catch (RunnerException failure) {
      System.err.println(failure.getMessage());
      return 1;
    }
  }
}
