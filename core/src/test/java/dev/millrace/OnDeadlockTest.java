package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an application that embeds the library is told of a total deadlock. That concerns all of a
 * process, so each test starts one.
 */
class OnDeadlockTest {
  private static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";
  private static final String TEXT = "all goroutines are asleep - deadlock!";

  @Test
  void aDeadlockIsToldOnceAndEndsNothing() throws Exception {
    assertThat(run("told"))
        .startsWith(TEXT, "")
        .containsSubsequence(
            "goroutine 1 [chan receive]:", "thread \"main\" [chan receive]:", "went on")
        .endsWith("went on")
        .containsOnlyOnce(TEXT);
  }

  @Test
  void aDeadlockIsLoggedAsAnError() throws Exception {
    Process process = start(FLAG, "-Xlog:disable", "logged");
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine();
          line != null && !line.startsWith("thread \"main\"");
          line = out.readLine()) {
        lines.add(line);
      }
      assertThat(lines).contains("SEVERE: " + TEXT);
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"late", "mainHasReturned"})
  void aDeadlockIsFoundWheneverItIsAskedForAndWhoeverWaits(String program) throws Exception {
    assertThat(run(program)).startsWith(TEXT, "").endsWith("went on");
  }

  @Test
  void aThreadThatWaitsElsewhereCannotHelpAndIsNotShown() throws Exception {
    assertThat(run("mainWaitsElsewhere"))
        .startsWith(TEXT, "", "thread \"waiting\" [sync.WaitGroup.Wait]:")
        .noneMatch(line -> line.startsWith("thread \"main\""));
  }

  @Test
  void whileAnybodyIsAwakeNothingIsSaid() throws Exception {
    assertThat(run("aThreadSleeps")).isEqualTo(List.of("went on"));
  }

  @Test
  void whereItIsNotCertainNothingIsSaidAndNothingIsCollected() throws Exception {
    assertThat(output(start(FLAG, "-Xlog:gc", "aHookIsThere")))
        .endsWith("hook")
        .noneMatch(line -> line.contains("GC(") || line.contains(TEXT));
  }

  @Test
  void whereItCannotBeFoundThatIsSaid() throws Exception {
    assertThat(output(start("-Dx=y", "-Xlog:disable", "told")))
        .anyMatch(line -> line.contains("IllegalStateException: deadlocks cannot be found"));
  }

  private static List<String> run(String program) throws Exception {
    return output(start(FLAG, "-Xlog:disable", program));
  }

  private static List<String> output(Process process) throws Exception {
    // A hang is to be a failure.
    CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES).execute(process::destroyForcibly);
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    process.waitFor();
    return lines;
  }

  private static Process start(String flag, String log, String program) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(flag);
    command.add(log);
    command.add("-cp");
    command.add(location(Go.class) + File.pathSeparator + location(DeadlockedProgram.class));
    command.add(DeadlockedProgram.class.getName());
    command.add(program);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String location(Class<?> c) throws Exception {
    return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
