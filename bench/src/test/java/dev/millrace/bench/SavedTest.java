package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved is what was measured. */
class SavedTest {
  private static final List<Comparison> COMPARISONS =
      Rows.all().stream()
          .filter(row -> List.of("rendezvous", "sieve", "ticker").contains(row.name()))
          .flatMap(row ->
              Comparison.of(
                  row,
                  Map.of(
                      Contender.GO,
                      measured(row, 100),
                      Contender.PLAIN,
                      measured(row, 130),
                      Contender.JOX,
                      new Result.Missing("nothing, \"really\""),
                      Contender.JUC,
                      new Result.Failed("broken, as it were")))
                  .stream())
          .toList();

  @TempDir Path directory;

  private static Result measured(Row row, double value) {
    return new Result.Measured(
        row.figures().stream()
            .collect(
                Collectors.toMap(figure -> figure, _ -> List.of(value, value + 1, value + 5))));
  }

  @Test
  void theCsvIsReadAsItWasWritten() throws IOException {
    Path file = directory.resolve("results.csv");
    Csv.write(file, COMPARISONS);
    assertThat(Csv.read(file).stream().map(SavedTest::content))
        .containsExactlyElementsOf(COMPARISONS.stream().map(SavedTest::content).toList());
  }

  private static List<Object> content(Comparison comparison) {
    return List.of(comparison.name(), comparison.summaries(), comparison.others());
  }

  @Test
  void everyGroupIsDrawnAsSvgAndPng() throws IOException {
    assertThat(Plots.write(directory, COMPARISONS)).containsExactly("channels", "sync");
    assertThat(ImageIO.read(directory.resolve("channels.png").toFile()).getWidth())
        .isEqualTo(2_000);
    assertThat(Files.readString(directory.resolve("channels.svg")))
        .contains("<svg", "rendezvous", "plain")
        .doesNotContain("ticker");
  }

  @Test
  void theDocumentsResultsComeFromTheCsvAndNothingElseOfItChanges() throws IOException {
    Csv.write(directory.resolve("results.csv"), COMPARISONS);
    Files.write(directory.resolve("machine.txt"), List.of("CPU: one"));
    Plots.write(directory, COMPARISONS);
    Path document = directory.resolve("performance.md");
    String begin = "<!-- results: written by ./millrace bench --save -->";
    Files.writeString(document, "before\n" + begin + "\nold\n<!-- end of results -->\nafter\n");
    Document.updateGuide(document, directory);
    String once = Files.readString(document);
    assertThat(once)
        .startsWith("before\n" + begin)
        .endsWith("<!-- end of results -->\nafter\n")
        .contains("- CPU: one", "rendezvous", "1.30", "![Channels and goroutines](channels.svg)")
        .doesNotContain("old");
    Document.updateGuide(document, directory);
    assertThat(document).hasContent(once);
    Files.writeString(document, "no place");
    assertThatThrownBy(() -> Document.updateGuide(document, directory))
        .hasMessageContaining("has no place for results");
  }

  @Test
  void theReadmeAndTheGuideSayWhatTheSavedResultsSay() throws IOException {
    Path root = Path.of(System.getProperty("millrace.root", ".."));
    Path results = Files.createDirectories(directory.resolve("bench/results"));
    try (Stream<Path> files = Files.list(root.resolve("bench/results"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, results.resolve(file.getFileName()));
      }
    }
    Path docs = Files.createDirectories(directory.resolve("docs"));
    Path guide = Files.copy(root.resolve("docs/performance.md"), docs.resolve("performance.md"));
    Path readme = Files.copy(root.resolve("README.md"), directory.resolve("README.md"));
    Document.updateGuide(guide, results);
    Document.updateReadme(readme, results);
    assertThat(guide).hasSameTextualContentAs(root.resolve("docs/performance.md"));
    assertThat(readme).hasSameTextualContentAs(root.resolve("README.md"));
    assertThat(Files.readString(readme)).contains("| `rendezvous`, ns |", "tuned against Go 0.");
  }
}
