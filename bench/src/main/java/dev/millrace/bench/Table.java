package dev.millrace.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The comparisons as one table: rows and contenders. */
final class Table {
  static final String FAILED = "failed";
  static final String DASH = "–";

  private final List<Contender> contenders;
  private final List<Contender> ours;
  private final List<List<String>> lines = new ArrayList<>();
  private final Map<Contender, List<Double>> toGo = new EnumMap<>(Contender.class);
  private final Map<Contender, List<Double>> toPeer = new EnumMap<>(Contender.class);

  private final List<Double> toBare = new ArrayList<>();

  private Table(List<Contender> contenders) {
    this.contenders = contenders;
    ours = contenders.stream().filter(Contender::isOurs).toList();
  }

  static String of(List<Comparison> comparisons, List<Contender> contenders) {
    Table table = new Table(contenders);
    table.header();
    Row.Group group = null;
    for (Comparison comparison : comparisons) {
      if (comparison.row().group() != group) {
        group = comparison.row().group();
        table.lines.add(List.of());
        table.lines.add(List.of(group.title()));
      }
      table.line(comparison);
    }
    table.means();
    return Layout.text(table.lines);
  }

  private void header() {
    List<String> cells = new ArrayList<>(List.of("row", "unit"));
    contenders.forEach(contender -> cells.add(contender.title()));
    for (Contender own : ours) {
      cells.addAll(List.of(own.title() + "/go", own.title() + "/peer", own.title() + "/floor"));
    }
    if (contenders.contains(Contender.BARE)) {
      cells.add("tuned/bare");
    }
    lines.add(cells);
  }

  private void line(Comparison comparison) {
    List<String> cells = new ArrayList<>(List.of(comparison.name(), comparison.figure().unit()));
    for (Contender contender : contenders) {
      cells.add(
          comparison
              .of(contender)
              .map(Table::cell)
              .orElse(comparison.others().get(contender) instanceof Result.Failed ? FAILED : DASH));
    }
    for (Contender own : ours) {
      OptionalDouble go = comparison.ratio(own, Contender.GO);
      OptionalDouble peer = comparison.ratioToBestPeer(own);
      if (comparison.figure().isTime()) {
        go.ifPresent(ratio -> toGo.computeIfAbsent(own, _ -> new ArrayList<>()).add(ratio));
        peer.ifPresent(ratio -> toPeer.computeIfAbsent(own, _ -> new ArrayList<>()).add(ratio));
      }
      cells.add(ratio(go));
      cells.add(ratio(peer));
      cells.add(ratio(comparison.ratio(own, Contender.FLOOR)));
    }
    if (contenders.contains(Contender.BARE)) {
      OptionalDouble bare = comparison.ratio(Contender.TUNED, Contender.BARE);
      if (comparison.figure().isTime()) {
        bare.ifPresent(toBare::add);
      }
      cells.add(ratio(bare));
    }
    lines.add(cells);
  }

  private void means() {
    List<String> cells = new ArrayList<>(List.of("geometric mean of times", ""));
    contenders.forEach(_ -> cells.add(""));
    for (Contender own : ours) {
      cells.add(mean(toGo.getOrDefault(own, List.of())));
      cells.add(mean(toPeer.getOrDefault(own, List.of())));
      cells.add("");
    }
    if (contenders.contains(Contender.BARE)) {
      cells.add(mean(toBare));
    }
    lines.add(List.of());
    lines.add(cells);
  }

  static String mean(List<Double> ratios) {
    List<Double> positive = ratios.stream().filter(ratio -> ratio > 0).toList();
    return positive.isEmpty() ? "" : ratio(OptionalDouble.of(Summary.geometricMean(positive)));
  }

  static String cell(Summary summary) {
    return number(summary.median()) + String.format(Locale.ROOT, " ±%2.0f%%", summary.spread());
  }

  /** Three digits that matter. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  static String ratio(OptionalDouble ratio) {
    if (ratio.isEmpty()) {
      return "";
    }
    double value = ratio.getAsDouble();
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
  }
}
