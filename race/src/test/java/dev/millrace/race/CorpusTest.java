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

/**
 * Each program of the corpus is judged rightly: the racy ones are found in whatever order they run,
 * and no other is accused.
 */
@NullMarked
class CorpusTest {
  /** What is not found, and why; docs/races.md tells of each. */
  private static final Set<String> NOT_FOUND =
      Set.of(
          // What a constructor's strand writes in the same epoch counts as seen through the field.
          "JmmPublication.finalArrayFilledLater",
          // A handle of an array's elements does not tell what it stands for.
          "JmmVarHandle.methodHandleOfAnElement",
          // An entry is a location of its own, and so is not the map.
          "Collections.entryOfAHashMap",
          // An iterator is no location.
          "Collections.sharedIterator");

  /** What is found in few orders: the JDK's queue of stages orders more than it promises to. */
  private static final Set<String> SELDOM_FOUND = Set.of("JucFutures.twoStagesOfOne");

  /**
   * So often is a racy program run that is not found at once. A lock inside the JDK that both sides
   * happen to take, when a class is loaded, say, orders them for that run: it is an edge as any
   * lock of the program's own.
   */
  private static final int RUNS = 4;

  private static final String MISSED = "missed: ";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tuned", "jdk"})
  void allIsJudgedRightly(String scheduler) throws Exception {
    Set<String> missed = missed(scheduler);
    assertThat(missed).as("what is never found").containsAll(NOT_FOUND);
    missed.removeAll(NOT_FOUND);
    missed.removeAll(SELDOM_FOUND);
    for (int i = 1; i < RUNS && !missed.isEmpty(); i++) {
      missed = missed(scheduler, missed.toArray(String[]::new));
    }
    assertThat(missed).as("what was not found in %s runs", RUNS).isEmpty();
  }

  /** Runs some programs, or all; nothing may be wrong but that a racy one is not found. */
  private Set<String> missed(String scheduler, String... programs) throws Exception {
    Jvm.Outcome outcome =
        Jvm.withAgent(directory)
            .flags(
                "-Ddev.millrace.scheduler=" + scheduler,
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:+UseParallelGC")
            .run("dev.millrace.race.corpus.CorpusMain", programs);
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
