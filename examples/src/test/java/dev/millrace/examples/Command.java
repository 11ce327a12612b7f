package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./millrace run}, as a user types it at the root of the project. */
final class Command {
  static final Path ROOT = Path.of(System.getProperty("millrace.root"));

  /** Far more than any program takes; it is there for hangs. */
  private static final long TIMEOUT_MINUTES = 5;

  private Command() {}

  record Outcome(int exitCode, List<String> out, List<String> err) {}

  /** What the command says of its own first run is no part of any program's output. */
  static void makeReady(Path output) throws IOException, InterruptedException {
    assertThat(run(output, "examples/HelloGoroutine.java").exitCode()).isZero();
  }

  /**
   * Runs a program to its end.
   *
   * @param output a directory to keep its output in
   */
  static Outcome run(Path output, String file) throws IOException, InterruptedException {
    return run(output, atRoot("./millrace", "run", file));
  }

  /** A command at the root of the project, with the JDK of the tests. */
  static ProcessBuilder atRoot(String... command) {
    var builder = new ProcessBuilder(command).directory(ROOT.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What the tests compile is nobody's business but theirs.
    builder.environment().put("MILLRACE_CACHE", ROOT.resolve("examples/target/cache").toString());
    return builder;
  }

  /**
   * Runs any command to its end.
   *
   * @param output a directory to keep its output in: {@code out} and {@code err}, byte for byte
   * @throws IOException if there is no such command
   */
  static Outcome run(Path output, ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = output.resolve("out");
    Path err = output.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          "hangs, after printing " + Files.readAllLines(out) + " and " + Files.readAllLines(err));
    }
    return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }
}
