package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the race detectors' bench says is what was measured, row by row. */
class RaceTableTest {
  @TempDir Path directory;

  private static Row row(String name) {
    return RaceRows.all().stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }

  private static Result measured(Row row, double value) {
    return new Result.Measured(
        row.figures().stream().collect(Collectors.toMap(figure -> figure, _ -> List.of(value))));
  }

  private static Map<Contender, Result> results(
      Row row, double java, double javaRace, double go, double goRace) {
    Map<Contender, Result> results = new LinkedHashMap<>();
    results.put(Contender.JAVA, measured(row, java));
    results.put(Contender.JAVA_RACE, measured(row, javaRace));
    results.put(Contender.GO, measured(row, go));
    results.put(Contender.GO_RACE, measured(row, goRace));
    return results;
  }

  private static List<Comparison> all() {
    List<Comparison> comparisons = new ArrayList<>();
    for (Row row : RaceRows.all()) {
      comparisons.addAll(Comparison.of(row, results(row, 10, 40, 20, 160)));
    }
    return comparisons;
  }

  private static List<List<String>> lines(String table, String name) {
    return table
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> List.of(line.replace("± ", "±").replace(" ±", "±").split(" {2,}")))
        .toList();
  }

  @Test
  void everyRowAndFigureIsALineWithBothSlowdownsAndTheirRatio() {
    String table = RaceTable.of(all());
    for (Comparison comparison : all()) {
      assertThat(lines(table, comparison.name()))
          .containsExactly(
              List.of(
                  comparison.name(),
                  comparison.figure().unit(),
                  "10.0±0%",
                  "40.0±0%",
                  "4.00",
                  "20.0±0%",
                  "160±0%",
                  "8.00",
                  "0.50",
                  "0.25"));
    }
  }

  @Test
  void theMeansAreOfTheKernelsTimesAndOfNothingElse() {
    List<Comparison> comparisons = new ArrayList<>();
    comparisons.addAll(Comparison.of(row("matmul"), results(row("matmul"), 1, 2, 1, 4)));
    comparisons.addAll(Comparison.of(row("fields"), results(row("fields"), 1, 8, 1, 4)));
    comparisons.addAll(Comparison.of(row("fib"), results(row("fib"), 1, 32, 1, 2)));
    comparisons.addAll(Comparison.of(row("memory-map"), results(row("memory-map"), 1, 99, 1, 1)));
    comparisons.addAll(Comparison.of(row("hello"), results(row("hello"), 1, 99, 1, 1)));
    String table = RaceTable.of(comparisons);
    assertThat(lines(table, "Bound by memory"))
        .containsExactly(List.of("Bound by memory", "4.00", "4.00", "1.00", "1.00"));
    assertThat(lines(table, "all")) // the cube roots of 512, 32 and 16
        .containsExactly(List.of("all", "8.00", "3.17", "2.52", "2.52"));
  }

  @Test
  void whoFailsHasNoSlowdownAndLeavesTheMeansAlone() {
    Row row = row("matmul");
    Map<Contender, Result> failed = results(row, 10, 40, 20, 160);
    failed.put(Contender.GO_RACE, new Result.Failed("too many"));
    String table = RaceTable.of(Comparison.of(row, failed));
    assertThat(lines(table, "matmul"))
        .containsExactly(
            List.of("matmul", "ns", "10.0±0%", "40.0±0%", "4.00", "20.0±0%", "failed"));
    assertThat(lines(table, "all")).containsExactly(List.of("all", "4.00"));
    failed.remove(Contender.GO_RACE);
    assertThat(lines(RaceTable.of(Comparison.of(row, failed)), "matmul").getFirst()).endsWith("–");
  }

  @Test
  void theCsvIsReadAsItWasWrittenAndTheKernelsAreDrawn() throws Exception {
    Path file = directory.resolve("race.csv");
    Csv.write(file, all());
    assertThat(RaceTable.of(Csv.read(file, RaceRows.all()))).isEqualTo(RaceTable.of(all()));
    Plots.writeRace(directory, all());
    assertThat(ImageIO.read(directory.resolve("race.png").toFile()).getWidth()).isEqualTo(2_000);
    assertThat(Files.readString(directory.resolve("race.svg")))
        .contains("<svg", "eratosthenes", "pool-4", "java -race", "go -race")
        .doesNotContain("hello", "memory-map");
  }

  @Test
  void aSampleIsAProcessOfItsOwnAndWhoFailsIsNotStartedAgain() throws Exception {
    Row row = row("memory-idle");
    List<String> log = new ArrayList<>();
    Orchestrator orchestrator =
        new Orchestrator(
            (_, contender) -> {
              log.add(contender.title());
              return new Orchestrator.Rounds() {
                @Override
                public Answer round(int n, Duration time) throws WorkerFailure {
                  if (contender == Contender.GO_RACE) {
                    throw new WorkerFailure("too many");
                  }
                  return new Answer(1, 1, 1, Map.of("peak", (double) log.size()));
                }

                @Override
                public void close() {
                  log.add("closed");
                }
              };
            },
            new Plan(false, Duration.ZERO, 1, Duration.ZERO, Duration.ofSeconds(1)),
            (_, _, _) -> {});
    Map<Contender, Result> results =
        RaceCommand.samples(orchestrator, row, List.of(Contender.GO, Contender.GO_RACE), 2);
    assertThat(log).containsExactly("go", "closed", "go -race", "closed", "go", "closed");
    Result go = Objects.requireNonNull(results.get(Contender.GO));
    assertThat(go)
        .isEqualTo(new Result.Measured(Map.of(row.figures().getFirst(), List.of(1.0, 5.0))));
    assertThat(results.get(Contender.GO_RACE)).isEqualTo(new Result.Failed("too many"));
  }
}
