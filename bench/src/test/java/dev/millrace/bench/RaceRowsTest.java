package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.bench.race.RaceKernels;
import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel is the same program in Java and in Go. */
class RaceRowsTest {
  private static final Path BENCH =
      Path.of(System.getProperty("millrace.root", ".."), "bench").toAbsolutePath();

  @TempDir static Path directory;

  private static Path worker = Path.of("");

  @BeforeAll
  static void buildGo() throws Exception {
    if (Installation.version(Contender.GO) != null) {
      worker = directory.resolve("go-worker");
      run(BENCH.resolve("go"), "go", "build", "-o", worker.toString(), ".");
    }
  }

  private static String run(Path in, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
    builder.environment().put("GOTOOLCHAIN", "local");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** What is exponential in n, or must not be the whole of memory. */
  private static List<Integer> tiny(Row row) {
    return row.name().equals("trees") || row.name().equals("memory-tree")
        ? List.of(1, 6)
        : List.of(8, 24);
  }

  private static List<Row> kernels() {
    Set<String> ofTheBench = Worker.suite("millrace").names();
    return RaceRows.all().stream()
        .filter(row -> row.group() != Row.Group.START && !ofTheBench.contains(row.name()))
        .toList();
  }

  @Test
  void everyKernelComesToTheSameInJavaAndInGo() throws Exception {
    assumeTrue(Installation.version(Contender.GO) != null, "go is not installed");
    Map<String, Long> java = new LinkedHashMap<>();
    Map<String, Long> go = new LinkedHashMap<>();
    for (Row row : kernels()) {
      try (WorkerProcess process =
          WorkerProcess.start(new ProcessBuilder(worker.toString(), row.name()))) {
        process.awaitReady(Duration.ofSeconds(20));
        for (int n : tiny(row)) {
          java.put(
              row.name() + " " + n,
              Objects.requireNonNull(RaceKernels.kernels().get(row.name())).run(n, new Figures()));
          go.put(
              row.name() + " " + n, process.round(n, Duration.ZERO, Duration.ofSeconds(20)).sum());
        }
      }
    }
    assertThat(go).isEqualTo(java);
  }

  @Test
  void whatIsExpectedOfARowComesOut() throws Exception {
    for (Row row : kernels()) {
      for (int n : tiny(row)) {
        Figures figures = new Figures();
        assertThat(Objects.requireNonNull(Worker.suite("race").get(row.name())).run(n, figures))
            .as(row.name())
            .isEqualTo(row.expected().applyAsLong(n));
        if (row.isMeasured()) {
          assertThat(figures.values().keySet())
              .containsExactlyInAnyOrderElementsOf(
                  row.figures().stream().map(Figure::name).toList());
        }
      }
    }
  }

  @Test
  void javaAndGoHaveTheSameKernelsAndEachOfThemIsARow() throws Exception {
    Set<String> rows = new TreeSet<>(kernels().stream().map(Row::name).toList());
    rows.add(RaceRows.RACY.name());
    assertThat(new TreeSet<>(RaceKernels.kernels().names())).isEqualTo(rows);
    assumeTrue(Installation.version(Contender.GO) != null, "go is not installed");
    assertThat(new TreeSet<>(run(BENCH, worker.toString(), "-kernels").lines().toList()))
        .isEqualTo(rows);
  }

  @Test
  void whatWouldTakeMoreMemoryThanIsFreeIsLeftOut() {
    Row scale = RaceRows.all().stream().filter(RaceRows::isFresh).toList().getLast();
    assertThat(RaceRows.tooLarge(1_000_000, scale, 21_000_000_000L))
        .isEqualTo("1,000,000 goroutines take 22 GB of it, and 21 GB are free");
    assertThat(RaceRows.tooLarge(200_000, scale, 21_000_000_000L)).isNull();
    Row kernel = RaceRows.all().getFirst();
    assertThat(RaceRows.tooLarge(5_000_000, kernel, 1_000_000)).isNull();
    assertThat(Machine.availableBytes()).isGreaterThan(1_000_000);
  }

  @Test
  void rowsHaveNamesOfTheirOwn() {
    assertThat(RaceRows.all().stream().map(Row::name)).doesNotHaveDuplicates();
  }

  @Test
  void aMatrixAndATreeAreAsManyOperationsAsTheyHave() {
    Map<String, Row> rows = new LinkedHashMap<>();
    RaceRows.all().forEach(row -> rows.put(row.name(), row));
    assertThat(Objects.requireNonNull(rows.get("matmul")).operations().applyAsLong(10))
        .isEqualTo(1_000);
    // fib(3), fib(2), fib(1), fib(0), fib(1)
    assertThat(Objects.requireNonNull(rows.get("fib")).operations().applyAsLong(3)).isEqualTo(5);
    assertThat(Objects.requireNonNull(rows.get("trees")).operations().applyAsLong(2))
        .isEqualTo(9 * 7);
  }

  @Test
  void aDetectorThatSaysNothingIsNotMeasured() throws Exception {
    Installation.Started started =
        new Installation.Started(fake("works"), true, Duration.ofSeconds(60));
    try (started) {
      assertThatThrownBy(() -> started.round(45, Duration.ZERO))
          .hasMessage("no report of a race that is there");
    }
  }

  @Test
  void aReportWhereThereIsNoRaceIsAFailure() throws Exception {
    Installation.Started started =
        new Installation.Started(fake("accuses"), false, Duration.ofSeconds(60));
    try (started) {
      assertThatThrownBy(() -> started.round(45, Duration.ZERO))
          .hasMessage("a report of a race where there is none");
    }
    Installation.Started asked =
        new Installation.Started(fake("accuses"), true, Duration.ofSeconds(60));
    try (asked) {
      assertThat(asked.round(45, Duration.ZERO).sum()).isEqualTo(90);
    }
  }

  private static WorkerProcess fake(String mode) throws IOException {
    return WorkerProcess.start(
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FakeWorker.class.getName(),
            mode));
  }
}
