package dev.millrace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(flag);
    command.add("-cp");
    command.add(location(Probe.class) + File.pathSeparator + location(ProbedProgram.class));
    command.add(ProbedProgram.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.lines().toList();
  }

  private static String location(Class<?> c) throws Exception {
    return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
