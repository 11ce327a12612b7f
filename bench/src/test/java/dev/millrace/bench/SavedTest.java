package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
    Document.update(document, directory);
    String once = Files.readString(document);
    assertThat(once)
        .startsWith("before\n" + begin)
        .endsWith("<!-- end of results -->\nafter\n")
        .contains("- CPU: one", "rendezvous", "1.30", "![Channels and goroutines](channels.svg)")
        .doesNotContain("old");
    Document.update(document, directory);
    assertThat(document).hasContent(once);
    Files.writeString(document, "no place");
    assertThatThrownBy(() -> Document.update(document, directory))
        .hasMessageContaining("has no place for results");
  }

  @Test
  void theGuideHasAPlaceForResults() throws IOException {
    Path guide = Path.of(System.getProperty("millrace.root", ".."), "docs", "performance.md");
    assertThat(Files.readString(guide))
        .contains(
            "<!-- results: written by ./millrace bench --save -->", "<!-- end of results -->");
  }
}
