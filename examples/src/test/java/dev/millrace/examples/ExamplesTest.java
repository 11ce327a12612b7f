package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example does what {@code expected/NAME.txt} says, in the notation of {@link Expectation},
 * when it is run as a user runs it.
 */
class ExamplesTest {
  private static final Path EXAMPLES = Command.ROOT.resolve("examples");
  private static final Path EXPECTED = EXAMPLES.resolve("expected");

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
    Path expected = EXPECTED.resolve(name + ".txt");
    assertThat(expected).as("the expectation of examples/" + name + ".java").exists();
    Command.Outcome outcome = Command.run(output, "examples/" + name + ".java");
    assertThat(outcome.err()).as("stderr").isEmpty();
    assertThat(outcome.exitCode()).as("exit code").isZero();
    assertThat(new Expectation(Files.readAllLines(expected)).mismatch(outcome.out()))
        .as("what is wrong with %s", outcome.out())
        .isEmpty();
  }

  @Test
  void everyExpectationHasItsExample() throws IOException {
    assertThat(names(EXPECTED, ".txt")).containsExactlyInAnyOrderElementsOf(examples().toList());
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
