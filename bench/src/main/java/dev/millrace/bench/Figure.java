package dev.millrace.bench;

/**
 * One number that a row yields; the less, the better.
 *
 * @param name what it is called, empty if it is the time of an operation
 * @param unit what it is counted in
 */
record Figure(String name, String unit) {
  /** Nanoseconds an operation, from the time that the whole run took. */
  static final Figure TIME = new Figure("", "ns");

  boolean isTime() {
    return name.isEmpty();
  }
}
