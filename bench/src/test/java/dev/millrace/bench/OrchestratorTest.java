package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All do every round, in turned order; who fails is out, and the others go on. */
class OrchestratorTest {
  private static final Plan PLAN =
      new Plan(false, Duration.ofMillis(2), 3, Duration.ofMillis(1), Duration.ofSeconds(1));
  private static final Row ROW =
      Row.timed(Row.Group.CHANNELS, "row", "a row", 10, 1, n -> 7).switches(3, 2);
  private static final List<Contender> THREE =
      List.of(Contender.GO, Contender.PLAIN, Contender.JUC);

  private final List<String> log = new ArrayList<>();

  /** A worker of 100 ns an operation, of which each answer's sum is what the test says. */
  private final class Fake implements Orchestrator.Rounds {
    private final Contender contender;
    private int asked;

    Fake(Contender contender) {
      this.contender = contender;
    }

    @Override
    public Answer round(int n, Duration time) throws WorkerFailure {
      log.add(contender.title() + " " + time.toMillis());
      asked++;
      if (contender == Contender.JUC && asked == failsAt) {
        throw new WorkerFailure("broken");
      }
      if (contender == Contender.JUC && asked == liesAt) {
        return new Answer(2, 2_000, 13, Map.of());
      }
      if (contender.isFloor()) {
        return new Answer(2, 2_000, 2, Map.of("switch", 5.0));
      }
      return new Answer(2, 2_000, 14, Map.of());
    }

    @Override
    public void close() {
      log.add(contender.title() + " closed");
    }
  }

  private int failsAt;
  private int liesAt;

  private Map<Contender, Result> run(List<Contender> contenders) throws InterruptedException {
    return new Orchestrator((_, contender) -> new Fake(contender), PLAN, (_, _, _) -> {})
        .run(ROW, contenders);
  }

  private static Result measured(double... values) {
    return new Result.Measured(Map.of(Figure.TIME, Arrays.stream(values).boxed().toList()));
  }

  @Test
  void theOrderIsTurnedRoundEveryRoundAfterAWarmUp() throws InterruptedException {
    Map<Contender, Result> results = run(THREE);
    assertThat(log)
        .containsExactly(
            "go 2",
            "plain 2",
            "juc 2",
            "go 1",
            "plain 1",
            "juc 1",
            "juc 1",
            "plain 1",
            "go 1",
            "go 1",
            "plain 1",
            "juc 1",
            "go closed",
            "plain closed",
            "juc closed");
    assertThat(results).containsEntry(Contender.GO, measured(100, 100, 100)).hasSize(3);
  }

  @Test
  void whoFailsIsOutAndTheOthersGoOn() throws InterruptedException {
    failsAt = 3;
    Map<Contender, Result> results = run(THREE);
    assertThat(results)
        .containsEntry(Contender.JUC, new Result.Failed("broken"))
        .containsEntry(Contender.GO, measured(100, 100, 100))
        .containsEntry(Contender.PLAIN, measured(100, 100, 100));
    assertThat(log.stream().filter("juc closed"::equals)).hasSize(1);
    assertThat(log.stream().filter("juc 1"::equals)).hasSize(2);
  }

  @Test
  void aWrongResultIsAFailure() throws InterruptedException {
    liesAt = 2;
    assertThat(run(THREE))
        .containsEntry(Contender.JUC, new Result.Failed("wrong result: 13 instead of 14"));
  }

  @Test
  void whoCannotBeStartedHasFailed() throws InterruptedException {
    Map<Contender, Result> results =
        new Orchestrator(
                (_, contender) -> {
                  if (contender == Contender.GO) {
                    throw new IOException("no such file");
                  }
                  return new Fake(contender);
                },
                PLAN,
                (_, _, _) -> {})
            .run(ROW, THREE);
    assertThat(results)
        .containsEntry(Contender.GO, new Result.Failed("no such file"))
        .containsEntry(Contender.PLAIN, measured(100, 100, 100));
  }

  @Test
  void theFloorIsASwitchTimesTheSwitchesOfTheRow() throws InterruptedException {
    assertThat(run(List.of(Contender.FLOOR))).containsEntry(Contender.FLOOR, measured(15, 15, 15));
  }

  @Test
  void whoHasNothingForARowIsNotStarted() throws InterruptedException {
    Map<Contender, Result> results = run(List.of(Contender.NODE, Contender.GO));
    assertThat(results.get(Contender.NODE)).isInstanceOf(Result.Missing.class);
    assertThat(log).noneMatch(line -> line.startsWith("node"));
  }
}
