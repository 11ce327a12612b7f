package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of {@code examples/beside-go} exist in Go and in Java, and both do the same: they
 * print the same bytes and end by the same exit code and, where they crash, with the same text.
 *
 * <p>How a program ends stands in a comment of the Java one, so that this is known where there is
 * no Go to compare with.
 */
class BesideGoTest {
  private static final Path PROGRAMS = Command.ROOT.resolve("examples/beside-go");

  private static final Pattern SAID =
      Pattern.compile("^// Ends with exit code (\\d+)(?:: (.*))?$", Pattern.MULTILINE);

  /** What stands before the text of a crash, and what Go adds if it came through a library. */
  private static final Pattern CRASH_OF_JAVA =
      Pattern.compile("Exception in goroutine \\d+ [\\w.]+: (.*)");

  private static final Pattern CRASH_OF_GO =
      Pattern.compile("(?:panic|fatal error): (.*?)(?: \\[recovered, repanicked])?");

  private static final Map<String, Run> javaRuns = new HashMap<>();

  @TempDir private static Path built;

  /** Empty if the Go programs could be built. */
  private static String whyNoGo = "";

  @TempDir private Path output;

  /** How a program ends: its exit code, and the text of its crash or nothing. */
  record Ending(int exitCode, String text) {}

  record Run(String out, Ending ending) {}

  @BeforeAll
  static void bothAreReady(@TempDir Path output) throws Exception {
    Command.makeReady(output);
    whyNoGo = GoTool.whyNoGo(output);
    if (whyNoGo.isEmpty()) {
      buildGo(output);
    }
  }

  /**
   * All at once: a package each, for that is what Go takes many of; nobody debugs what is built.
   */
  private static void buildGo(Path output) throws IOException, InterruptedException {
    Path sources = built.resolve("src");
    for (String name : names(".go")) {
      Path main = Files.createDirectories(sources.resolve(name)).resolve(name + ".go");
      Files.copy(PROGRAMS.resolve(name + ".go"), main);
    }
    Files.writeString(sources.resolve("go.mod"), "module beside\n\ngo 1." + GoTool.NEEDED + "\n");
    String bin = built.resolve("bin") + "/";
    var build = GoTool.go("go", "build", "-trimpath", "-ldflags=-s -w", "-o", bin, "./...");
    Command.Outcome outcome = Command.run(output, build.directory(sources.toFile()));
    assertThat(outcome.err()).as("stderr of go build").isEmpty();
    assertThat(outcome.exitCode()).as("exit code of go build").isZero();
  }

  static List<String> javaPrograms() throws IOException {
    return names(".java");
  }

  @ParameterizedTest
  @MethodSource("javaPrograms")
  void theJavaProgramEndsAsItSays(String name) throws Exception {
    assertThat(runJava(name).ending()).isEqualTo(said(name));
  }

  @ParameterizedTest
  @MethodSource("javaPrograms")
  void doesWhatGoDoes(String name) throws Exception {
    assumeTrue(whyNoGo.isEmpty(), whyNoGo);
    Run java = runJava(name);
    Run go = runGo(name);
    assertThat(java.out()).as("stdout").isEqualTo(go.out());
    assertThat(java.ending()).as("ending").isEqualTo(go.ending());
  }

  @Test
  void everyProgramIsThereInBothLanguages() throws IOException {
    assertThat(names(".go")).isNotEmpty().isEqualTo(names(".java"));
  }

  private static Ending said(String name) throws IOException {
    Matcher m = SAID.matcher(Files.readString(PROGRAMS.resolve(name + ".java")));
    return m.find()
        ? new Ending(Integer.parseInt(m.group(1)), m.group(2) == null ? "" : m.group(2))
        : new Ending(0, "");
  }

  private Run runJava(String name) throws IOException, InterruptedException {
    Run run = javaRuns.get(name);
    if (run == null) {
      var outcome = Command.run(output, "examples/beside-go/" + name + ".java");
      run = read(outcome, CRASH_OF_JAVA);
      javaRuns.put(name, run);
    }
    return run;
  }

  private Run runGo(String name) throws IOException, InterruptedException {
    var program = GoTool.go(built.resolve("bin").resolve(name).toString());
    return read(Command.run(output, program), CRASH_OF_GO);
  }

  private Run read(Command.Outcome outcome, Pattern crash) throws IOException {
    String text = "";
    // Of goroutines that are left behind Go says nothing.
    List<String> err = outcome.err().stream().filter(line -> !line.startsWith("leaked: ")).toList();
    if (!err.isEmpty()) {
      String first = err.getFirst();
      Matcher m = crash.matcher(first);
      text = m.matches() ? m.group(1) : "stderr: " + first;
    }
    return new Run(Files.readString(output.resolve("out")), new Ending(outcome.exitCode(), text));
  }

  private static List<String> names(String ending) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(PROGRAMS)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .forEach(names::add);
    }
    return names;
  }
}
