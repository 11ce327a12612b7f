package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace run} says, if asked to, of goroutines that hold their carrier for long. */
@Timeout(120)
class StallTest {
  @TempDir Path base;
  private Command command;

  @BeforeEach
  void aProgramThatStallsUntilThatIsTold() throws IOException {
    command = Command.in(base).with("MILLRACE_MAXPROCS", "1");
    command.file(
        "Main.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        static volatile boolean told;

        void main() throws InterruptedException {
          var err = System.err;
          System.setErr(new PrintStream(err, true) {
            @Override
            public void print(String text) {
              err.print(text);
              told |= text.startsWith("stalled:");
            }
          });
          Chan<Integer> rounds = Chan.make();
          Goroutine spinning = go(() -> {
            while (!told) {
              Thread.onSpinWait();
            }
          });
          go(() -> {
            for (int i = 0; !told || i < 1000; i++) {
              rounds.send(i);
            }
            rounds.close();
          });
          int n = 0;
          for (int i : rounds) {
            n++;
          }
          spinning.join();
          IO.println(n >= 1000 ? "went on" : "only " + n);
        }
        """);
  }

  @Test
  void theGoroutineIsNamedWithItsLineAndTheOthersGoOn() throws IOException {
    Result result = command.run("run", "-J-Ddev.millrace.stall=100ms", "Main.java");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("went on\n");
    assertThat(result.err())
        .matches(
            """
            stalled: goroutine 2 has held its carrier for \\d+ ms

            goroutine 2 \\[running\\]:
            (java.lang.Thread.onSpinWait\\(Thread.java:\\d+\\)
            )?Main.lambda\\$main\\$0\\(Main.java:1[78]\\)
            created by Main.main\\(Main.java:16\\) in goroutine 1

            """);
  }

  @Test
  void aTimeThatIsNoneIsRefused() throws IOException {
    for (String time : new String[] {"soon", "0s", "10", "-1s"}) {
      assertThat(command.run("run", "-J-Ddev.millrace.stall=" + time, "Main.java"))
          .isEqualTo(
              new Result(
                  2,
                  "",
                  "millrace: -Ddev.millrace.stall="
                      + time
                      + ": it must be a time, such as 500ms, 10s or 2m\n"));
    }
  }
}
