package dev.millrace.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A worker in a process of its own; between two rounds it waits for its input and uses no CPU. */
final class WorkerProcess implements AutoCloseable {
  private static final String ENDED = "";

  private final Process process;
  private final Path stderr;
  private final Thread killer;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private WorkerProcess(Process process, Path stderr) {
    this.process = process;
    this.stderr = stderr;
    // No worker outlives this process; a round that hangs would not even notice that its input has
    // ended.
    killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    Thread.ofPlatform().daemon().name("worker output").start(this::readLines);
  }

  static WorkerProcess start(ProcessBuilder command) throws IOException {
    Path stderr = Files.createTempFile("millrace-bench", ".err");
    try {
      return new WorkerProcess(command.redirectError(stderr.toFile()).start(), stderr);
    } catch (IOException failure) {
      Files.delete(stderr);
      throw failure;
    }
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException ended) {
      // As if it had said nothing more.
    }
    lines.add(ENDED);
  }

  /** Waits until the worker has started. */
  void awaitReady(Duration limit) throws WorkerFailure, InterruptedException {
    String line = next(limit);
    if (!line.equals("ready")) {
      throw new WorkerFailure("it said: " + line);
    }
  }

  /** Has the worker do the work for some time (once, if it is 0). */
  Answer round(int n, Duration time, Duration limit) throws WorkerFailure, InterruptedException {
    try {
      Writer in = process.outputWriter();
      in.write("round " + n + " " + time.toMillis() + "\n");
      in.flush();
    } catch (IOException ended) {
      throw new WorkerFailure("it has ended" + lastWords());
    }
    return Answer.parse(next(limit));
  }

  private String next(Duration limit) throws WorkerFailure, InterruptedException {
    String line = lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new WorkerFailure("no answer within " + limit.toSeconds() + " s" + lastWords());
    }
    if (line.equals(ENDED)) {
      process.waitFor();
      throw new WorkerFailure("it ended with exit code " + process.exitValue() + lastWords());
    }
    return line;
  }

  /** What it wrote to stderr first: the cause comes before what follows from it. */
  private String lastWords() {
    try (Stream<String> said = Files.lines(stderr)) {
      List<String> first = said.filter(line -> !line.isBlank()).limit(1).toList();
      return first.isEmpty() ? "" : ": " + first.getFirst();
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** Whether it has written this to stderr so far. */
  boolean hasSaid(String text) {
    try (Stream<String> said = Files.lines(stderr)) {
      return said.anyMatch(line -> line.contains(text));
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(stderr);
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException harmless) {
      // A file in the temporary directory stays; or the shutdown is under way.
    }
  }
}
