package dev.millrace.bench;

import dev.millrace.bench.worker.Worker;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is installed here, and how a worker of each system is started. */
final class Installation implements Orchestrator.Launcher {
  /** How the detectors' reports begin, Go's and ours. */
  private static final String REPORT = "WARNING: DATA RACE";

  /** Where another agent is than the one that is built here, if one is to be measured. */
  private static final String OTHER_AGENT =
      Objects.requireNonNullElse(System.getenv("MILLRACE_RACE_JAR"), "");

  private final Path bench;
  private final Path goWorker;
  private final Path goRaceWorker;
  private final Path bare;
  private final Duration limit;
  private List<String> raceFlags = List.of();

  /**
   * @param bench the directory of this module
   * @param limit how long a worker may take for one answer
   */
  Installation(Path bench, Duration limit) {
    this.bench = bench;
    this.limit = limit;
    goWorker = bench.resolve("target/go-worker").toAbsolutePath();
    goRaceWorker = bench.resolve("target/go-race-worker").toAbsolutePath();
    bare = bench.resolve("target/bare").toAbsolutePath();
  }

  /** The version of what the contender needs; null if it is not installed. */
  static @Nullable String version(Contender contender) {
    return switch (contender.platform()) {
      case JVM -> System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
      case NATIVE -> firstLine("go", "version");
      case NODE -> firstLine("node", "--version");
    };
  }

  private static @Nullable String firstLine(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String line = process.inputReader().readLine();
      return process.waitFor() == 0 && line != null ? line : null;
    } catch (IOException missing) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Builds the worker of the Go rows. */
  void buildGo() throws IOException, WorkerFailure, InterruptedException {
    buildGo(".", goWorker, false);
  }

  /** Builds the workers and hello, each without and with the race detector. */
  void buildGoForRace() throws IOException, WorkerFailure, InterruptedException {
    buildGo();
    buildGo(".", goRaceWorker, true);
    buildGo("./hello", hello(false), false);
    buildGo("./hello", hello(true), true);
  }

  private Path hello(boolean race) {
    return bench.resolve(race ? "target/go-race-hello" : "target/go-hello").toAbsolutePath();
  }

