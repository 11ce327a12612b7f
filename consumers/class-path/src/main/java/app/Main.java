package app;

import static dev.millrace.Go.*;

import dev.millrace.Chan;
import java.time.Duration;

/** Three workers share nine jobs; a select adds up what they send. */
final class Main {
  static void main() throws InterruptedException {
    Chan<Integer> jobs = Chan.make(9);
    Chan<Integer> results = Chan.make();
    for (int w = 1; w <= 3; w++) {
      go(() -> {
        for (int job : jobs) {
          results.send(job * 2);
        }
      });
    }
    for (int job = 1; job <= 9; job++) {
      jobs.send(job);
    }
    jobs.close();
    int sum = 0;
    for (int received = 0; received < 9; received++) {
      sum += select(recv(results), after(Duration.ofSeconds(10)).map(_ -> -1000));
    }
    IO.println("nine jobs: " + sum);
  }
}
