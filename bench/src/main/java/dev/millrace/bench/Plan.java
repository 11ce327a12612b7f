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
      new Plan(false, Duration.ofMillis(1500), 9, Duration.ofMillis(300), Duration.ofMinutes(2));
  static final Plan QUICK =
      new Plan(true, Duration.ofMillis(150), 3, Duration.ofMillis(60), Duration.ofSeconds(30));

  /** A row that takes seconds is run once in a quick run, and not to warm up. */
  private boolean isOnce(Row row) {
    return quick && row.isMeasured() && count(row) >= 100_000;
  }

  boolean warmsUp(Row row) {
    return !isOnce(row);
  }

  int rounds(Row row) {
    return isOnce(row) ? 1 : rounds;
  }

  int count(Row row) {
    return quick ? row.quickN() : row.n();
  }
}
