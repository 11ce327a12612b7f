package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code millrace run -race}. What is a race and what is none is the detector's own tests' job. */
class RaceTest {
  private static final String FOUND = "Found 1 data race(s)\n";

  /** Which of the two comes first is chance. */
  private static final String REPORT =
      """
      ==================
      WARNING: DATA RACE
      Write at field Races\\.counter of 0x[0-9a-f]+ by goroutine [23]:
        Races\\.lambda\\$count\\$0\\(Races\\.java:\\d+\\)

      Previous write at field Races\\.counter of 0x[0-9a-f]+ by goroutine [23]:
        Races\\.lambda\\$count\\$0\\(Races\\.java:\\d+\\)

      Goroutine [23] \\(running\\) created at:
        Races\\.count\\(Races\\.java:\\d+\\)
        (?:Races\\..*
        )*Races\\.main\\(Races\\.java:\\d+\\)

      Goroutine [23] \\((running|finished)\\) created at:
        Races\\.count\\(Races\\.java:\\d+\\)
        (?:Races\\..*
        )*Races\\.main\\(Races\\.java:\\d+\\)
      ==================
      """;

  @TempDir static Path shared;
  private static Programs programs;

  @TempDir Path base;

  @BeforeAll
  static void prepare() throws IOException {
    programs = Programs.prepare("Races.java", shared);
  }

  private static Result run(String program) throws IOException {
    return run("", program);
  }

  private static Result run(String options, String program) throws IOException {
    return programs.run(List.of("-race"), Map.of("MILLRACE_RACE", options), program);
  }

  @Test
  void aRaceIsToldAndTheProgramGoesOnAndEndsWith66() throws IOException {
    Result result = run("countAndGoOn");
    assertThat(result.err()).matches(REPORT + "Found 1 data race\\(s\\)\n");
    assertThat(result.out()).isEqualTo("after\n");
    assertThat(result.exitCode()).isEqualTo(66);
  }

