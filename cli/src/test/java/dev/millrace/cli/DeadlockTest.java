package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A total deadlock ends the program as in Go, whatever is waited for and whoever else is there.
 *
 * <p>Of Go's own tests (runtime/crash_test.go with testdata/testprog/deadlock.go and others):
 *
 * <ul>
 *   <li>SimpleDeadlock: selectWithoutCases.
 *   <li>InitDeadlock: classInitialiser.
 *   <li>LockedDeadlock, LockedDeadlock2, where goroutines have a thread of their own:
 *       classInitialiser, where one cannot let go of its carrier, and platformThreadsWaitForEver.
 *   <li>GoexitDeadlock and all else about runtime.Goexit: main has no way to end and leave the
 *       program running.
 *   <li>Issue 21576, where a package that handles signals is linked in: every test here; the
 *       command itself handles one.
 *   <li>GoNil: there is no goroutine without a task, {@code go(null)} fails.
 *   <li>FakeTime: Go's playground moves its clock when all are asleep; there is no such clock.
 *   <li>FinalizerDeadlock, CleanupDeadlock: these are about which system goroutines a dump shows.
 *   <li>StopTheWorldDeadlock, CgoSignalDeadlock, CgoPanicDeadlock, NeedmDeadlock: these are about
 *       deadlocks inside Go's runtime.
 *   <li>NetpollDeadlock, PanicDeadlockGosched, PanicDeadlockSyscall: see {@link NoDeadlockTest}.
 * </ul>
 */
class DeadlockTest {
  private static final String HOOK = "aHookThatCannotWakeAnybody";

  @TempDir static Path base;
  private static Programs programs;

  @BeforeAll
  static void prepare() throws IOException {
    programs = Programs.prepare("Asleep.java", base);
  }

  static Stream<Arguments> programs() {
    return Programs.in("Asleep.java").entrySet().stream()
        .map(e -> argumentSet(e.getKey(), e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("programs")
  @Execution(CONCURRENT)
  void aTotalDeadlockEndsTheProgramWithEveryGoroutineInGosFormat(
      String program, List<String> goroutines) throws IOException {
    Result result = programs.run(program);
    assertIsReported(result, goroutines);
    assertThat(result.err()).contains("Asleep." + program + "(Asleep.java:");
    if (!program.equals(HOOK)) {
      assertThat(result.out()).isEqualTo("before");
    }
  }

  @Test
  @Execution(CONCURRENT)
  void shutdownHooksRunAfterADeadlockAndMayWrite() throws IOException {
    Result result = programs.run(HOOK);
    assertThat(result.out()).isEqualTo("before, hook\n");
    assertThat(result.err()).endsWith("\n\nhook\n");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, receive", "1, lockOrder", "1, idlePools", "1, classInitialiser",
    "4, receive", "4, lockOrder", "4, idlePools", "4, classInitialiser"
  })
  @Execution(CONCURRENT)
  void aTotalDeadlockIsFoundWithAnyNumberOfCarriers(String carriers, String program)
      throws IOException {
    Result result = programs.run(List.of(), Map.of("MILLRACE_MAXPROCS", carriers), program);
    assertIsReported(result, expected(program));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-J-XX:+UseSerialGC", "-J-XX:+UseG1GC", "-J-XX:+UseZGC", "-J-XX:+UseShenandoahGC"})
  @Execution(CONCURRENT)
  void aTotalDeadlockIsFoundWithAnyCollector(String collector) throws IOException {
    for (String program : List.of("receive", "platformThreadsWaitForEver", HOOK)) {
      Result result = programs.run(List.of(collector), Map.of(), program);
      assertIsReported(result, expected(program));
    }
  }

  @Test
  @Execution(CONCURRENT)
  void everyOneOfVeryManyGoroutinesIsShown() throws IOException {
    Result result = programs.run(List.of(), Map.of(), "many", "10000");
    assertThat(result.exitCode()).isEqualTo(2);
    List<String> lines = result.err().lines().toList();
    assertThat(lines)
        .filteredOn(line -> line.equals("goroutine 1 [sync.WaitGroup.Wait]:"))
        .hasSize(1);
    for (int id = 2; id <= 10_001; id++) {
      assertThat(lines).contains("goroutine " + id + " [chan receive]:");
    }
  }

  @Test
  @Execution(CONCURRENT)
  void locksInACircleComeFirst() throws IOException {
    assertThat(programs.run("lockOrder").err())
        .contains(
            "deadlock!\n\ncycle: each waits for what the next one has locked\n\tgoroutine 2 waits");
    assertThat(programs.run("receive").err()).doesNotContain("cycle");
  }

  private static List<String> expected(String program) {
    return Programs.in("Asleep.java").getOrDefault(program, List.of());
  }

  private static void assertIsReported(Result result, List<String> goroutines) {
    assertThat(result.err())
        .matches(
            "(?s)fatal error: all goroutines are asleep - deadlock!\n\n(cycle: .*\n\n)?"
                + "goroutine 1 \\[.*\n\n(hook\n)?")
        .doesNotContain("dev.millrace.internal", "dev.millrace.cli", "jdk.internal", "\n\n\n");
    assertThat(result.err().lines().filter(line -> line.endsWith("]:"))).isEqualTo(goroutines);
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
