package dev.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results in the guide and in the README, made from the files of a run and never typed. */
final class Document {
  private static final String BEGIN = "<!-- results: written by ./millrace bench --save -->";
  private static final String END = "<!-- end of results -->";

  /** Rows of every kind, those that are lost among them. */
  private static final List<String> OVERVIEW =
      List.of(
          "rendezvous",
          "buffered-100",
          "four-to-four-16",
          "ping-pong",
          "select-two",
          "select-ready",
          "spawn",
          "spawn-result",
          "sieve",
          "mutex-contended",
          "scale-1000000 bytes");

  private static final List<Contender> COLUMNS =
      List.of(
          Contender.GO,
          Contender.TUNED,
          Contender.PLAIN,
          Contender.JOX,
          Contender.KOTLIN,
          Contender.JUC);

  private Document() {}

  /** Puts the table of {@code results.csv}, the machine and the plots between the marks. */
  static void updateGuide(Path guide, Path results) throws IOException {
    update(guide, chapter(results, guide.toAbsolutePath().resolveSibling("")));
  }

  /** Puts some rows of {@code results.csv}, and the means of all, between the marks. */
  static void updateReadme(Path readme, Path results) throws IOException {
    update(readme, overview(Csv.read(results.resolve("results.csv"))));
  }

  private static void update(Path document, String results) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(document + " has no place for results: " + BEGIN + " … " + END);
    }
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length()) + "\n\n" + results + "\n" + text.substring(end));
  }

  private static String overview(List<Comparison> comparisons) {
    StringBuilder table = new StringBuilder();
    row(table, Stream.concat(Stream.of(""), COLUMNS.stream().map(Contender::title)));
    row(table, Stream.concat(Stream.of("---"), COLUMNS.stream().map(_ -> "--:")));
    for (String name : OVERVIEW) {
      comparisons.stream()
          .filter(comparison -> comparison.name().equals(name))
          .forEach(comparison ->
              row(
                  table,
                  Stream.concat(
                      Stream.of("`" + name + "`, " + comparison.figure().unit()),
                      COLUMNS.stream()
                          .map(column ->
                              comparison
                                  .of(column)
                                  .map(summary -> Table.number(summary.median()))
                                  .orElse("–")))));
    }
    table
        .append("\nGeometric means over all rows whose time is measured: tuned against Go ")
        .append(mean(comparisons, each -> each.ratio(Contender.TUNED, Contender.GO)))
        .append(", plain against the best of the three others on the JVM ")
        .append(mean(comparisons, each -> each.ratioToBestPeer(Contender.PLAIN)))
        .append(".\n");
    return table.toString();
  }

  private static void row(StringBuilder table, Stream<String> cells) {
    table.append(cells.collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static String mean(
      List<Comparison> comparisons, Function<Comparison, OptionalDouble> ratio) {
    return Table.number(
        Summary.geometricMean(
            comparisons.stream()
                .filter(comparison -> comparison.figure().isTime())
                .flatMap(comparison -> ratio.apply(comparison).stream().boxed())
                .toList()));
  }

  private static String chapter(Path results, Path from) throws IOException {
    List<Comparison> comparisons = Csv.read(results.resolve("results.csv"));
    List<Contender> contenders =
        List.of(Contender.values()).stream()
            .filter(contender ->
                comparisons.stream().anyMatch(comparison -> comparison.of(contender).isPresent()))
            .sorted(Comparator.comparing(contender -> !contender.isFloor()))
            .toList();
    String link = from.relativize(results.toAbsolutePath()).toString().replace('\\', '/');
    StringBuilder chapter = new StringBuilder();
    for (String line : Files.readAllLines(results.resolve("machine.txt"))) {
      chapter.append("- ").append(line).append('\n');
    }
    chapter.append("\n```measured\n").append(Table.of(comparisons, contenders)).append("```\n");
    for (Row.Group group : Row.Group.values()) {
      String name = group.name().toLowerCase(Locale.ROOT) + ".svg";
      if (Files.exists(results.resolve(name))) {
        chapter
            .append("\n![")
            .append(group.title())
            .append("](")
            .append(link.isEmpty() ? name : link + "/" + name)
            .append(")\n");
      }
    }
    return chapter.toString();
  }
}
