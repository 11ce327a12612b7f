package dev.millrace.bench.worker;

/** One row's work, as one system does it. */
@FunctionalInterface
public interface Body {
  /**
   * Does the work once.
   *
   * @param n how much of it; what that counts is the row's to say
   * @return what the row's definition says that comes out, so that work left out is noticed
   */
  long run(int n) throws Exception;
}
