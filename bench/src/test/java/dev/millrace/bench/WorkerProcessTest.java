package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker says is believed, and what it does not say is noticed. */
class WorkerProcessTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static WorkerProcess start(String mode) throws IOException {
    return WorkerProcess.start(
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FakeWorker.class.getName(),
            mode));
  }

  @Test
  void anAnswerHasRunsTimeSumAndFigures() throws Exception {
    try (WorkerProcess worker = start("works")) {
      worker.awaitReady(LONG);
      Answer answer = worker.round(45, Duration.ZERO, LONG);
      assertThat(answer.runs()).isEqualTo(2);
      assertThat(answer.nanos()).isEqualTo(3000);
      assertThat(answer.sum()).isEqualTo(90);
      assertThat(answer.figures()).containsEntry("p50", 1.5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fails, java.lang.IllegalStateException: broken",
    "babbles, it said: hello",
  })
  void aFailureComesWithItsCause(String mode, String cause) throws Exception {
    try (WorkerProcess worker = start(mode)) {
      worker.awaitReady(LONG);
      assertThatThrownBy(() -> worker.round(1, Duration.ZERO, LONG))
          .isInstanceOf(WorkerFailure.class)
          .hasMessage(cause);
    }
  }

  @Test
  void aWorkerThatHangsIsGivenUp() throws Exception {
    try (WorkerProcess worker = start("hangs")) {
      worker.awaitReady(LONG);
      assertThatThrownBy(() -> worker.round(1, Duration.ZERO, Duration.ofMillis(200)))
          .isInstanceOf(WorkerFailure.class)
          .hasMessageStartingWith("no answer within");
    }
  }

  @Test
  void aWorkerThatDiesTellsItsLastWords() throws Exception {
    try (WorkerProcess worker = start("dies")) {
      assertThatThrownBy(() -> worker.awaitReady(LONG))
          .isInstanceOf(WorkerFailure.class)
          .hasMessage("it ended with exit code 3: no such row");
    }
  }
}
