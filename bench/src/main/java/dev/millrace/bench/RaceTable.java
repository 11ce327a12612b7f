package dev.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What race detectors cost, as one table: Java without and with one, and Go. */
final class RaceTable {
  private static final List<String> HEADER =
      List.of(
          "row",
          "unit",
          "java",
          "java -race",
          "slow-down",
          "go",
          "go -race",
          "slow-down",
          "java/go slow-down",
          "java/go -race");

  private RaceTable() {}

  /** By how much a detector multiplies a figure. */
  static OptionalDouble slowdown(Comparison comparison, Contender race) {
    return comparison.ratio(race, race == Contender.JAVA_RACE ? Contender.JAVA : Contender.GO);
  }

  /** What the means are of: the times but those of starts, whose detector is part of them. */
  static List<Comparison> compared(List<Comparison> comparisons) {
    return comparisons.stream()
        .filter(comparison ->
            comparison.figure().isTime() && comparison.row().group() != Row.Group.START)
        .toList();
  }

  static String of(List<Comparison> comparisons) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADER);
    Row.Group group = null;
    for (Comparison comparison : comparisons) {
      if (comparison.row().group() != group) {
        group = comparison.row().group();
        lines.add(List.of());
        lines.add(List.of(group.title()));
      }
      lines.add(
          List.of(
              comparison.name(),
              comparison.figure().unit(),
              cell(comparison, Contender.JAVA),
              cell(comparison, Contender.JAVA_RACE),
              Table.ratio(slowdown(comparison, Contender.JAVA_RACE)),
              cell(comparison, Contender.GO),
              cell(comparison, Contender.GO_RACE),
              Table.ratio(slowdown(comparison, Contender.GO_RACE)),
              Table.ratio(ofSlowdowns(comparison)),
              Table.ratio(comparison.ratio(Contender.JAVA_RACE, Contender.GO_RACE))));
    }
    lines.add(List.of());
    lines.add(List.of("Geometric means of times"));
    List<Comparison> compared = compared(comparisons);
    compared.stream()
        .map(comparison -> comparison.row().group())
        .distinct()
        .forEach(each ->
            lines.add(
                means(
                    each.title(),
                    compared.stream()
                        .filter(comparison -> comparison.row().group() == each)
                        .toList())));
    lines.add(means("all", compared));
    return Layout.text(lines);
  }

  private static String cell(Comparison comparison, Contender contender) {
    return comparison
        .of(contender)
        .map(Table::cell)
        .orElse(
            comparison.others().get(contender) instanceof Result.Failed
                ? Table.FAILED
                : Table.DASH);
  }

  private static OptionalDouble ofSlowdowns(Comparison comparison) {
    OptionalDouble java = slowdown(comparison, Contender.JAVA_RACE);
    OptionalDouble go = slowdown(comparison, Contender.GO_RACE);
    return java.isPresent() && go.isPresent() && go.getAsDouble() != 0
        ? OptionalDouble.of(java.getAsDouble() / go.getAsDouble())
        : OptionalDouble.empty();
  }

  private static List<String> means(String of, List<Comparison> comparisons) {
    return List.of(
        of,
        "",
        "",
        "",
        mean(comparisons, each -> slowdown(each, Contender.JAVA_RACE)),
        "",
        "",
        mean(comparisons, each -> slowdown(each, Contender.GO_RACE)),
        mean(comparisons, RaceTable::ofSlowdowns),
        mean(comparisons, each -> each.ratio(Contender.JAVA_RACE, Contender.GO_RACE)));
  }

  private static String mean(
      List<Comparison> comparisons, Function<Comparison, OptionalDouble> ratio) {
    return Table.mean(
        comparisons.stream()
            .flatMap(comparison -> ratio.apply(comparison).stream().boxed())
            .toList());
  }
}
