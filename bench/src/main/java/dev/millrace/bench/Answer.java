package dev.millrace.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a worker says after a round.
 *
 * @param runs how often it did the work
 * @param nanos how long that took in all
 * @param sum what the runs returned, added up
 * @param figures what the row measured itself
 */
record Answer(int runs, long nanos, long sum, Map<String, Double> figures) {
  /** Reads {@code ok RUNS NANOSECONDS SUM NAME=VALUE…}. */
  static Answer parse(String line) throws WorkerFailure {
    String[] words = line.split(" ", -1);
    if (words[0].equals("failed")) {
      throw new WorkerFailure(line.substring("failed".length()).strip());
    }
    try {
      Map<String, Double> figures = new LinkedHashMap<>();
      for (int i = 4; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        figures.put(words[i].substring(0, equals), Double.valueOf(words[i].substring(equals + 1)));
      }
      if (words[0].equals("ok")) {
        return new Answer(
            Integer.parseInt(words[1]),
            Long.parseLong(words[2]),
            Long.parseLong(words[3]),
            figures);
      }
    } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
      // Said below.
    }
    throw new WorkerFailure("it said: " + line);
  }

  /** The value of a figure of the row, in the figure's unit. */
  double value(Figure figure, Row row, int n) throws WorkerFailure {
    if (figure.isTime()) {
      double nanosEach = nanos / ((double) runs * row.operations().applyAsLong(n));
      return figure.unit().equals("ms") ? nanosEach / 1e6 : nanosEach;
    }
    Double value = figures.get(figure.name());
    if (value == null) {
      throw new WorkerFailure("it measured no " + figure.name());
    }
    return value;
  }
}
