package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceExtensionTest {
  private static final Path AGENT =
      Path.of(System.getProperty("millrace.root"), "race/target/millrace-race.jar");

  private static final String AS_ALWAYS = "exit-code=0";

  @Test
  void theTestWithTheRaceFailsAndNoOther() throws Exception {
    assertThat(run(AS_ALWAYS, "Extended"))
        .containsExactly(
            "Watched$Extended: passes",
            "a(): passes",
            "b(): Found 1 data race(s) in this test",
            "c(): passes",
            "d(): by itself");
  }

  @Test
  void withoutTheExtensionNoTestFails() throws Exception {
    assertThat(run(AS_ALWAYS, "NotExtended")).contains("b(): passes");
  }

  @Test
  void itIsDetectedWhereThatIsAskedFor() throws Exception {
    assertThat(run(AS_ALWAYS, "NotExtended", "detect"))
        .contains("a(): passes", "b(): Found 1 data race(s) in this test", "c(): passes");
  }

  @Test
  void aRaceOutsideOfTheTestsHasTheClassFail() throws Exception {
    assertThat(run(AS_ALWAYS, "Outside"))
        .containsExactly(
            "Watched$Outside: Found 1 data race(s) outside of the tests", "passes(): passes");
  }

  @Test
  void withoutTheAgentTheTestsFailAndSayWhatToDo() throws Exception {
    assertThat(run("", "Extended"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Watched$Extended: the race detector is not in this JVM")
        .contains("-javaagent:millrace-race.jar");
  }

  private static List<String> run(String agent, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    if (!agent.isEmpty()) {
      command.add("-javaagent:" + AGENT + "=" + agent);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Watched.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.lines().toList();
  }
}
