package dev.millrace.bench.race;

import static dev.millrace.Go.async;

import dev.millrace.bench.millrace.MillraceRows;
import dev.millrace.bench.worker.Body;
import dev.millrace.bench.worker.FiguresBody;
import dev.millrace.bench.worker.Suite;

/** All kernels, beside the rows of Millrace; each is run by a goroutine, as a program's main is. */
public final class RaceKernels {
  private final Suite suite;

  RaceKernels(Suite suite) {
    this.suite = suite;
  }

  /** The kernels and Millrace's own rows. */
  public static Suite suite() {
    return addTo(MillraceRows.suite());
  }

  /** The kernels alone. */
  public static Suite kernels() {
    return addTo(new Suite());
  }

  private static Suite addTo(Suite suite) {
    RaceKernels kernels = new RaceKernels(suite);
    MemoryKernels.addTo(kernels);
    ComputeKernels.addTo(kernels);
    StandardKernels.addTo(kernels);
    GoroutineKernels.addTo(kernels);
    FootprintKernels.addTo(kernels);
    return suite;
  }

  void row(String name, Body body) {
    suite.row(name, n -> async(() -> body.run(n)).await());
  }

  void figures(String name, FiguresBody body) {
    suite.figures(name, (n, figures) -> async(() -> body.run(n, figures)).await());
  }
}
