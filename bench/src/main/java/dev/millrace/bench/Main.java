package dev.millrace.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the bench. */
@Command(
    name = "millrace bench",
    description = "Measures Millrace beside Go and what else there is on the JVM, on this machine.",
    subcommands = RaceCommand.class,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Main implements Callable<Integer> {
  static final int SOME_FAILED = 1;

  @Parameters(
      paramLabel = "ROW",
      arity = "0..*",
      description = "only these; \"chain-*\" is all whose names begin so")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--quick",
      description = "small counts and few rounds: less than five minutes for all rows")
  private boolean quick;

  @Option(
      names = "--against",
      split = ",",
      paramLabel = "SYSTEM",
      description =
          "measure beside these only; of go, jox, kotlin, juc, node (default: all that are"
              + " installed), and bare, which is tuned without the call sites of the probe")
  private List<String> against = List.of("go", "jox", "kotlin", "juc", "node");

  @Option(
      names = "--save",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DIR",
      description =
          "write results.csv, machine.txt and plots (SVG and PNG) to a directory; without one to"
              + " bench/results, and put them into docs/performance.md and"
              + " README.md")
  private @Nullable String save;

  @Option(
      names = "--allocation",
      description = "measure bytes and time of single operations with JMH instead")
  private boolean allocation;

  @Option(
      names = "--list",
      description = "list the rows and what each of them does, and measure nothing")
  private boolean list;

  @Spec private @Nullable CommandSpec spec;

  private final Path bench =
      Path.of(System.getProperty("millrace.project", ""), "bench").toAbsolutePath();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).setUsageHelpWidth(100).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Row> rows = selectRows();
    if (list) {
      rows.forEach(row -> out.printf("%-24s %s%n", row.name(), row.description()));
      return 0;
    }
    if (allocation) {
      return Allocation.run(quick);
    }
    Plan plan = quick ? Plan.QUICK : Plan.FULL;
    Installation installation = new Installation(bench, plan.limit());
    List<Contender> contenders = selectContenders(installation);
    Orchestrator orchestrator = new Orchestrator(installation, plan, new ProgressLine(err, rows));
    Map<Row, Map<Contender, Result>> results = new LinkedHashMap<>();
    for (Row row : rows) {
      results.put(row, orchestrator.run(row, contenders));
    }
    err.print("\r\u001b[K");
    List<Comparison> comparisons = new ArrayList<>();
    results.forEach((row, ofRow) -> comparisons.addAll(Comparison.of(row, ofRow)));
    List<String> machine = Machine.describe(contenders, plan);
    machine.forEach(out::println);
    out.println();
    out.print(Table.of(comparisons, contenders));
    save(comparisons, machine);
    return explainGaps(results, out) ? SOME_FAILED : 0;
  }

  private void save(List<Comparison> comparisons, List<String> machine) throws IOException {
    if (save == null) {
      return;
    }
    Path directory = save.isEmpty() ? bench.resolve("results") : Path.of(save);
    Files.createDirectories(directory);
    Csv.write(directory.resolve("results.csv"), comparisons);
    Files.write(directory.resolve("machine.txt"), machine);
    Plots.write(directory, comparisons);
    if (save.isEmpty()) {
      Document.updateGuide(bench.resolveSibling("docs").resolve("performance.md"), directory);
      Document.updateReadme(bench.resolveSibling("README.md"), directory);
    }
    err.println("saved in " + directory);
  }

  private List<Row> selectRows() {
    try {
      return select(Rows.all(), names, "millrace bench --list");
    } catch (IllegalArgumentException none) {
      throw usage(String.valueOf(none.getMessage()));
    }
  }

  /** The rows that have been named, or all. */
  static List<Row> select(List<Row> all, List<String> names, String lister) {
    if (names.isEmpty()) {
      return all;
    }
    for (String name : names) {
      if (all.stream().noneMatch(row -> matches(row, name))) {
        throw new IllegalArgumentException(
            "no row is called " + name + "; " + lister + " lists them");
      }
    }
    return all.stream().filter(row -> names.stream().anyMatch(name -> matches(row, name))).toList();
  }

  private static boolean matches(Row row, String name) {
    return name.endsWith("*")
        ? row.name().startsWith(name.substring(0, name.length() - 1))
        : row.name().equals(name);
  }

  /** Those asked for that are installed, Millrace itself and the floor. */
  private List<Contender> selectContenders(Installation installation)
      throws IOException, InterruptedException {
    for (String name : against) {
      if (Contender.offered().stream()
          .noneMatch(contender -> !contender.isOurs() && contender.title().equals(name))) {
        throw usage(
            "no system is called " + name + "; there are go, jox, kotlin, juc, node and bare");
      }
    }
    List<Contender> contenders = new ArrayList<>(List.of(Contender.RAW, Contender.FLOOR));
    for (Contender contender : Contender.offered()) {
      if (!contender.isOurs() && !against.contains(contender.title())) {
        continue;
      }
      String version = Installation.version(contender);
      if (version == null) {
        err.println("left out: " + contender.title() + ", which is not installed");
        continue;
      }
      if (contender == Contender.GO) {
        try {
          installation.buildGo();
        } catch (WorkerFailure failure) {
          err.println("left out: " + contender.title() + "; " + failure.getMessage());
          continue;
        }
      }
      if (contender == Contender.BARE) {
        installation.buildBare();
      }
      contenders.add(contender);
    }
    return contenders;
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(spec.commandLine(), message);
  }

  /** Says why cells are empty; whether one of them failed. */
  static boolean explainGaps(Map<Row, Map<Contender, Result>> results, PrintStream out) {
    Map<String, List<String>> dashes = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    results.forEach((row, ofRow) ->
        ofRow.forEach((contender, result) -> {
          switch (result) {
            case Result.Measured _ -> {}
            case Result.Failed(String cause) ->
                failures.add(row.name() + ", " + contender.title() + ": " + cause);
            case Result.Missing(String reason) -> {
              if (!contender.isFloor()) {
                dashes
                    .computeIfAbsent(contender.title() + ": " + reason, _ -> new ArrayList<>())
                    .add(row.name());
              }
            }
          }
        }));
    if (!dashes.isEmpty()) {
      out.println("\n–");
      dashes.forEach((why, of) ->
          out.println(
              "  "
                  + why
                  + " ("
                  + (of.size() > 16 ? of.size() + " rows" : String.join(", ", of))
                  + ")"));
    }
    if (!failures.isEmpty()) {
      out.println("\nfailed");
      failures.forEach(failure -> out.println("  " + failure));
    }
    return !failures.isEmpty();
  }
}