  @Test
  void withoutTheFlagNothingIsSaid() throws IOException {
    assertThat(programs.run("countAndGoOn")).isEqualTo(new Result(0, "after\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"withMutex", "withChannel"})
  void whatIsOrderedIsNoRace(String program) throws IOException {
    assertThat(run(program)).isEqualTo(new Result(0, "2\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "cut"})
  void aDamagedArchiveIsNeitherSeenNorKept(String damage) throws IOException {
    Command command = Command.in(base);
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
    Path cache = Files.createDirectory(base.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
    command.with("MILLRACE_CACHE", cache.toString());
    Result hello = new Result(0, "hello\n", "");
    assertThat(command.run("run", "-race", "Hello.java")).isEqualTo(hello);
    Path archive;
    try (Stream<Path> files = Files.walk(cache.resolve("aot"))) {
      archive = files.filter(file -> file.endsWith("race")).findFirst().orElseThrow();
    }
    long size = Files.size(archive);
    Files.write(
        archive,
        damage.equals("cut")
            ? Arrays.copyOf(Files.readAllBytes(archive), 1_000_000)
            : damage.getBytes(StandardCharsets.UTF_8));
    // As if the damage were older than the entry: the JVM then has to cope.
    Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
    assertThat(command.run("run", "-race", "Hello.java")).isEqualTo(hello);
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(command.run("run", "-race", "Hello.java")).isEqualTo(hello);
    assertThat(Files.size(archive)).isBetween(size / 2, size * 2);
  }

  @Test
  void twoThatRunOneAfterTheOtherRaceAllTheSame() throws IOException {
    Result result = run("oneAfterTheOther");
    assertThat(result.err())
        .contains(
            "\nRead at field Races.counter of ", "\nPrevious write at field Races.counter of ")
        .endsWith(FOUND)
        .doesNotContain("created$");
    assertThat(result.out()).isEqualTo("1\n");
    assertThat(result.exitCode()).isEqualTo(66);
  }

  /** The place is that of the first line that matches. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "makesHashMap | HashMap | stock | return new HashMap<>()",
        "makesHashSet | HashSet | makes | case \"HashSet\"",
        "makesStringBuilder | StringBuilder | makes | case \"StringBuilder\"",
        "makesLinkedHashSet | LinkedHashSet | makes | case \"LinkedHashSet\"",
        "makesArrayList | ArrayList | makes | case \"ArrayList\"",
        "collects | ArrayList | makes | default -> List.of",
        "manyUnused | HashMap | stock | return new HashMap<>()",
      })
  void anObjectOfTheJdkIsNamedByWhereItWasMade(
      String program, String type, String method, String line) throws IOException {
    Result result = run(program);
    String made = type + " made at Races." + method + "(Races.java:" + lineOf(line) + ")";
    assertThat(result.err())
        .contains("Write at " + made + " by ", "\nPrevious write at " + made + " by ")
        .endsWith(FOUND);
    assertThat(result.exitCode()).isEqualTo(66);
  }

  private static int lineOf(String text) throws IOException {
    try (InputStream in = RaceTest.class.getResourceAsStream("Races.java")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return 1
          + IntStream.range(0, lines.size())
              .filter(i -> lines.get(i).contains(text))
              .findFirst()
              .orElseThrow();
    }
  }

  @Test
  void sarifHasThePlaceWhereItWasMade() throws IOException {
    Path file = base.resolve("races.sarif");
    assertThat(run("sarif=" + file, "makesHashMap").exitCode()).isEqualTo(66);
    JsonObject sarif = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonObject result = only(only(sarif, "runs"), "results");
    assertThat(result.getAsJsonObject("message").get("text").getAsString())
        .startsWith("data race at HashMap made at Races.stock(Races.java:");
    JsonObject made = result.getAsJsonArray("relatedLocations").get(1).getAsJsonObject();
    assertThat(only(made, "logicalLocations").get("fullyQualifiedName").getAsString())
        .isEqualTo("Races.stock");
    assertThat(
            made.getAsJsonObject("physicalLocation")
                .getAsJsonObject("region")
                .get("startLine")
                .getAsInt())
        .isEqualTo(lineOf("return new HashMap<>()"));
  }

  /** An access by a call is at the call's line, and is not in the middle of that call. */
  @Test
  void theInnermostFrameStandsOnce() throws IOException {
    String add =
        """
          Races\\.change\\(Races\\.java:\\d+\\)
          Races\\.lambda\\$makes\\$\\d+\\(Races\\.java:\\d+\\)

        """;
    assertThat(run("makesHashMap").err()).matches("(?s).* by goroutine \\d+:\n" + add + "Prev.*");
    String sum =
        """
          Races\\.sum\\(Races\\.java:\\d+\\)
          Races\\.sum\\(Races\\.java:\\d+\\)
          Races\\.lambda\\$recursive\\$\\d+\\(Races\\.java:\\d+\\)

        """;
    assertThat(run("recursive").err())
        .matches("(?s).*Read at .* by goroutine \\d+:\n" + sum + "Prev.*");
  }

  @ParameterizedTest
  @CsvSource({"exit0, 66", "exit3, 3", "crash, 2", "deadlock, 2"})
  void onlyAProgramThatEndsWellEndsOtherwiseForItsRaces(String program, int exitCode)
      throws IOException {
    Result result = run(program);
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.err()).startsWith("==================\nWARNING: DATA RACE\n").endsWith(FOUND);
  }

  @Test
  void whatElseIsToldIsToldAsWell() throws IOException {
    assertThat(run("crash").err())
        .contains("\nException in goroutine 1 java.lang.IllegalStateException: crash\n");
    assertThat(run("deadlock").err())
        .contains("\nfatal error: all goroutines are asleep - deadlock!\n");
    Result leaks = programs.run(List.of("-race", "-leaks=fail"), Map.of(), "leaks");
    assertThat(leaks.err()).contains("\nleaked: ", " [chan receive] at Races.", FOUND);
    assertThat(leaks.exitCode()).isEqualTo(3);
  }

  @Test
  void haltEndsTheProgramAtItsFirstRace() throws IOException {
    Result result = run("halt", "countAndGoOn");
    assertThat(result.err()).matches(REPORT + "Found 1 data race\\(s\\)\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(66);
    assertThat(run("exit-code=7 halt", "countAndGoOn").exitCode()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 255})
  void theExitCodeCanBeAnother(int code) throws IOException {
    Result result = run("exit-code=" + code, "count");
    assertThat(result.exitCode()).isEqualTo(code);
    assertThat(result.err()).endsWith(FOUND);
  }

  @Test
  void aLogIsAppendedTo() throws IOException {
    Path log = Files.writeString(base.resolve("races.txt"), "before\n");
    assertThat(run("log=" + log, "count")).isEqualTo(new Result(66, "", ""));
    assertThat(Files.readString(log)).matches("before\n" + REPORT + "Found 1 data race\\(s\\)\n");
  }

  @Test
  void sarifIsWhatItsReadersExpect() throws IOException {
    Path file = base.resolve("races.sarif");
    assertThat(run("sarif=" + file, "count").exitCode()).isEqualTo(66);
    JsonObject sarif = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(sarif.get("version").getAsString()).isEqualTo("2.1.0");
    assertThat(sarif.get("$schema").getAsString()).endsWith("sarif-2.1.0.json");
    JsonObject run = only(sarif, "runs");
    JsonObject driver = run.getAsJsonObject("tool").getAsJsonObject("driver");
    JsonObject result = only(run, "results");
    assertThat(result.get("ruleId")).isEqualTo(only(driver, "rules").get("id"));
    assertThat(result.getAsJsonObject("message").get("text").getAsString())
        .matches(
            "data race at field Races\\.counter of 0x[0-9a-f]+: write by goroutine [23], previous"
                + " write by goroutine [23]");
    for (String locations : List.of("locations", "relatedLocations")) {
      JsonObject location = only(result, locations);
      assertThat(only(location, "logicalLocations").get("fullyQualifiedName").getAsString())
          .isEqualTo("Races.lambda$count$0");
      JsonObject place = location.getAsJsonObject("physicalLocation");
      assertThat(place.getAsJsonObject("artifactLocation").get("uri").getAsString())
          .isEqualTo("Races.java");
      assertThat(place.getAsJsonObject("region").get("startLine").getAsInt()).isPositive();
    }
    assertThat(result.getAsJsonArray("stacks")).hasSize(2);
  }

  private static JsonObject only(JsonObject in, String array) {
    assertThat(in.getAsJsonArray(array)).as(array).hasSize(1);
    return in.getAsJsonArray(array).get(0).getAsJsonObject();
  }

  @Test
  void sarifIsWrittenWhereThereIsNoRaceToo() throws IOException {
    Path file = base.resolve("races.sarif");
    assertThat(run("sarif=" + file, "none")).isEqualTo(new Result(0, "", ""));
    JsonObject sarif = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(only(sarif, "runs").getAsJsonArray("results")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "suppress=Races",
        "suppress=Races.counter",
        "suppress=Races.lambda$count$0",
        "exclude=Races"
      })
  void whatIsSuppressedOrExcludedIsNotTold(String option) throws IOException {
    assertThat(run(option, "count")).isEqualTo(new Result(0, "", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "suppress=Race",
        "suppress=Races.count",
        "suppress=Races.lambda",
        "exclude=Races.counter"
      })
  void whatHasAnotherNameIsTold(String option) throws IOException {
    Result result = run(option, "count");
    assertThat(result.err()).endsWith(FOUND);
    assertThat(result.exitCode()).isEqualTo(66);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | \"nonsense\" is no option of the race detector; they are halt, exit-code=N,",
        "halt=1 | \"halt=1\" is no option of the race detector; they are halt,",
        "log= | \"log=\" is no option of the race detector; they are halt,",
        "exit-code=x | exit-code=x: it must be a whole number from 0 to 255",
        "exit-code=256 | exit-code=256: it must be a whole number from 0 to 255",
        "log=no/such | cannot use no/such",
        "edges=no-such | cannot use no-such",
      })
  void aWrongOptionIsSaidBeforeTheProgramBegins(String option, String message) throws IOException {
    Result result = run(option, "countAndGoOn");
    assertThat(result.err()).startsWith("millrace: -race: " + message).hasLineCount(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exclude=dev", "suppress=dev.millrace.race.check.*"})
  void aDetectorThatFindsNothingDoesNotBegin(String option) throws IOException {
    Result result = run(option, "countAndGoOn");
    assertThat(result.err())
        .startsWith("millrace: -race: a race that is there for a test is not found")
        .hasLineCount(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void aWrongRuleIsSaid() throws IOException {
    Path rules = Files.writeString(base.resolve("rules"), "in Races\nacquires lock(this)\n");
    Result result = run("edges=" + rules, "count");
    assertThat(result)
        .isEqualTo(
            new Result(
                2,
                "",
                "millrace: -race: not a rule of what orders threads: acquires lock(this)\n"));
  }

  /**
   * To see a thread's state orders nothing, so that the two come one after the other, unordered.
   */
  @Test
  void aRuleIsAnEdge() throws IOException {
    Command command = Command.in(base);
    command.file(
        "Main.java",
        """
        int data;
        void main() throws Exception {
          var gate = new Gate();
          var first = new Thread(() -> { data++; gate.open(); });
          var second = new Thread(() -> { gate.pass(); data++; });
          first.start();
          while (first.getState() != Thread.State.TERMINATED) Thread.onSpinWait();
          second.start();
          second.join();
        }
        """);
    command.file("Gate.java", "class Gate { void open() {} void pass() {} }");
    Path rules = Files.writeString(base.resolve("rules"), "in Gate\nrelease open(this)\n");
    command.with("MILLRACE_RACE", "edges=" + rules);
    Result half = command.run("run", "-race", "Main.java");
    assertThat(half.err()).contains(" at field Main.data of ").endsWith(FOUND);
    assertThat(half.exitCode()).isEqualTo(66);
    Files.writeString(rules, "in Gate\nrelease open(this)\nacquire pass(this)\n");
    assertThat(command.run("run", "-race", "Main.java")).isEqualTo(new Result(0, "", ""));
  }

  @Test
  void aProgramThatWasStartedWithoutTheFlagIsWatchedWithIt() throws IOException {
    Command command = Command.in(base);
    command.file(
        "Main.java",
        """
        static int data;
        void main() throws Exception {
          var first = new Thread(() -> data++);
          var second = new Thread(() -> data++);
          first.start();
          second.start();
          first.join();
          second.join();
        }
        """);
    for (int i = 0; i < 2; i++) { // the second one starts from the caches that the first has filled
      assertThat(command.run("run", "Main.java")).isEqualTo(new Result(0, "", ""));
    }
    for (int i = 0; i < 2; i++) {
      Result result = command.run("run", "-race", "Main.java");
      assertThat(result.err()).contains(" at field Main.data by thread ").endsWith(FOUND);
      assertThat(result.exitCode()).isEqualTo(66);
    }
    assertThat(command.run("run", "Main.java")).isEqualTo(new Result(0, "", ""));
  }

  @Test
  void jarsAndClassPathsAreWatched() throws IOException {
    Command command = Command.in(base);
    Path source =
        command.file(
            "src/App.java",
            """
            public class App {
              static int data;
              public static void main(String... args) throws Exception {
                Thread first = new Thread(() -> data++);
                first.start();
                data++;
                first.join();
              }
            }
            """);
    Path classes = command.directory.resolve("classes");
    tool("javac", "-d", classes.toString(), source.toString());
    Path jar = command.directory.resolve("app.jar");
    tool("jar", "-c", "-f", jar.toString(), "-e", "App", "-C", classes.toString(), ".");
    for (List<String> program :
        List.of(
            List.of("app.jar"),
            List.of("-cp", "app.jar", "App"),
            List.of("-cp", "classes", "App"))) {
      var words = new ArrayList<>(List.of("run", "-race"));
      words.addAll(program);
      Result result = command.run(words.toArray(String[]::new));
      assertThat(result.err()).contains(" at field App.data by ").endsWith(FOUND);
      assertThat(result.exitCode()).isEqualTo(66);
    }
  }

  private static void tool(String name, String... arguments) {
    ToolProvider tool = ToolProvider.findFirst(name).orElseThrow();
    assertThat(tool.run(System.out, System.err, arguments)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-J-XX:+UseG1GC", "-J-XX:+UseZGC", "-J-XX:+UseSerialGC"})
  void anyCollectorWillDo(String collector) throws IOException {
    Result race = programs.run(List.of("-race", collector), Map.of(), "count");
    assertThat(race.err()).matches(REPORT + "Found 1 data race\\(s\\)\n");
    assertThat(race.exitCode()).isEqualTo(66);
    assertThat(programs.run(List.of("-race", collector), Map.of(), "withMutex"))
        .isEqualTo(new Result(0, "2\n", ""));
  }

  @Test
  void aProgramCannotTellThatItIsWatched() throws IOException {
    Result without = programs.run("looksAtItself");
    assertThat(without.err()).isEmpty();
    assertThat(without.out()).contains("Races$Plain", "\n2 3 null [4]\n");
    assertThat(run("looksAtItself")).isEqualTo(without);
  }

  @Test
  void aMethodThatWouldBecomeTooLongStaysAsItIs() throws IOException {
    Command command = Command.in(base);
    command.file(
        "Main.java",
        """
        int x;
        void main() throws Exception {
          count();
          IO.println(x);
          var first = new Thread(() -> x++);
          first.start();
          x++;
          first.join();
        }
        void count() {
        """
            + "x++;\n".repeat(6000)
            + "}\n");
    Result result = command.run("run", "-race", "Main.java");
    assertThat(result.out()).isEqualTo("6000\n");
    assertThat(result.err()).contains(" at field Main.x of ").endsWith(FOUND);
    assertThat(result.exitCode()).isEqualTo(66);
  }

  @Test
  void aClassThatCannotBeWatchedIsNamedOnceAndWorks() throws IOException {
    Command command = Command.in(base);
    command.file("Main.java", "void main() { IO.println(Full.next() + Full.next()); }");
    // So many names that there is no room for ours.
    command.file(
        "Full.java",
        IntStream.range(0, 20_000)
            .mapToObj("int f%d;\n"::formatted)
            .collect(
                Collectors.joining(
                    "",
                    "class Full {\nstatic int n;\nstatic int next() { return ++n; }\n",
                    "}\n")));
    Result result = command.run("run", "-race", "Main.java");
    assertThat(result.out()).isEqualTo("3\n");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .startsWith("millrace: -race: cannot watch Full, which is left as it is: ")
        .hasLineCount(1);
  }
}
