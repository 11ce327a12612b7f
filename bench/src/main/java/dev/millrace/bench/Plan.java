package dev.millrace.bench;

import java.time.Duration;

/**
 * How long everything is measured.
 *
 * @param quick whether the rows' small counts are taken
 * @param warmup how long each worker runs before the first round
 * @param rounds how many rounds count
 * @param round how long each worker runs in a round
 * @param limit how long a worker may take for one answer before it is given up
 */
record Plan(boolean quick, Duration warmup, int rounds, Duration round, Duration limit) {
  static final Plan FULL =
      new Plan(false, Duration.ofMillis(1_500), 7, Duration.ofMillis(250), Duration.ofMinutes(2));
  static final Plan QUICK =
      new Plan(true, Duration.ofMillis(300), 3, Duration.ofMillis(50), Duration.ofMinutes(1));

  /** A row of which a single run takes seconds. */
  private boolean isLong(Row row) {
    return row.isMeasured() && count(row) >= 100_000;
  }

  boolean warmsUp(Row row) {
    return !warmup.isZero() && (!quick || !isLong(row));
  }

  int rounds(Row row) {
    if (isLong(row)) {
      return quick ? 1 : Math.min(3, rounds);
    }
    return row.isMeasured() ? Math.min(quick ? 2 : 5, rounds) : rounds;
  }

  int count(Row row) {
    return quick ? row.quickN() : row.n();
  }
}
