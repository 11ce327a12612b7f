package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

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
 * when it is run as a user runs it: they are its {@link Transcript}.
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
    Path errors = EXPECTED.resolve(name + ".stderr");
    new Transcript(
            Files.readAllLines(expected),
            Files.exists(errors) ? Files.readAllLines(errors) : List.of())
        .check(Command.run(output, "examples/" + name + ".java"));
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
