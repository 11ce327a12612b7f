package dev.millrace.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A figure of a row, of all contenders.
 *
 * @param row the row
 * @param figure which of its figures
 * @param summaries what was measured, of those contenders that did it
 * @param others why the rest did not
 */
record Comparison(
    Row row, Figure figure, Map<Contender, Summary> summaries, Map<Contender, Result> others) {
  /** The figures of a row, a comparison each. */
  static List<Comparison> of(Row row, Map<Contender, Result> results) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Figure figure : row.figures()) {
      Map<Contender, Summary> summaries = new EnumMap<>(Contender.class);
      Map<Contender, Result> others = new EnumMap<>(Contender.class);
      results.forEach((contender, result) -> {
        if (result instanceof Result.Measured(var values)) {
          summaries.put(contender, Summary.of(values.getOrDefault(figure, List.of())));
        } else {
          others.put(contender, result);
        }
      });
      comparisons.add(new Comparison(row, figure, summaries, others));
    }
    return comparisons;
  }

  /** The row's name, and the figure's if it has one. */
  String name() {
    return figure.isTime() ? row.name() : row.name() + " " + figure.name();
  }

  Optional<Summary> of(Contender contender) {
    return Optional.ofNullable(summaries.get(contender));
  }

  /** How many times the other's median this one's is. */
  OptionalDouble ratio(Contender contender, Contender to) {
    return ratio(of(contender), of(to));
  }

  /** The same to the best of the peers on the JVM. */
  OptionalDouble ratioToBestPeer(Contender contender) {
    Optional<Summary> best =
        Stream.of(Contender.values())
            .filter(Contender::isPeer)
            .flatMap(peer -> of(peer).stream())
            .min(Comparator.comparingDouble(Summary::median));
    return ratio(of(contender), best);
  }

  private static OptionalDouble ratio(Optional<Summary> of, Optional<Summary> to) {
    if (of.isEmpty() || to.isEmpty() || to.get().median() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(of.get().median() / to.get().median());
  }
}
