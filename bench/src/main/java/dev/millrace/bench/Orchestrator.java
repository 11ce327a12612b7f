package dev.millrace.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has every contender do every row. All workers of a row are alive at once, and one of them runs at
 * a time, in an order that is turned round each round: whatever the machine does meanwhile happens
 * to all. A worker that fails loses its row; the others go on.
 */
final class Orchestrator {
  /** Starts a worker. */
  interface Launcher {
    Rounds launch(Row row, Contender contender) throws IOException;
  }

  /** A worker as it is asked. */
  interface Rounds extends AutoCloseable {
    Answer round(int n, Duration time) throws WorkerFailure, InterruptedException;

    @Override
    void close();
  }

  /** Is told how far it is. */
  interface Progress {
    void at(Row row, Contender contender, String what);
  }

  private final Launcher launcher;
  private final Plan plan;
  private final Progress progress;

  Orchestrator(Launcher launcher, Plan plan, Progress progress) {
    this.launcher = launcher;
    this.plan = plan;
    this.progress = progress;
  }

  /** One row, by all contenders. */
  Map<Contender, Result> run(Row row, List<Contender> contenders) throws InterruptedException {
    Map<Contender, Result> results = new EnumMap<>(Contender.class);
    Map<Contender, Rounds> workers = new LinkedHashMap<>();
    Map<Contender, Map<Figure, List<Double>>> values = new EnumMap<>(Contender.class);
    try {
      for (Contender contender : contenders) {
        String gap = Gaps.reason(row, contender);
        if (gap != null) {
          results.put(contender, new Result.Missing(gap));
          continue;
        }
        attempt(
            row,
            contender,
            "start",
            results,
            workers,
            () -> {
              workers.put(contender, launcher.launch(row, contender));
              values.put(contender, new LinkedHashMap<>());
            });
      }
      for (Contender contender :
          plan.warmsUp(row) ? List.copyOf(workers.keySet()) : List.<Contender>of()) {
        attempt(
            row,
            contender,
            "warm-up",
            results,
            workers,
            () -> ask(row, contender, workers, plan.warmup()));
      }
      for (int round = 0; round < plan.rounds(row); round++) {
        List<Contender> order = new ArrayList<>(workers.keySet());
        for (Contender contender : round % 2 == 0 ? order : order.reversed()) {
          attempt(
              row,
              contender,
              "round " + (round + 1),
              results,
              workers,
              () -> record(row, contender, ask(row, contender, workers, plan.round()), values));
        }
      }
    } finally {
      workers.values().forEach(Rounds::close);
    }
    for (Contender contender : workers.keySet()) {
      results.put(contender, new Result.Measured(values.getOrDefault(contender, Map.of())));
    }
    return results;
  }

  private interface Step {
    void run() throws IOException, WorkerFailure, InterruptedException;
  }

  private void attempt(
      Row row,
      Contender contender,
      String what,
      Map<Contender, Result> results,
      Map<Contender, Rounds> workers,
      Step step)
      throws InterruptedException {
    progress.at(row, contender, what);
    try {
      step.run();
    } catch (IOException | WorkerFailure failure) {
      results.put(contender, new Result.Failed(String.valueOf(failure.getMessage())));
      Rounds worker = workers.remove(contender);
      if (worker != null) {
        worker.close();
      }
    }
  }

  private Answer ask(Row row, Contender contender, Map<Contender, Rounds> workers, Duration time)
      throws WorkerFailure, InterruptedException {
    int n = contender.isFloor() ? Floor.SWITCHES : plan.count(row);
    Rounds worker = workers.get(contender);
    if (worker == null) {
      throw new IllegalStateException("no worker for " + contender);
    }
    Answer answer =
        worker.round(n, row.isMeasured() && !contender.isFloor() ? Duration.ZERO : time);
    long expected =
        contender.isFloor() ? answer.runs() : answer.runs() * row.expected().applyAsLong(n);
    if (answer.sum() != expected) {
      throw new WorkerFailure("wrong result: " + answer.sum() + " instead of " + expected);
    }
    return answer;
  }

  private void record(
      Row row, Contender contender, Answer answer, Map<Contender, Map<Figure, List<Double>>> values)
      throws WorkerFailure {
    Map<Figure, List<Double>> own = values.getOrDefault(contender, Map.of());
    for (Figure figure : row.figures()) {
      double value =
          contender.isFloor()
              ? Floor.value(row, figure, answer)
              : answer.value(figure, row, plan.count(row));
      own.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
    }
  }
}
