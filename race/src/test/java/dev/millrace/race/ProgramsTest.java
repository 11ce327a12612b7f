package dev.millrace.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.race.programs.AtExit;
import dev.millrace.race.programs.AtTheSameMoment;
import dev.millrace.race.programs.Contended;
import dev.millrace.race.programs.EveryClass;
import dev.millrace.race.programs.LockFreeLibraries;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole programs run with the agent as they do without it, and none is accused. */
@NullMarked
class ProgramsTest {
  @TempDir private Path directory;

  private void passes(Class<?> program, String says, String... flags) throws Exception {
    Jvm.Outcome outcome = Jvm.withAgent(directory).flags(flags).run(program.getName());
    assertThat(outcome.out()).as("%s", outcome).containsExactly(says);
    assertThat(outcome.err()).noneMatch(line -> line.contains("DATA RACE"));
    assertThat(outcome.err()).noneMatch(line -> line.startsWith("millrace:"));
    assertThat(outcome.exitCode()).isZero();
  }

  /** Old class files among them, which lack much of what the rewriting could use in new ones. */
  @Test
  void classesOfLibrariesStayValid() throws Exception {
    passes(EveryClass.class, "loaded many", "-Xverify:all");
  }

  @Test
  void queuesOverUnsafeAndFencesOrder() throws Exception {
    passes(LockFreeLibraries.class, "all passed on");
  }

  /** The JVM crashes, or loses an object, if there is more on the stack than it counts on. */
  @Test
  void waitingForMonitorsKeepsTheStack() throws Exception {
    passes(Contended.class, "all added", "-Xmx100m");
  }

  /** Neither of the two accesses is lost, whichever gets at what is known of the field first. */
  @Test
  void accessesAtTheSameMomentAreFound() throws Exception {
    Jvm.Outcome outcome = Jvm.withAgent(directory).run(AtTheSameMoment.class.getName());
    assertThat(outcome.out()).as("%s", outcome).containsExactly("met 1000 times");
    assertThat(outcome.err()).last().isEqualTo("Found 1000 data race(s)");
  }

  @Test
  void whatHasEndedComesBeforeTheEnd() throws Exception {
    passes(AtExit.class, "3 in all");
  }
}
