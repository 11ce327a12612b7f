package dev.millrace.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program of the corpus is judged rightly at once: the racy ones are found, and no other. */
@NullMarked
class CorpusTest {
  /** What is not found, and why; docs/races.md tells of each. */
  private static final Set<String> NOT_FOUND =
      Set.of(
          // What a constructor's strand writes in the same epoch counts as seen through the field:
          // to know how far it had come would take a record for each object that is made.
          "JmmPublication.finalArrayFilledLater");

  private static final String MISSED = "missed: ";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tuned", "jdk"})
  void allIsJudgedRightly(String scheduler) throws Exception {
    assertThat(missed(scheduler)).as("what is not found").isEqualTo(NOT_FOUND);
  }

  /** Runs all programs; nothing may be wrong but that a racy one is not found. */
  private Set<String> missed(String scheduler) throws Exception {
    Jvm.Outcome outcome =
        Jvm.withAgent(directory)
            .flags(
                "-Ddev.millrace.scheduler=" + scheduler,
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:+UseParallelGC")
            .run("dev.millrace.race.corpus.CorpusMain");
    assertThat(outcome.out().getLast()).as("%s", outcome).contains(" racy and ");
    assertThat(outcome.out())
        .as("what is judged wrongly")
        .noneMatch(line -> line.matches("(false|crashed|does not end): .*"));
    return outcome.out().stream()
        .filter(line -> line.startsWith(MISSED))
        .map(line -> line.substring(MISSED.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
