package dev.millrace.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ForkedJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proof says nothing that is not so, and keeps nothing. */
class LeakProofTest {
  private static List<String> run(List<String> flags, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(ForkedJvm.OWN_SCHEDULER, "-ea"));
    all.addAll(flags);
    return ForkedJvm.run(LeakChecks.class, all, arguments);
  }

  @Test
  void whereTheJdkHoldsAllThreadsItSaysSo() throws Exception {
    assertThat(run(List.of("-Djdk.trackAllThreads=true"), "untold"))
        .containsExactly(
            "leaks cannot be found: this JVM keeps every virtual thread alive; start it with"
                + " -Djdk.trackAllThreads=false, and without -XX:+DisableExplicitGC",
            "still there: 1",
            "over");
  }

  @Test
  void whereTheCollectorDoesNotRunWhenAskedItSaysSo() throws Exception {
    assertThat(run(List.of(ForkedJvm.UNTRACKED, "-XX:+DisableExplicitGC"), "untold"))
        .first()
        .asString()
        .startsWith("leaks cannot be found: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"G1", "Serial", "Parallel", "Z"})
  void whoCouldStillBeWokenByAnybodyIsNotReported(String collector) throws Exception {
    assertThat(run(List.of(ForkedJvm.UNTRACKED, "-XX:+Use" + collector + "GC"), "reachable"))
        .startsWith("leaked: []", "leaked: []", "leaked: []", "still there: 10")
        .hasSize(5);
  }

  @Test
  void whatIsReportedIsFree() throws Exception {
    assertThat(run(List.of(ForkedJvm.UNTRACKED, "-Xmx48m"), "memory"))
        .containsExactly("64 found, 0 left", "over");
  }

  @Test
  void whoIsOnlyKeptByAnotherLeakedOneIsToldApart() throws Exception {
    assertThat(run(List.of(ForkedJvm.UNTRACKED), "kept"))
        .containsExactly("1 chan send true", "2 chan send false", "over");
  }

  @Test
  void nobodyIsLostWhoComesAndGoesMeanwhile() throws Exception {
    assertThat(
            run(
                List.of(ForkedJvm.UNTRACKED, "-Xmx256m"),
                "stress",
                System.getProperty("millrace.stress.seconds", "2")))
        .containsExactly("0 too many, 0 left", "over");
  }
}
