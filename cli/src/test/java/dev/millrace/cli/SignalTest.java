package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals reach the program, as the script has become it. */
class SignalTest {
  @TempDir Path base;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsTheProgramAfterItsHooks(String signal, int exitCode) throws IOException {
    assumeThat(isIgnored(exitCode - 128)).as("started with %s ignored", signal).isFalse();
    Command command = Command.in(base);
    command.file(
        "Main.java",
        """
        void main() throws Exception {
          Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("hook")));
          IO.println(ProcessHandle.current().pid());
          for (;;) Thread.sleep(1000);
        }
        """);
    Process process = command.start("run", "Main.java");
    // No more than a line, so that the rest is there for the result.
    StringBuilder pid = new StringBuilder();
    for (int c = process.getInputStream().read();
        c != '\n' && c >= 0;
        c = process.getInputStream().read()) {
      pid.append((char) c);
    }
    assertThat(Long.parseLong(pid.toString())).isEqualTo(process.pid());
    new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid()).start();
    Result result = Command.finish(process);
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEqualTo("hook\n");
  }

  /**
   * Whether whoever started the tests has had a signal ignored, as nohup does: so do programs then.
   */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> (signal - 1) & 1) != 0;
      }
    }
    return false;
  }
}
