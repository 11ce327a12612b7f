package dev.millrace.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the race detector's bench. */
@Command(
    name = "race",
    description =
        "Measures what the race detector costs beside what Go's costs: the same programs, without"
            + " and with -race.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RaceCommand implements Callable<Integer> {
  private static final Plan FULL =
      new Plan(false, Duration.ofSeconds(2), 7, Duration.ofMillis(300), Duration.ofMinutes(10));
  private static final Plan QUICK =
      new Plan(true, Duration.ofMillis(1_000), 3, Duration.ofMillis(200), Duration.ofMinutes(3));

  @Parameters(
      paramLabel = "ROW",
      arity = "0..*",
      description = "only these; \"mutex-*\" is all whose names begin so")
  private List<String> names = new ArrayList<>();

  @Option(names = "--quick", description = "small counts and few rounds")
  private boolean quick;

  @Option(
      names = "--save",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DIR",
      description =
          "write race.csv, race-machine.txt, race.txt and a plot (race.svg and race.png) to a"
              + " directory; without one to bench/results")
  private @Nullable String save;

  @Option(
      names = "--list",
      description = "list the rows and what each of them does, and measure nothing")
  private boolean list;

  @Spec private @Nullable CommandSpec spec;

  private final Path bench =
      Path.of(System.getProperty("millrace.project", ""), "bench").toAbsolutePath();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Row> rows = selectRows();
    if (list) {
      rows.forEach(row -> out.printf("%-24s %s%n", row.name(), row.description()));
      return 0;
    }
    Plan plan = quick ? QUICK : FULL;
    Installation installation = new Installation(bench, plan.limit());
    if (!Files.isRegularFile(installation.agent())) {
      err.println(
          "the race detector is not built: there is no "
              + installation.agent()
              + "\nbuild it with: mvn -q -Dquick -Dmaven.test.skip -pl cli -am package"
              + "\nor say in MILLRACE_RACE_JAR where its jar is");
      return Main.SOME_FAILED;
    }
    try {
      installation.readRaceFlags();
    } catch (WorkerFailure failure) {
      err.println("millrace run -race cannot be asked for its flags: " + failure.getMessage());
      return Main.SOME_FAILED;
    }
    List<Contender> contenders = selectContenders(installation);
    if (!isWatching(installation, contenders)) {
      return Main.SOME_FAILED;
    }
    Map<Row, Map<Contender, Result>> results = measure(rows, contenders, installation, plan);
    List<Comparison> comparisons = new ArrayList<>();
    results.forEach((row, ofRow) -> comparisons.addAll(Comparison.of(row, ofRow)));
    List<String> machine = Machine.describeRace(contenders, plan, installation.shownRaceFlags());
    String table = RaceTable.of(comparisons);
    machine.forEach(out::println);
    out.println();
    out.print(table);
    save(comparisons, machine, table);
    return Main.explainGaps(results, out) ? Main.SOME_FAILED : 0;
  }

  /** Whether each detector reports a race that is there. */
  private boolean isWatching(Installation installation, List<Contender> contenders)
      throws InterruptedException {
    Plan once = new Plan(quick, Duration.ZERO, 1, Duration.ZERO, QUICK.limit());
    boolean watching = true;
    for (Map.Entry<Contender, Result> each :
        new Orchestrator(installation, once, (_, _, _) -> {})
            .run(RaceRows.RACY, contenders)
            .entrySet()) {
      if (each.getValue() instanceof Result.Failed(String cause)) {
        err.println(each.getKey().title() + " cannot be measured: " + cause);
        watching = false;
      }
    }
    return watching;
  }

  private Map<Row, Map<Contender, Result>> measure(
      List<Row> rows, List<Contender> contenders, Installation installation, Plan plan)
      throws InterruptedException {
    ProgressLine progress = new ProgressLine(err, rows);
    Orchestrator orchestrator = new Orchestrator(installation, plan, progress);
    Plan once = new Plan(plan.quick(), Duration.ZERO, 1, Duration.ZERO, plan.limit());
    Orchestrator fresh = new Orchestrator(installation, once, progress);
    Map<Row, Map<Contender, Result>> results = new LinkedHashMap<>();
    for (Row row : rows) {
      if (!RaceRows.isFresh(row)) {
        results.put(row, orchestrator.run(row, contenders));
        continue;
      }
      List<Contender> able = new ArrayList<>(contenders);
      String gap = RaceRows.tooLarge(plan.count(row), row, Machine.availableBytes());
      if (gap != null) {
        able.remove(Contender.GO_RACE);
      }
      Map<Contender, Result> ofRow = samples(fresh, row, able, plan.rounds(row));
      if (gap != null && contenders.contains(Contender.GO_RACE)) {
        ofRow.put(Contender.GO_RACE, new Result.Missing(gap));
      }
      results.put(row, ofRow);
    }
    err.print("\r\u001b[K");
    return results;
  }

  /** A row several times, each in a new process; who fails once has failed. */
  static Map<Contender, Result> samples(
      Orchestrator orchestrator, Row row, List<Contender> contenders, int count)
      throws InterruptedException {
    Map<Contender, Result> results = new EnumMap<>(Contender.class);
    List<Contender> left = new ArrayList<>(contenders);
    for (int sample = 0; sample < count; sample++) {
      // One after the other: what one holds is not there for the next.
      for (Contender contender :
          sample % 2 == 0 ? List.copyOf(left) : left.reversed().stream().toList()) {
        results.merge(
            contender,
            orchestrator
                .run(row, List.of(contender))
                .getOrDefault(contender, new Result.Failed("")),
            RaceCommand::join);
        if (!(results.get(contender) instanceof Result.Measured)) {
          left.remove(contender);
        }
      }
    }
    return results;
  }

  private static Result join(Result earlier, Result later) {
    if (earlier instanceof Result.Measured(var before)
        && later instanceof Result.Measured(var after)) {
      Map<Figure, List<Double>> values = new LinkedHashMap<>();
      before.forEach((figure, of) -> values.put(figure, new ArrayList<>(of)));
      after.forEach(
          (figure, of) -> values.computeIfAbsent(figure, _ -> new ArrayList<>()).addAll(of));
      return new Result.Measured(values);
    }
    return later;
  }

  private void save(List<Comparison> comparisons, List<String> machine, String table)
      throws IOException {
    if (save == null) {
      return;
    }
    Path directory = save.isEmpty() ? bench.resolve("results") : Path.of(save);
    Files.createDirectories(directory);
    Csv.write(directory.resolve("race.csv"), comparisons);
    Files.write(directory.resolve("race-machine.txt"), machine);
    Files.writeString(directory.resolve("race.txt"), table);
    if (!RaceTable.compared(comparisons).isEmpty()) {
      Plots.writeRace(directory, comparisons);
    }
    err.println("saved in " + directory);
  }

  private List<Row> selectRows() {
    try {
      return Main.select(RaceRows.all(), names, "millrace bench race --list");
    } catch (IllegalArgumentException none) {
      if (spec == null) {
        throw none;
      }
      throw new ParameterException(spec.commandLine(), none.getMessage());
    }
  }

  /** Java without and with the detector, and Go if it can be built here. */
  private List<Contender> selectContenders(Installation installation)
      throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>(List.of(Contender.JAVA, Contender.JAVA_RACE));
    if (Installation.version(Contender.GO) == null) {
      err.println("left out: go, which is not installed");
      return contenders;
    }
    try {
      installation.buildGoForRace();
      contenders.addAll(List.of(Contender.GO, Contender.GO_RACE));
    } catch (WorkerFailure failure) {
      err.println("left out: go; " + failure.getMessage());
    }
    return contenders;
  }
}
