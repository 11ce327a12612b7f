package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.millrace.cli.Command.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The goroutines of a process, seen from another one. */
@Timeout(120)
class DumpTest {
  private static final String WAITING =
      """
      import module dev.millrace;
      import static dev.millrace.Go.*;

      void main() throws InterruptedException {
        Chan<Integer> ch = Chan.make(3);
        for (int i = 0; i < 50; i++) {
          go(() -> ch.receiveOrClosed());
        }
        go(() -> sleep(Duration.ofHours(1))).join(Duration.ofMillis(200));
        IO.println("ready");
        IO.readln();
        ch.close();
        IO.println("over");
        System.exit(7);
      }
      """;

  @TempDir Path base;
  private Command command;
  private Process program;
  private BufferedReader out;

  @BeforeEach
  void start() throws IOException {
    command = Command.in(base);
    command.file("Main.java", WAITING);
    program = command.start("run", "Main.java");
    out = program.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");
  }

  @AfterEach
  void end() {
    program.destroyForcibly();
  }

  private String pid() {
    return String.valueOf(program.pid()); // the script has become the JVM
  }

  @Test
  void thoseInTheSamePlaceAreShownOnceAndTheProgramGoesOn() throws Exception {
    Result dump = command.run("dump", pid());
    assertThat(dump.exitCode()).as(dump.err()).isZero();
    assertThat(dump.err()).isEmpty();
    assertThat(dump.out())
        .containsPattern(
            """
            50 goroutines 2, 3, 4, ... \\[chan receive]:
            Main.lambda\\$main\\$0\\(Main.java:7\\)
            \\ton channel 0x\\p{XDigit}+ made at Main.main\\(Main.java:5\\), 0/3 full, 50 receivers waiting
            created by Main.main\\(Main.java:7\\) in goroutine 1
            """)
        .contains("goroutine 52 [sleep]:\n", "goroutine 1 [running]:\n");
    program.outputWriter().append("\n").close();
    assertThat(out.readLine()).isEqualTo("over");
    assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).isEqualTo(7);
    assertThat(program.getErrorStream().readAllBytes()).isEmpty();
  }

  @Test
  void eachIsShownByItselfIfThatIsAskedFor() throws Exception {
    assertThat(command.run("dump", "--full", pid()).out().lines())
        .filteredOn(line -> line.endsWith(" [chan receive]:"))
        .hasSize(50)
        .contains("goroutine 17 [chan receive]:");
  }

  @Test
  void toolsGetJson() throws Exception {
    List<JsonElement> all =
        JsonParser.parseString(command.run("dump", "--json", pid()).out())
            .getAsJsonArray()
            .asList();
    assertThat(all).hasSize(52);
    JsonObject one =
        all.stream()
            .map(JsonElement::getAsJsonObject)
            .filter(each -> each.get("id").getAsLong() == 17)
            .findFirst()
            .orElseThrow();
    assertThat(one.get("state").getAsString()).isEqualTo("chan receive");
    assertThat(one.get("createdBy").getAsLong()).isOne();
    assertThat(one.get("createdAt").getAsString()).isEqualTo("Main.main(Main.java:7)");
    assertThat(one.getAsJsonArray("waitsOn").get(0).getAsString()).startsWith("channel 0x");
    JsonObject frame = one.getAsJsonArray("stack").get(0).getAsJsonObject();
    assertThat(frame.get("class").getAsString()).isEqualTo("Main");
    assertThat(frame.get("line").getAsInt()).isEqualTo(7);
  }

  @Test
  void aProcessCanBeKilledAsBySigquitInGo() throws Exception {
    Result dump = command.run("dump", "--kill", pid());
    assertThat(dump.exitCode()).as(dump.err()).isZero();
    assertThat(dump.out()).contains("50 goroutines ");
    assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).isEqualTo(2);
  }

  @Test
  void aSignalMakesTheProgramShowThemItself() throws Exception {
    assertThat(new ProcessBuilder("kill", "-USR1", pid()).start().waitFor()).isZero();
    BufferedReader err = program.errorReader();
    String line = err.readLine();
    while (!line.startsWith("50 goroutines 2, 3, 4, ... [chan receive]:")) {
      line = err.readLine();
    }
    program.outputWriter().append("\n").close();
    assertThat(out.readLine()).isEqualTo("over");
  }

  @Test
  void whatIsNoProcessOfOursIsRefusedWithTheReason() throws Exception {
    refused("dump: not the number of a process: pid", 2, "pid");
    refused("dump: there is no process 999999999", 1, "999999999");
    Process sleep = new ProcessBuilder("sleep", "100").start();
    try {
      String number = String.valueOf(sleep.pid());
      refused("dump: process " + number + " is no JVM", 1, number);
      assertThat(sleep.isAlive()).isTrue();
    } finally {
      sleep.destroyForcibly();
    }
    assertThat(command.run("dump").exitCode()).isEqualTo(2);
  }

  @Test
  void aJvmWithoutMillraceIsToldApart() throws Exception {
    Path source = command.file("Plain.java", "void main() throws Exception { IO.readln(); }");
    Process plain =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString())
            .start();
    try {
      String number = String.valueOf(plain.pid());
      Result dump = command.run("dump", number);
      for (int i = 0; i < 50 && dump.err().contains("is no JVM"); i++) { // not yet
        Thread.sleep(100);
        dump = command.run("dump", number);
      }
      assertThat(dump.err()).contains("dump: Millrace is not loaded in process " + number);
      assertThat(dump.exitCode()).isEqualTo(1);
    } finally {
      plain.destroyForcibly();
    }
  }

  private void refused(String reason, int exitCode, String pid) throws IOException {
    Result dump = command.run("dump", pid);
    assertThat(dump.exitCode()).isEqualTo(exitCode);
    assertThat(dump.err()).startsWith("millrace: " + reason);
    assertThat(dump.hasJavaTrace()).isFalse();
    assertThat(dump.out()).isEmpty();
  }
}