  private void buildGo(String source, Path binary, boolean race)
      throws IOException, WorkerFailure, InterruptedException {
    Files.createDirectories(bench.resolve("target"));
    List<String> command = new ArrayList<>(List.of("go", "build"));
    if (race) {
      command.add("-race");
    }
    command.addAll(List.of("-o", binary.toString(), source));
    ProcessBuilder build =
        new ProcessBuilder(command)
            .directory(bench.resolve("go").toFile())
            .redirectErrorStream(true);
    build.environment().put("GOTOOLCHAIN", "local"); // what is installed, not what could be fetched
    build.environment().put("GOWORK", "off");
    Process process = build.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new WorkerFailure("go build failed: " + output.strip());
    }
  }

  /** Writes the core without the call sites of the probe. */
  void buildBare() throws IOException {
    Bare.write(bare);
  }

  @Override
  public Orchestrator.Rounds launch(Row row, Contender contender) throws IOException {
    if (row.group() == Row.Group.START) {
      return new WholeProgram(start(row, contender), "hello", limit);
    }
    return new Started(
        WorkerProcess.start(command(row, contender)),
        row.name().equals(RaceRows.RACY.name()) && isRace(contender),
        limit);
  }

  private static boolean isRace(Contender contender) {
    return contender == Contender.JAVA_RACE || contender == Contender.GO_RACE;
  }

  /** Where the race detector's agent is, once it is built. */
  Path agent() {
    return isBuiltHere()
        ? bench.resolveSibling("cli/target/dist/lib/millrace-race.jar").toAbsolutePath().normalize()
        : Path.of(OTHER_AGENT).toAbsolutePath();
  }

  private static boolean isBuiltHere() {
    return OTHER_AGENT.isEmpty();
  }

  /**
   * Finds out what {@code millrace run -race} gives to a JVM that it gives to none without: what a
   * program says of itself that is started both ways. Of another jar there is only that it is to be
   * loaded.
   */
  void readRaceFlags() throws WorkerFailure, InterruptedException {
    if (!isBuiltHere()) {
      raceFlags = List.of("-Xbootclasspath/a:" + agent(), "-javaagent:" + agent());
      return;
    }
    List<String> flags = new ArrayList<>(flagsOfRun("-race"));
    flags.removeAll(flagsOfRun());
    // It fits only the class path that it was made with, and is for the start alone.
    flags.removeIf(flag -> flag.startsWith("-XX:SharedArchiveFile="));
    raceFlags = List.copyOf(flags);
  }

  private List<String> flagsOfRun(String... options) throws WorkerFailure, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(bench.resolveSibling("millrace").toString(), "run"));
    command.addAll(List.of(options));
    command.add(bench.resolve("hello/Flags.java").toString());
    return new WholeProgram(new ProcessBuilder(command), "", limit).output().lines().toList();
  }

  /** The same as they are shown: the jar's directory is of no interest to anyone else. */
  List<String> shownRaceFlags() {
    String directory = agent().getParent() + File.separator;
    return raceFlags.stream().map(flag -> flag.replace(directory, "")).toList();
  }

  /** How one of the programs that say hello is started, by who uses it. */
  private ProcessBuilder start(Row row, Contender contender) {
    boolean race = isRace(contender);
    boolean fromSource = row.name().equals(RaceRows.FROM_SOURCE);
    List<String> command = new ArrayList<>();
    if (contender.platform() == Contender.Platform.JVM) {
      command.addAll(List.of(bench.resolveSibling("millrace").toString(), "run"));
    } else if (fromSource) {
      command.addAll(List.of("go", "run"));
    } else {
      command.add(hello(race).toString());
      race = false; // it is built in
    }
    if (race) {
      command.add("-race");
    }
    if (contender.platform() == Contender.Platform.JVM) {
      command.add(bench.resolve("hello/Hello.java").toString());
    } else if (fromSource) {
      command.add("./hello");
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(bench.resolve("go").toFile());
    builder.environment().put("GOTOOLCHAIN", "local");
    builder.environment().put("GOWORK", "off");
    return builder;
  }

  /** Workers start side by side: only the first round waits until this one has. */
  static final class Started implements Orchestrator.Rounds {
    private final WorkerProcess worker;
    private final Duration limit;
    private final boolean racy;
    private boolean ready;

    Started(WorkerProcess worker, boolean racy, Duration limit) {
      this.worker = worker;
      this.racy = racy;
      this.limit = limit;
    }

    @Override
    public Answer round(int n, Duration time) throws WorkerFailure, InterruptedException {
      if (!ready) {
        worker.awaitReady(limit);
        ready = true;
      }
      Answer answer = worker.round(n, time, limit);
      // What it costs means nothing if it does not watch, or sees what is not there.
      if (worker.hasSaid(REPORT) != racy) {
        throw new WorkerFailure(
            racy ? "no report of a race that is there" : "a report of a race where there is none");
      }
      return answer;
    }

    @Override
    public void close() {
      worker.close();
    }
  }

  private ProcessBuilder command(Row row, Contender contender) {
    int carriers =
        row.carriers() == 0 ? Runtime.getRuntime().availableProcessors() : row.carriers();
    List<String> command = new ArrayList<>();
    switch (contender.platform()) {
      case JVM -> {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(contender.flags());
        if (contender == Contender.JAVA_RACE) {
          command.addAll(raceFlags);
        }
        command.addAll(carrierFlags(carriers));
        String classPath = System.getProperty("java.class.path");
        command.addAll(
            List.of(
                "-cp",
                contender == Contender.BARE ? bare + File.pathSeparator + classPath : classPath,
                Worker.class.getName()));
        command.addAll(
            List.of(
                contender.suite(),
                contender.isFloor() ? Floor.rowName(row, contender) : row.name()));
      }
      case NATIVE ->
          command.addAll(
              List.of(
                  (contender == Contender.GO_RACE ? goRaceWorker : goWorker).toString(),
                  row.name()));
      case NODE ->
          command.addAll(
              List.of(
                  "node", "--expose-gc", bench.resolve("node/worker.mjs").toString(), row.name()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GOMAXPROCS", String.valueOf(carriers));
    // What the user's environment says about JVMs would make a system's flags differ from those
    // that are printed.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    return builder;
  }

  /** One number of carriers for all schedulers: the JDK's and Kotlin's. */
  static List<String> carrierFlags(int carriers) {
    return List.of(
        "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
        "-Dkotlinx.coroutines.scheduler.core.pool.size=" + carriers,
        "-Dkotlinx.coroutines.scheduler.max.pool.size=" + Math.max(2, carriers));
  }
}
