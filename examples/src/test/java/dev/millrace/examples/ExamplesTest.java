package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example does what {@code expected/NAME.txt} says, and {@code NAME.stderr} if there is one,
 * when it is run as a user runs it: they are its {@link Transcript}. With the race detector it does
 * the same, unless the two are in {@code expected/race} as well.
 */
class ExamplesTest {
  private static final Path EXAMPLES = Command.ROOT.resolve("examples");
  private static final Path EXPECTED = EXAMPLES.resolve("expected");
  private static final Path RACES = EXPECTED.resolve("race");

  @TempDir private Path output;

  @BeforeAll
  static void theCommandIsReady(@TempDir Path output) throws Exception {
    Command.makeReady(output);
  }

  static Stream<String> examples() throws IOException {
    return names(EXAMPLES, ".java");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsWhatIsExpected(String name) throws Exception {
    assertThat(EXPECTED.resolve(name + ".txt"))
        .as("the expectation of examples/" + name + ".java")
        .exists();
    expected(EXPECTED, name).check(Command.run(output, "examples/" + name + ".java"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isWatchedForRaces(String name) throws Exception {
    assumeFalse(name.equals("MillionGoroutines"), "takes minutes, and is about memory");
    assumeFalse(name.equals("GoroutineLeak"), "leaks are found without -race: see docs/races.md");
    Path races = Files.exists(RACES.resolve(name + ".txt")) ? RACES : EXPECTED;
    expected(races, name)
        .check(
            Command.run(
                output,
                Command.atRoot("./millrace", "run", "-race", "examples/" + name + ".java")));
  }

  @Test
  void everyExpectationHasItsExample() throws IOException {
    assertThat(names(EXPECTED, ".txt")).containsExactlyInAnyOrderElementsOf(examples().toList());
    assertThat(names(RACES, ".txt"))
        .isNotEmpty()
        .allMatch(names(EXPECTED, ".txt").toList()::contains);
  }

  private static Transcript expected(Path directory, String name) throws IOException {
    Path errors = directory.resolve(name + ".stderr");
    return new Transcript(
        Files.readAllLines(directory.resolve(name + ".txt")),
        Files.exists(errors) ? Files.readAllLines(errors) : List.of());
  }

  private static Stream<String> names(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .toList()
          .stream();
    }
  }
}
