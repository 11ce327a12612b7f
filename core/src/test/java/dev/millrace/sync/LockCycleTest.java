package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.ForkedJvm;
import dev.millrace.Go;
import dev.millrace.Goroutine;
import dev.millrace.Goroutines;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports name who has locked what somebody waits for, and where that goes round. */
@Timeout(60)
class LockCycleTest {
  private static final Pattern IDENTITY = Pattern.compile("0x[0-9a-f]+");

  @Test
  void twoMutexesCrosswise() throws Exception {
    assertThat(cycles("crosswise"))
        .containsExactly(
            "cycle: each waits for what the next one has locked",
            "\tgoroutine 1 waits for mutex 0x, locked by goroutine 2",
            "\tgoroutine 2 waits for mutex 0x, locked by goroutine 1",
            "");
  }

  @Test
  void threePhilosophers() throws Exception {
    assertThat(cycles("philosophers"))
        .containsExactly(
            "cycle: each waits for what the next one has locked",
            "\tgoroutine 1 waits for mutex 0x, locked by goroutine 2",
            "\tgoroutine 2 waits for mutex 0x, locked by goroutine 3",
            "\tgoroutine 3 waits for mutex 0x, locked by goroutine 1",
            "");
  }

  @Test
  void ofManyCyclesSomeAreShownAndTheOthersCounted() throws Exception {
    assertThat(cycles("manyPairs"))
        .hasSize(10 * 4 + 2)
        .endsWith("cycle: and 2 more of them", "")
        .contains("\tgoroutine 20 waits for mutex 0x, locked by goroutine 19");
  }

  @Test
  void oneThatLocksTwice() throws Exception {
    assertThat(cycles("twice"))
        .containsExactly(
            "cycle: it waits for what it has locked itself",
            "\tgoroutine 1 waits for mutex 0x, locked by goroutine 1",
            "");
  }

  @Test
  void aReaderThatWantsToWrite() throws Exception {
    assertThat(cycles("upgrade"))
        .containsExactly(
            "cycle: it waits for what it has locked itself",
            "\tgoroutine 1 waits for rwmutex 0x, locked for reading by goroutine 1",
            "");
  }

  @Test
  void aReaderThatReadsAgainBehindAWriter() throws Exception {
    assertThat(cycles("readerBehindWriter"))
        .containsExactly(
            "cycle: each waits for what the next one has locked",
            "\tgoroutine 1 waits for rwmutex 0x, wanted for writing by goroutine 2",
            "\tgoroutine 2 waits for rwmutex 0x, locked for reading by goroutine 1",
            "");
  }

  @Test
  void aWriterAndAMutexCrosswise() throws Exception {
    assertThat(cycles("writers"))
        .containsExactly(
            "cycle: each waits for what the next one has locked",
            "\tgoroutine 1 waits for mutex 0x, locked by goroutine 2",
            "\tgoroutine 2 waits for mutex 0x, locked by goroutine 1",
            "");
  }

  @Test
  void aGoroutineAndAThread() throws Exception {
    assertThat(cycles("withMain"))
        .containsExactlyInAnyOrder(
            "cycle: each waits for what the next one has locked",
            "\tthread \"main\" waits for mutex 0x, locked by goroutine 1",
            "\tgoroutine 1 waits for mutex 0x, locked by thread \"main\"",
            "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chain", "ended", "twoReaders", "readerLeftByAnother", "unlockedByAnother"})
  void noneIsNamedWhereNothingGoesRound(String program) throws Exception {
    assertThat(run(program))
        .startsWith("all goroutines are asleep - deadlock!", "")
        .noneMatch(line -> line.startsWith("cycle"));
  }

  @Test
  void eachShowsWhoHasLockedWhatItWaitsFor() throws Exception {
    assertThat(on("chain"))
        .contains("\ton mutex 0x, locked by goroutine 1", "\ton mutex 0x, locked by goroutine 2");
    assertThat(on("ended"))
        .anyMatch(line ->
            line.matches(
                "\ton mutex 0x, locked by thread #\\d+ \\(no goroutine, or one that has"
                    + " ended\\)"));
    assertThat(on("twoReaders")).contains("\ton rwmutex 0x");
    assertThat(on("readerLeftByAnother")).contains("\ton rwmutex 0x");
    assertThat(on("unlockedByAnother")).contains("\ton mutex 0x, locked by goroutine 2");
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // that is the mistake
  void aDumpCallsNothingACycleThatSomebodyAwakeCouldBreak() throws Exception {
    Mutex m = new Mutex();
    Chan<Integer> done = Chan.make();
    Goroutine twice =
        Go.go(() -> {
          m.lock();
          m.lock();
          done.send(1);
        });
    String text;
    do {
      text = Goroutines.dump();
    } while (!text.contains("goroutine " + twice.id() + " [sync.Mutex.Lock]:"));
    assertThat(IDENTITY.matcher(text).replaceAll("0x"))
        .contains("\ton mutex 0x, locked by goroutine " + twice.id() + "\n")
        .doesNotContain("cycle");
    m.unlock();
    done.receive();
  }

  private static List<String> on(String program) throws Exception {
    return run(program).stream().filter(line -> line.startsWith("\ton ")).toList();
  }

  /** What stands between the header and the first goroutine. */
  private static List<String> cycles(String program) throws Exception {
    List<String> lines = run(program);
    assertThat(lines).startsWith("all goroutines are asleep - deadlock!", "");
    return lines.stream()
        .skip(2)
        .takeWhile(line -> !line.startsWith("goroutine ") && !line.startsWith("thread "))
        .toList();
  }

  private static List<String> run(String program) throws Exception {
    return ForkedJvm.run(
            LockedProgram.class, List.of(ForkedJvm.OWN_SCHEDULER, "-Xlog:disable"), program)
        .stream()
        .map(line -> IDENTITY.matcher(line).replaceAll("0x"))
        .toList();
  }
}
