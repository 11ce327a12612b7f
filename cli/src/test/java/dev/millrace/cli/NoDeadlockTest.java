package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goroutines that are all asleep are no deadlock as long as anything could wake one. */
class NoDeadlockTest {
  private static final Result WENT_ON = new Result(0, "went on\n", "");

  /** Those that need something from the test. */
  private static final Set<String> SPECIAL =
      Set.of("aHookSends", "stdin", "aDebuggerSuspendsAll", "aCrashTakesItsTime");

  @TempDir static Path base;
  private static Programs programs;

  @BeforeAll
  static void prepare() throws IOException {
    programs = Programs.prepare("Awake.java", base);
  }

  static Stream<String> programs() {
    return Programs.in("Awake.java").keySet().stream().filter(name -> !SPECIAL.contains(name));
  }

  @ParameterizedTest
  @MethodSource("programs")
  @Execution(CONCURRENT)
  void aProgramGoesOnAsLongAsAnythingCouldWakeAGoroutine(String program) throws IOException {
    assertThat(programs.run(program)).isEqualTo(WENT_ON);
  }

  @Test
  @Execution(CONCURRENT)
  void aProgramThatReadsStdinWaitsForIt() throws Exception {
    Process process = programs.start(List.of(), Map.of(), "stdin");
    try (OutputStream in = process.getOutputStream()) {
      Thread.sleep(1500);
      in.write('\n');
    }
    assertThat(Command.finish(process)).isEqualTo(WENT_ON);
  }

  @Test
  @Execution(CONCURRENT)
  void aHookMayWakeMainWhenASignalEndsTheProgram() throws IOException {
    assertThat(programs.run("aHookSends")).isEqualTo(new Result(143, "went on\n", ""));
  }

  @Test
  @Execution(CONCURRENT)
  void aCrashIsNoDeadlockHoweverLongItTakesToTell() throws IOException {
    Result result = programs.run("aCrashTakesItsTime");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("Exception in goroutine 2 ").contains(": told\n");
  }

  @Test
  @Execution(CONCURRENT)
  void aDebuggerMaySuspendAllThreads() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    Process process =
        programs.start(
            List.of(
                "-J-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=localhost:"
                    + port),
            Map.of(),
            "aDebuggerSuspendsAll");
    assertThat(process.getInputStream().read()).isEqualTo('s');
    Path debugger = Files.createTempDirectory(base, "debugger").resolve("Debugger.java");
    try (InputStream in = getClass().getResourceAsStream("Debugger.java")) {
      Files.copy(in, debugger);
    }
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                debugger.toString(),
                String.valueOf(port))
            .start();
    Result session = Command.finish(child);
    assertThat(session).isEqualTo(new Result(0, "suspended\n", ""));
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    assertThat(Command.finish(process)).isEqualTo(new Result(0, "tarted\nwent on\n", ""));
  }
}
