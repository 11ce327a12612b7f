package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace run} says of goroutines that nothing can wake. */
class LeaksTest {
  private static final String REPORT =
      """
      leaked: 1 goroutine [chan send] at Main.lambda$numbers$0(Main.java:5), \
      created by Main.numbers(Main.java:5)
      leaked: 1 goroutine in all, which nothing can wake
      """;

  @TempDir Path base;
  private Command command;

  @BeforeEach
  void aProgramThatLeaks() throws IOException {
    command = Command.in(base);
    command.file(
        "Main.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        Receiver<Integer> numbers() {
          return produce(out -> { for (int i = 0; ; i++) out.send(i); });
        }

        void main() throws InterruptedException {
          IO.println(numbers().receive());
        }
        """);
  }

  @Test
  void theyAreReportedOnceMainHasReturned() throws IOException {
    assertThat(command.run("run", "Main.java")).isEqualTo(new Result(0, "0\n", REPORT));
    assertThat(command.run("run", "-leaks=report", "Main.java"))
        .isEqualTo(new Result(0, "0\n", REPORT));
  }

  @Test
  void theyAreAFailureIfThatIsAskedFor() throws IOException {
    assertThat(command.run("run", "-leaks=fail", "Main.java"))
        .isEqualTo(new Result(3, "0\n", REPORT));
  }

  @Test
  void nobodyLooksIfThatIsAskedFor() throws IOException {
    assertThat(command.run("run", "-leaks=off", "Main.java")).isEqualTo(new Result(0, "0\n", ""));
  }

  @Test
  void whereLocksGoRoundThatIsSaid() throws IOException {
    command.file(
        "Crosswise.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        void both(Mutex first, Mutex second, WaitGroup locked) throws InterruptedException {
          first.lock();
          locked.done();
          locked.await();
          second.lock();
        }

        void main() throws InterruptedException {
          Mutex a = new Mutex();
          Mutex b = new Mutex();
          WaitGroup locked = new WaitGroup();
          locked.add(2);
          go(() -> both(a, b, locked));
          go(() -> both(b, a, locked));
          locked.await();
          while (Goroutines.dump().split("sync.Mutex.Lock", -1).length < 3) {
            Thread.yield();
          }
        }
        """);
    for (String mode : new String[] {"report", "watch"}) {
      assertThat(command.run("run", "-leaks=" + mode, "Crosswise.java").err())
          .containsPattern(
              """
              cycle: each waits for what the next one has locked
              \tgoroutine 2 waits for mutex 0x[0-9a-f]+, locked by goroutine 3
              \tgoroutine 3 waits for mutex 0x[0-9a-f]+, locked by goroutine 2
              leaked: 2 goroutines in all, which nothing can wake
              """);
    }
  }

  @Test
  void anythingElseIsRefused() throws IOException {
    Result result = command.run("run", "-leaks=perhaps", "Main.java");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("millrace: -leaks=perhaps: it must be report, fail, watch or off");
  }

  @Test
  void whoIsOnTheWayToItsWaitWhenMainReturnsIsFoundToo() throws IOException {
    command.file(
        "Late.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        static double work;

        void main() {
          Chan<Integer> ch = Chan.make();
          go(() -> {
            for (int i = 0; i < 100_000; i++) work += Math.sqrt(i);
            ch.receive();
          });
        }
        """);
    assertThat(command.run("run", "-leaks=fail", "Late.java").exitCode()).isEqualTo(3);
  }

  @Test
  void whoNeverWaitsDelaysTheEndForAMomentOnly() throws IOException {
    command.file(
        "Busy.java",
        """
        import static dev.millrace.Go.*;

        void main() {
          go(() -> { while (true) Thread.onSpinWait(); });
        }
        """);
    assertThat(command.run("run", "-leaks=fail", "Busy.java")).isEqualTo(new Result(0, "", ""));
  }
}
