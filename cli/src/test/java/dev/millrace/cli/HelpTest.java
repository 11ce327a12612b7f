package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command explains itself. */
class HelpTest {
  @TempDir Path base;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpNamesTheCommands(String word) throws IOException {
    Result result = Command.in(base).run(word);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("Usage: millrace ")
        .contains("run ", "completion ", "help ");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump --help", "dump -h", "help dump"})
  void helpOnDumpTellsItsOptionsAndHowAGraphIsSeen(String words) throws IOException {
    Result result = Command.in(base).run(words.split(" "));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("Usage: millrace dump ")
        .contains(
            "--full",
            "--json",
            "--graph",
            "-o=FILE",
            "--kill",
            "millrace dump --graph -o waits.svg PID\n",
            "-XX:+EnableDynamicAgentLoading");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run --help", "run -h", "help run"})
  void helpOnRunTellsOptionsRulesExitCodesAndEnvironment(String words) throws IOException {
    Result result = Command.in(base).run(words.split(" "));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith(
            "Usage: millrace run [-race] [-leaks=WHAT] [-cp PATH] [-J<jvm flag>]... FILE.java"
                + " [ARG]...\n")
        .contains(
            "-race",
            "-cp",
            "-J<jvm flag>",
            "-J-Ddev.millrace.stall=10s",
            "Exit codes:",
            "MILLRACE_MAXPROCS",
            "MILLRACE_CACHE",
            "platform");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void versionNamesTheJdkToo(String word) throws IOException {
    Result result = Command.in(base).run(word);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .matches("millrace \\d+\\.\\d+\\.\\d+\\S*\njava " + Runtime.version().feature() + ".*\n");
  }

  @Test
  void theCompletionScriptIsSound() throws IOException {
    Result result = Command.in(base).run("completion", "bash");
    assertThat(result.exitCode()).isZero();
    Path bash = Command.find("bash");
    if (bash != null) {
      Process process =
          new ProcessBuilder(
                  bash.toString(),
                  "-c",
                  "eval \"$(cat)\"; COMP_WORDS=(millrace r); COMP_CWORD=1; _complete_millrace; echo"
                      + " \"${COMPREPLY[@]}\"")
              .start();
      process.outputWriter().append(result.out()).close();
      assertThat(Command.finish(process).out()).isEqualTo("run\n");
    }
    assertThat(Command.in(base.resolve("other")).run("completion", "fish").err())
        .contains("there is one for bash and one for zsh");
  }
}
