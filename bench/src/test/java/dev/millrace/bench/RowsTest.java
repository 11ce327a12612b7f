package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.bench.worker.Elements;
import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.FiguresBody;
import dev.millrace.bench.worker.Suite;
import dev.millrace.bench.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every system does every row, or says why not, and all of them come to the same result. */
class RowsTest {
  private static final Path BENCH =
      Path.of(System.getProperty("millrace.root", ".."), "bench").toAbsolutePath();

  /** Small, and a multiple of what the rows divide it by; or seconds would be spent on a row. */
  private static int tiny(Row row) {
    boolean isLarge =
        row.operations().applyAsLong(1) >= 1_000
            || List.of("work-pairs", "longest-wait-hogs", "units-8").contains(row.name());
    return isLarge ? 2 : 40;
  }

  @TestFactory
  Stream<DynamicTest> aRowComesToItsResult() {
    return Stream.of(Contender.PLAIN, Contender.JOX, Contender.KOTLIN, Contender.JUC)
        .flatMap(contender -> {
          Suite suite = Worker.suite(contender.suite());
          return Rows.all().stream()
              .filter(row -> Gaps.reason(row, contender) == null)
              .map(row ->
                  DynamicTest.dynamicTest(
                      contender.title() + ": " + row.name(), () -> run(suite, row)));
        });
  }

  private static void run(Suite suite, Row row) {
    FiguresBody body = Objects.requireNonNull(suite.get(row.name()));
    Figures figures = new Figures();
    int n = tiny(row);
    long sum =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> body.run(n, figures), row.name());
    assertThat(sum).isEqualTo(row.expected().applyAsLong(n));
    if (row.isMeasured()) {
      assertThat(figures.values().keySet())
          .containsAll(
              row.figures().stream().filter(figure -> !figure.isTime()).map(Figure::name).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "JOX", "KOTLIN", "JUC"})
  void aSystemHasARowOrAReasonForHavingNone(Contender contender) {
    assertThat(new TreeSet<>(Worker.suite(contender.suite()).names())).isEqualTo(rowsOf(contender));
  }

  private static Set<String> rowsOf(Contender contender) {
    Set<String> names = new TreeSet<>();
    for (Row row : Rows.all()) {
      if (Gaps.reason(row, contender) == null) {
        names.add(row.name());
      }
    }
    return names;
  }

  @Test
  void theFloorHasAsManyStacksAsARowNeeds() {
    Set<String> floors = Worker.suite("floor").names();
    List<Row> bound = Rows.all().stream().filter(Row::isSwitchBound).toList();
    assertThat(bound)
        .extracting(Row::name)
        .contains("rendezvous", "ping-pong", "spawn-result", "sieve", "chain-0", "pairs-0");
    for (Row row : bound) {
      assertThat(floors)
          .contains(Floor.rowName(row, Contender.FLOOR), Floor.rowName(row, Contender.RAW));
    }
  }

  @Test
  void theFloorSwitchesAsOftenAsItSays() throws Exception {
    for (String name : List.of("park-2", "raw-2", "park-500", "raw-500")) {
      Figures figures = new Figures();
      assertThat(Objects.requireNonNull(Worker.suite("floor").get(name)).run(1_000, figures))
          .isEqualTo(1);
      assertThat(figures.values().get("switch")).isPositive();
    }
  }

  @Test
  void goVetsAndHasARowOrAReasonForHavingNone() throws IOException, InterruptedException {
    assumeTrue(Installation.version(Contender.GO) != null, "go is not installed");
    Path go = BENCH.resolve("go");
    assertThat(output(go, "go", "vet", ".")).isEmpty();
    assertThat(new TreeSet<>(output(go, "go", "run", ".", "-list").lines().toList()))
        .isEqualTo(rowsOf(Contender.GO));
  }

  @Test
  void nodeHasARowOrAReasonForHavingNone() throws IOException, InterruptedException {
    assumeTrue(Installation.version(Contender.NODE) != null, "node is not installed");
    assertThat(new TreeSet<>(output(BENCH, "node", "node/worker.mjs", "-list").lines().toList()))
        .isEqualTo(rowsOf(Contender.NODE));
  }

  private static String output(Path directory, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("GOTOOLCHAIN", "local");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void theSumOfElementsIsThatOfTheElements() {
    for (int n : new int[] {0, 1, 127, 128, 129, 1_000}) {
      long sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Elements.element(i);
      }
      assertThat(Elements.sum(n)).isEqualTo(sum);
    }
  }

  @Test
  void theSieveFindsFiveHundredPrimesAndItsCrossingsAreThoseOfItsChannels() {
    // 2, 3, 5, 7; and 4, 6, 8 stop at the first filter, while 3, 5, 7 pass one, two, three.
    assertThat(Rows.crossings(9)).isEqualTo((1 + 2 + 3 + 4) + 3);
    assertThat(Rows.sumOfPrimes(9)).isEqualTo(2 + 3 + 5 + 7);
    Row sieve =
        Rows.all().stream().filter(row -> row.name().equals("sieve")).findFirst().orElseThrow();
    assertThat(Rows.sumOfPrimes(sieve.n()) - Rows.sumOfPrimes(sieve.n() - 1)).isEqualTo(3_571);
  }

  @Test
  void rowsHaveNamesOfTheirOwn() {
    List<String> names = new ArrayList<>(Rows.all().stream().map(Row::name).toList());
    assertThat(names).doesNotHaveDuplicates();
  }
}
