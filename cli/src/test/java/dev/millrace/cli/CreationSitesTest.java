package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports name the line where a goroutine or channel was created. */
class CreationSitesTest {
  @TempDir Path base;

  private Result run(String program) throws IOException {
    Command command = Command.in(base);
    command.file("Main.java", program);
    return command.run("run", "Main.java");
  }

  @Test
  void whateverCreatesIsNamedWithItsLineWhereverItStands() throws IOException {
    Result result =
        run(
            """
            import module dev.millrace;
            import static dev.millrace.Go.*;

            static final Chan<Integer> CHANNEL = Chan.make();

            interface Starting {
              default Goroutine start(Chan<Integer> ch) {
                return go(() -> ch.receive());
              }
            }

            class Member implements Starting {
              Goroutine goroutine = go(() -> CHANNEL.receive());
            }

            void main() throws Exception {
              try {
                for (int i = 0; i < 2; i++) {
                  switch (i) {
                    case 0 -> go(() -> go(() -> CHANNEL.receive()));
                    default -> async(() -> CHANNEL.receive());
                  }
                }
              } finally {
                new Member().start(CHANNEL);
              }
              Receiver<Integer> in = produce(3, out -> CHANNEL.receive());
              Receiver<Integer> other = produce(out -> CHANNEL.receive());
              CancelableContext ctx = Context.background().withCancel();
              go(ctx, () -> select(recv(in), recv(other)));
              new WaitGroup().go(() -> CHANNEL.receive());
              CHANNEL.receive();
            }
            """);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
    assertThat(result.err().lines())
        .contains(
            "created by Main.main(Main.java:20) in goroutine 2",
            "created by Main.main(Main.java:21) in goroutine 1",
            "created by Main$Member.<init>(Main.java:13) in goroutine 1",
            "created by Main$Starting.start(Main.java:8) in goroutine 1",
            "created by Main.main(Main.java:27) in goroutine 1",
            "created by Main.main(Main.java:28) in goroutine 1",
            "created by Main.main(Main.java:30) in goroutine 1",
            "created by dev.millrace.sync.WaitGroup.go in goroutine 1")
        .noneMatch(line -> line.contains("created$"))
        .anyMatch(line ->
            line.matches("\\ton channel 0x\\p{XDigit}+ made at Main.<clinit>\\(Main.java:4\\), .*"))
        .anyMatch(line ->
            line.matches(
                "\\ton channel 0x\\p{XDigit}+ made at Main.main\\(Main.java:27\\), 0/3 .*"));
  }

  @Test
  void aCrashInACreatingCallIsToldAsEver() throws IOException {
    Result result =
        run(
            """
            import module dev.millrace;
            import static dev.millrace.Go.*;

            void main() {
              go((Task) null);
            }
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            """
            Exception in goroutine 1 java.lang.NullPointerException: task
            \tat java.base/java.util.Objects.requireNonNull(Objects.java:246)
            \tat Main.main(Main.java:5)
            """);
  }

  @Test
  void aClassThatCreatesNothingStaysAsItWasCompiled() throws IOException {
    byte[] compiled;
    try (InputStream in =
        CreationSites.class.getResourceAsStream("/dev/millrace/cli/CreationSites.class")) {
      compiled = in.readAllBytes();
    }
    assertThat(CreationSites.mark(compiled)).isSameAs(compiled);
  }
}
