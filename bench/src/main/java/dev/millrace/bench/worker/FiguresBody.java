package dev.millrace.bench.worker;

/** The work of a row that measures something else than the time it takes. */
@FunctionalInterface
public interface FiguresBody {
  /**
   * Does the work once.
   *
   * @param n how much of it
   * @param figures takes what was measured
   * @return as {@link Body#run}
   */
  long run(int n, Figures figures) throws Exception;
}
