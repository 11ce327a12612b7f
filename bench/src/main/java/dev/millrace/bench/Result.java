package dev.millrace.bench;

import java.util.List;
import java.util.Map;

/** What became of a row with one contender. */
sealed interface Result {
  /** The values of each figure, round by round. */
  record Measured(Map<Figure, List<Double>> values) implements Result {}

  /** It failed, and why. */
  record Failed(String cause) implements Result {}

  /** The contender has nothing for this row, and why. */
  record Missing(String reason) implements Result {}
}
