package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A case whose select was forgotten is refused, and nothing else is. */
class ForgottenSelectTest {
  @TempDir Path base;

  private Result run(String statement) throws IOException {
    Command command = Command.in(base);
    command.file(
        "Main.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;
        final Chan<Integer> ch = Chan.make(1);
        final Duration d = Duration.ZERO;
        Chan<Integer> pick(int i) { return ch; }
        void use(Context ctx) throws Exception {
          %s
        }
        void main() throws Exception { use(null); IO.println("ran"); }
        """
            .formatted(statement));
    return command.run("run", "Main.java");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send(ch, 1);                   | did you mean ch.send(1), or select(send(ch, 1))?",
        "go(() -> send(ch, 1));         | did you mean ch.send(1), or select(send(ch, 1))?",
        "send( pick(2),  1 + 2 );       | did you mean pick(2).send(1 + 2), or select(send("
            + " pick(2), 1 + 2 ))?",
        "send(true ? ch : ch, 1);       | did you mean (true ? ch : ch).send(1), or"
            + " select(send(true ? ch : ch, 1))?",
        "send(ch, 1, () -> {});         | did you mean select(send(ch, 1, () -> {}))?",
        "recv(ch);                      | did you mean ch.receive(), or select(recv(ch))?",
        "recv(ch, v -> IO.println(v));  | did you mean select(recv(ch, v -> IO.println(v)))?",
        "recvOrClosed(ch);              | did you mean ch.receiveOrClosed(), or"
            + " select(recvOrClosed(ch))?",
        "after(d);                      | did you mean sleep(d), or select(after(d))?",
        "done(ctx);                     | did you mean ctx.done().receive(), or select(done(ctx))?",
        "otherwise();                   | did you mean select(otherwise())?",
        "Go.send(ch, 1);                | did you mean ch.send(1), or Go.select(Go.send(ch, 1))?",
        "recv(ch).map(v -> v + 1);      | did you mean select(recv(ch).map(v -> v + 1))?",
        "for (int i = 0; i < 1; send(ch, i)) { i++; } | did you mean ch.send(i), or select(send(ch,"
            + " i))?",
        "switch (1) { case 1 -> send(ch, 1); default -> {} } | did you mean ch.send(1), or"
            + " select(send(ch, 1))?",
        "new Object() { void f() { send(ch, 1); } }.f(); | did you mean ch.send(1), or"
            + " select(send(ch, 1))?",
      })
  void aCaseThatIsDroppedIsRefused(String statement, String hint) throws IOException {
    Result result = run(statement);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("Main.java:7: error: ")
        .contains(hint + "\n  " + statement)
        .endsWith("1 error\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select(send(ch, 1));",
        "var c = send(ch, 1); select(c);",
        "Callable<Object> c = () -> send(ch, 1);",
        "java.util.function.Supplier<Case<?>> s = () -> recv(ch);",
        "select(List.of(send(ch, 1), otherwise()));",
        "class Own { void send(Chan<Integer> c, int i) {} void f() { send(ch, 1); } } new"
            + " Own().f();",
        "Case<?> c = switch (1) { case 1 -> send(ch, 1); default -> otherwise(); };",
        "List.of(1, 2).forEach(i -> { var c = send(ch, i); });",
      })
  void aCaseThatIsUsedIsNot(String statement) throws IOException {
    assertThat(run(statement)).isEqualTo(new Result(0, "ran\n", ""));
  }

  @Test
  void filesBesideTheMainOneAreLookedAtToo() throws IOException {
    Command command = Command.in(base);
    command.file("Main.java", "void main() { new Side(); }");
    command.file(
        "Side.java",
        "import dev.millrace.*; class Side { void f(Chan<Integer> c) { Go.recv(c); } }");
    Result result = command.run("run", "Main.java");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("Side.java:1: error: ", "did you mean c.receive(), or Go.select(Go.recv(c))?");
  }
}
