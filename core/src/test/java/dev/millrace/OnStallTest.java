package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an application is told of goroutines that hold their carrier for long. There is one carrier
 * unless the scheduler adds others, so each test starts a process.
 */
@Timeout(60)
class OnStallTest {
  @Test
  void whoComputesWithoutAPauseIsNamedOnceAndTheOthersGoOn() throws Exception {
    List<String> lines = run("spins");
    assertThat(lines).hasSizeGreaterThan(4);
    assertThat(lines.get(1)).isEmpty();
    assertThat(lines.get(2)).matches("goroutine \\d+ \\[running\\]:");
    assertThat(lines.get(0))
        .startsWith("stalled: " + lines.get(2).replace(" [running]:", " has held its carrier for "))
        .matches(".* \\d+ ms");
    assertThat(lines)
        .filteredOn(
            line -> line.startsWith("dev.millrace.StalledProgram.spin(StalledProgram.java:"))
        .singleElement()
        .asString()
        .matches(".*:\\d+\\)");
    assertThat(lines).filteredOn(line -> line.startsWith("stalled:")).hasSize(1);
    assertThat(lines).endsWith("others go on: 2");
  }

  @Test
  void whoWaitsWithoutLettingGoOfItsCarrierIsNamedWithWhatItWaitsOn() throws Exception {
    assertThat(run("initialiser"))
        .anyMatch(line -> line.startsWith("stalled: goroutine "))
        .anyMatch(line -> line.matches("goroutine \\d+ \\[chan receive\\]:"))
        .anyMatch(line -> line.startsWith("dev.millrace.StalledProgram$Initialised.get("))
        .anyMatch(line -> line.matches("\ton channel .*, 1 receiver waiting"))
        .endsWith("got 7");
  }

  @Test
  void whoWaitsIsNotNamedHoweverLong() throws Exception {
    assertThat(run("waits"))
        .anyMatch(line -> line.startsWith("stalled: goroutine "))
        .noneMatch(line -> line.contains("chan send"));
  }

  @Test
  void anActionThatFailsIsToldOfTheNextAllTheSame() throws Exception {
    assertThat(run("fails"))
        .anyMatch(line -> line.contains("IllegalStateException: the first report"))
        .contains("told of the next");
  }

  @Test
  void noTimeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Goroutines.onStall(Duration.ZERO, _ -> {}))
        .withMessage("threshold must be positive: PT0S");
  }

  private static List<String> run(String program) throws Exception {
    return ForkedJvm.run(
        StalledProgram.class,
        List.of(
            ForkedJvm.OWN_SCHEDULER, "-Djdk.virtualThreadScheduler.parallelism=1", "-Xlog:disable"),
        program);
  }
}
