package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A program's time counts if it said what it should, and ended well. */
class WholeProgramTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static WholeProgram shell(String script, Duration limit) {
    return new WholeProgram(new ProcessBuilder("sh", "-c", script), "hello", limit);
  }

  @Test
  void itIsStartedUntilTheTimeIsOverAndAtLeastOnce() throws Exception {
    Answer once = shell("sleep 0.05; echo hello", LONG).round(1, Duration.ZERO);
    assertThat(once.runs()).isEqualTo(1);
    assertThat(once.sum()).isEqualTo(1);
    assertThat(once.nanos()).isGreaterThan(50_000_000);
    Answer often = shell("echo hello", LONG).round(1, Duration.ofMillis(500));
    assertThat(often.runs()).isGreaterThan(1);
    assertThat(often.sum()).isEqualTo(often.runs());
  }

  @Test
  void itsExitCodeAndWhatItSaysAreLookedAt() {
    assertThatThrownBy(() -> shell("echo no >&2; exit 3", LONG).round(1, Duration.ZERO))
        .isInstanceOf(WorkerFailure.class)
        .hasMessage("it ended with exit code 3: no");
    assertThatThrownBy(() -> shell("echo bye", LONG).round(1, Duration.ZERO))
        .hasMessage("it said: bye");
    assertThatThrownBy(() -> shell("sleep 60", Duration.ofMillis(100)).round(1, Duration.ZERO))
        .hasMessageStartingWith("it did not end within");
    assertThatThrownBy(() ->
            new WholeProgram(new ProcessBuilder("no-such-program"), "hello", LONG)
                .round(1, Duration.ZERO))
        .isInstanceOf(WorkerFailure.class)
        .hasMessageContaining("no-such-program");
  }
}
