package dev.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The chapter of results in a document, made from the files of a run and never typed. */
final class Document {
  private static final String BEGIN = "<!-- results: written by ./millrace bench --save -->";
  private static final String END = "<!-- end of results -->";

  private Document() {}

  /** Puts the table of {@code results.csv}, the machine and the plots between the marks. */
  static void update(Path document, Path results) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(document + " has no place for results: " + BEGIN + " … " + END);
    }
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length())
            + "\n\n"
            + chapter(results, document.toAbsolutePath().resolveSibling(""))
            + "\n"
            + text.substring(end));
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
