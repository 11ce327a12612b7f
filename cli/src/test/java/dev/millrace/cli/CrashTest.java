package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Go's crash rule. */
class CrashTest {
  @TempDir Path base;

  private Result run(String body) throws IOException {
    Command command = Command.in(base);
    command.file(
        "Main.java", "import module dev.millrace;\nimport static dev.millrace.Go.*;\n" + body);
    return command.run("run", "Main.java");
  }

  @Test
  void anUncaughtExceptionInAGoroutineEndsTheProcessWithItsTraceAlone() throws IOException {
    Result result =
        run(
            """
            void boom() { throw new IllegalStateException("boom"); }
            void main() throws Exception {
              go(() -> { for (;;) sleep(Duration.ofDays(1)); });
              go(() -> boom());
              for (;;) sleep(Duration.ofDays(1));
            }
            """);
    assertThat(result)
        .isEqualTo(
            new Result(
                2,
                "",
                """
                Exception in goroutine 3 java.lang.IllegalStateException: boom
                \tat Main.boom(Main.java:3)
                \tat Main.lambda$main$1(Main.java:6)
                """));
  }

  @Test
  void anExceptionOutOfMainIsACrash() throws IOException {
    assertThat(
            run(
                "void main() throws Exception { IO.print(\"x\"); throw new"
                    + " java.io.IOException(\"gone\"); }"))
        .isEqualTo(
            new Result(
                2,
                "x",
                """
                Exception in goroutine 1 java.io.IOException: gone
                \tat Main.main(Main.java:3)
                """));
  }

  @Test
  void causesAndSuppressedExceptionsAreTrimmedToo() throws IOException {
    Result result =
        run(
            """
            void main() throws Exception {
              go(() -> {
                var e = new IllegalStateException("outer", new RuntimeException("inner"));
                e.addSuppressed(new Error("besides"));
                throw e;
              });
              for (;;) sleep(Duration.ofDays(1));
            }
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "outer",
            "Suppressed: java.lang.Error: besides",
            "Caused by: java.lang.RuntimeException: inner")
        .doesNotContain("dev.millrace", "VirtualThread", "java.base/");
  }

  @Test
  void theLibrarysPublicFramesStay() throws IOException {
    Result result = run("void main() { var ch = Chan.<Integer>make(); ch.close(); ch.close(); }");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("Exception in goroutine 1 ")
        .contains("close of closed channel", "\tat Main.main(Main.java:3)")
        .doesNotContain("dev.millrace.cli", "jdk.internal");
  }

  @Test
  void aCrashWhileMainWaitsForTheGoroutineIsACrash() throws IOException {
    assertThat(
            run("void main() throws Exception { go(() -> { throw new Error(\"e\"); }).join(); }")
                .exitCode())
        .isEqualTo(2);
  }

  @Test
  void aPlatformThreadsExceptionIsACrash() throws IOException {
    Result result =
        run(
            """
            void main() throws Exception {
              Thread.ofPlatform().name("pool").start(() -> { throw new Error("p"); });
              for (;;) sleep(Duration.ofDays(1));
            }
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("Exception in thread \"pool\" java.lang.Error: p\n");
  }

  @Test
  void anInterruptedGoroutineThatEndsByItIsNoCrash() throws IOException {
    Result result =
        run(
            """
            void main() throws Exception {
              var g = go(() -> { for (;;) sleep(Duration.ofDays(1)); });
              g.interrupt();
              g.join();
              IO.println("ok");
            }
            """);
    assertThat(result).isEqualTo(new Result(0, "ok\n", ""));
  }

  @Test
  void anInterruptionOutOfMainIsACrash() throws IOException {
    Result result =
        run(
            "void main() throws Exception { Thread.currentThread().interrupt();"
                + " sleep(Duration.ofDays(1)); }");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("Exception in goroutine 1 java.lang.InterruptedException");
  }

  @Test
  void shutdownHooksRunAfterACrash() throws IOException {
    Result result =
        run(
            """
            void main() {
              Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("hook")));
              throw new Error();
            }
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEqualTo("hook\n");
  }

  @Test
  void onlyTheFirstCrashIsTold() throws IOException {
    Result result =
        run(
            """
            void main() throws Exception {
              for (int i = 0; i < 100; i++) go(() -> { throw new Error("many"); });
              for (;;) sleep(Duration.ofDays(1));
            }
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).containsOnlyOnce("many");
  }

  @Test
  void aCrashBeforeMainHasBegunIsACrash() throws IOException {
    Result result = run("static int x = Integer.parseInt(\"x\");\nvoid main() {}");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("Exception in goroutine 1 java.lang.ExceptionInInitializerError")
        .contains("java.lang.NumberFormatException");
  }

  @Test
  void aStackOverflowIsACrash() throws IOException {
    Result result = run("int f(int n) { return f(n + 1) + 1; }\nvoid main() { f(0); }");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("Exception in goroutine 1 java.lang.StackOverflowError");
  }

  @Test
  void aMessageThatFailsIsStillACrash() throws IOException {
    for (String message : new String[] {"throw new Error();", "return getMessage();"}) {
      Result result =
          run(
              "class Bad extends RuntimeException { public String getMessage() { "
                  + message
                  + " } }\nvoid main() throws Exception { go(() -> { throw new Bad(); }); for (;;)"
                  + " sleep(Duration.ofDays(1)); }");
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).isEqualTo("Exception in a goroutine: Main$Bad\n");
    }
  }

  @Test
  void aMessageThatWaitsForAnotherGoroutineIsPrinted() throws IOException {
    Result result =
        run(
            """
            class Asks extends RuntimeException {
              public String getMessage() {
                IO.println("asked");
                try {
                  return async(() -> "told").await();
                } catch (InterruptedException e) {
                  throw new Error(e);
                }
              }
            }
            void main() throws Exception {
              throw new Asks();
            }
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).startsWith("asked\n");
    assertThat(result.err()).startsWith("Exception in goroutine 1 Main$Asks: told\n");
  }
}
