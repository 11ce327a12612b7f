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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is installed here, and how a worker of each system is started. */
final class Installation implements Orchestrator.Launcher {
  private final Path bench;
  private final Path goWorker;
  private final Path bare;
  private final Duration limit;

  /**
   * @param bench the directory of this module
   * @param limit how long a worker may take for one answer
   */
  Installation(Path bench, Duration limit) {
    this.bench = bench;
    this.limit = limit;
    goWorker = bench.resolve("target/go-worker").toAbsolutePath();
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
    Files.createDirectories(bench.resolve("target"));
    ProcessBuilder build =
        new ProcessBuilder("go", "build", "-o", goWorker.toString(), ".")
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
    return new Started(WorkerProcess.start(command(row, contender)), limit);
  }

  /** Workers start side by side: only the first round waits until this one has. */
  private static final class Started implements Orchestrator.Rounds {
    private final WorkerProcess worker;
    private final Duration limit;
    private boolean ready;

    Started(WorkerProcess worker, Duration limit) {
      this.worker = worker;
      this.limit = limit;
    }

    @Override
    public Answer round(int n, Duration time) throws WorkerFailure, InterruptedException {
      if (!ready) {
        worker.awaitReady(limit);
        ready = true;
      }
      return worker.round(n, time, limit);
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
      case NATIVE -> command.addAll(List.of(goWorker.toString(), row.name()));
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
