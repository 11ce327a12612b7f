package dev.millrace.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that is started for each round; its time is that from its start to its end. */
record WholeProgram(ProcessBuilder command, String expected, Duration limit)
    implements Orchestrator.Rounds {
  @Override
  public Answer round(int n, Duration time) throws WorkerFailure, InterruptedException {
    int runs = 0;
    long elapsed = 0;
    do {
      Outcome outcome = once();
      if (!outcome.said().equals(expected)) {
        throw new WorkerFailure("it said: " + outcome.said());
      }
      elapsed += outcome.nanos();
      runs++;
    } while (elapsed < time.toNanos());
    return new Answer(runs, elapsed, runs, Map.of());
  }

  /** Starts it once; what it says. */
  String output() throws WorkerFailure, InterruptedException {
    return once().said();
  }

  private record Outcome(String said, long nanos) {}

  private Outcome once() throws WorkerFailure, InterruptedException {
    Path out = null;
    Path err = null;
    try {
      // Files, not pipes: nobody has to read while it runs.
      out = Files.createTempFile("millrace-bench", ".out");
      err = Files.createTempFile("millrace-bench", ".err");
      command.redirectInput(ProcessBuilder.Redirect.PIPE);
      command.redirectOutput(out.toFile()).redirectError(err.toFile());
      long began = System.nanoTime();
      Process process = command.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      long elapsed = System.nanoTime() - began;
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new WorkerFailure("it did not end within " + limit.toSeconds() + " s");
      }
      String said = Files.readString(out, StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        String why = Files.readString(err, StandardCharsets.UTF_8).strip();
        throw new WorkerFailure(
            "it ended with exit code "
                + process.exitValue()
                + why.lines().findFirst().map(line -> ": " + line).orElse(""));
      }
      return new Outcome(said, elapsed);
    } catch (IOException failure) {
      throw new WorkerFailure(String.valueOf(failure.getMessage()));
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException harmless) {
      // A file in the temporary directory stays.
    }
  }

  @Override
  public void close() {
    // Each process has ended with its round.
  }
}
