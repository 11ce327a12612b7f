package dev.millrace.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** A JVM with the agent, and the tests' class path. */
@NullMarked
final class Jvm {
  private static final long PATIENCE_SECONDS = 400;

  private final Path directory;
  private final List<String> flags = new ArrayList<>();

  /** What came of a run. */
  record Outcome(int exitCode, List<String> out, List<String> err) {}

  private Jvm(Path directory) {
    this.directory = directory;
  }

  static Jvm withAgent(Path directory) {
    String agent = System.getProperty("millrace.race.jar");
    return new Jvm(directory).flags("-Xbootclasspath/a:" + agent, "-javaagent:" + agent);
  }

  Jvm flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  Outcome run(String mainClass, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("does not end: " + command);
    }
    return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }
}
