package dev.millrace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The edges that the probe is told are those of Go's memory model. A probe is chosen at start, so
 * this needs a process.
 */
class ProbeTest {
  @Test
  void theProbeIsToldEveryEdgeThatIsPromised() throws Exception {
    List<String> out = run("-D" + Probe.PROPERTY + "=" + ClockProbe.class.getName());
    assertThat(out)
        .hasSize(70)
        .allMatch(line -> line.startsWith("yes: ") || line.startsWith("none: "));
  }

  @Test
  void aProbeThatCannotBeLoadedEndsTheProgramRatherThanWatchNothing() throws Exception {
    List<String> out = run("-D" + Probe.PROPERTY + "=no.such.Probe");
    assertThat(out)
        .anyMatch(line -> line.contains("-D" + Probe.PROPERTY + "=no.such.Probe: no such probe"));
    assertThat(out).noneMatch(line -> line.startsWith("yes: "));
  }

  private static List<String> run(String flag) throws Exception {
    return ForkedJvm.run(ProbedProgram.class, List.of(flag));
  }
}
