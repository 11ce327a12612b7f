package dev.millrace.cli;

import dev.millrace.Chan;
import dev.millrace.Go;
import java.time.Duration;

/**
 * The trial run for the AOT cache of programs: does a little of what most programs do. Writes
 * nothing that anyone sees.
 */
final class Warmup {
  /** The trial run for the compiler's. */
  static final String SAMPLE =
      """
      import module dev.millrace;
      import static dev.millrace.Go.*;

      record Job(int number) {}

      void worker(Receiver<Job> jobs, Sender<Integer> results) throws InterruptedException {
        for (Job job : jobs) {
          results.send(job.number() * 2);
        }
      }

      void main() throws InterruptedException {
        Chan<Job> jobs = Chan.make(10);
        Chan<Integer> results = Chan.make();
        List<String> names = List.of("a", "b");
        go(() -> worker(jobs, results));
        jobs.send(new Job(1));
        jobs.close();
        select(
            recv(results, v -> IO.println("received " + v + names)),
            after(Duration.ofSeconds(1), () -> IO.println("timeout")));
      }
      """;

  /** As that of most compact source files: of an instance, and without arguments. */
  void main() throws InterruptedException {
    Chan<Integer> numbers = Chan.make();
    Chan<String> results = Chan.make(3);
    Go.go(() -> {
      for (int number : numbers) {
        results.send("number " + number);
      }
      results.close();
    });
    for (int i = 0; i < 100; i++) {
      numbers.send(i);
      IO.println(results.receive());
    }
    Go.select(Go.recv(results, IO::println), Go.after(Duration.ofMillis(1)), Go.otherwise());
    numbers.close();
    Go.sleep(Duration.ofMillis(1));
    IO.println(results.receiveOrClosed());
    Crash.trace(new IllegalStateException("trial"));
  }
}
