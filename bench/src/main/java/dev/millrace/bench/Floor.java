package dev.millrace.bench;

import dev.millrace.bench.floor.FloorRows;

/** The floor beside a row: what its switches of stacks cost if nothing else is done. */
final class Floor {
  /** Switches in a run, enough that the clock does not matter. */
  static final int SWITCHES = 200_000;

  private Floor() {}

  /** The floor's row for as many stacks as this row's. */
  static String rowName(Row row, Contender contender) {
    return (contender == Contender.FLOOR ? "park-" : "raw-") + row.stacks();
  }

  static double value(Row row, Figure figure, Answer answer) throws WorkerFailure {
    Double each = answer.figures().get(FloorRows.FIGURE);
    if (each == null) {
      throw new WorkerFailure("it measured no " + FloorRows.FIGURE);
    }
    return each * row.switches() / (figure.unit().equals("ms") ? 1e6 : 1);
  }
}
