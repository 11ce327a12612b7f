package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a whole, with workers in processes of their own. */
class MainTest {
  @TempDir Path directory;

  private String agent = "";

  private record Outcome(int exitCode, String out, String err) {}

  /** Runs the command where neither go nor node can be found. */
  private Outcome run(String... arguments) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dmillrace.project=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PATH", directory.toString());
    builder.environment().put("MILLRACE_RACE_JAR", agent);
    Process process = builder.start();
    process.getOutputStream().close();
    int exitCode = process.waitFor();
    return new Outcome(
        exitCode,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNotInstalledIsLeftOutAndSaidSo() throws Exception {
    Path saved = directory.resolve("saved");
    Outcome outcome =
        run("ping-pong", "--quick", "--against", "go,juc,node", "--save", saved.toString());
    assertThat(outcome.err())
        .contains("left out: go, which is not installed", "left out: node, which is not installed");
    assertThat(outcome.out())
        .containsPattern("row +unit +raw +floor +tuned +plain +juc ")
        .containsPattern("(?m)^ping-pong +ns +[0-9]")
        .contains("flags of every JVM: -XX:+UseParallelGC");
    assertThat(outcome.exitCode()).isZero();
    assertThat(Csv.read(saved.resolve("results.csv")).getFirst().summaries())
        .containsOnlyKeys(
            Contender.TUNED, Contender.PLAIN, Contender.JUC, Contender.FLOOR, Contender.RAW);
    assertThat(saved.resolve("channels.svg")).isNotEmptyFile();
    assertThat(saved.resolve("machine.txt")).isNotEmptyFile();
  }

  @Test
  void aRowOrSystemThatIsNoneIsAnErrorOfUsage() throws Exception {
    Outcome row = run("pong");
    assertThat(row.exitCode()).isEqualTo(2);
    assertThat(row.err()).contains("no row is called pong");
    Outcome system = run("--against", "rust");
    assertThat(system.exitCode()).isEqualTo(2);
    assertThat(system.err()).contains("no system is called rust");
  }

  @Test
  void theListHasEveryRow() throws Exception {
    assertThat(run("--list").out().lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactlyElementsOf(Rows.all().stream().map(Row::name).toList());
  }

  @Test
  void withoutADetectorItIsSaidHowToBuildOne() throws Exception {
    Outcome outcome = run("race", "--quick");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .contains(
            "the race detector is not built: there is no",
            "millrace-race.jar",
            "mvn -q -Dquick -Dmaven.test.skip -pl cli -am package",
            "MILLRACE_RACE_JAR");
  }

  @Test
  void theRaceDetectorsRowsAreListedAndOthersAreNone() throws Exception {
    assertThat(
            run("race", "--list").out().lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactlyElementsOf(RaceRows.all().stream().map(Row::name).toList());
    Outcome row = run("race", "pong");
    assertThat(row.exitCode()).isEqualTo(2);
    assertThat(row.err()).contains("no row is called pong; millrace bench race --list lists them");
  }

  @Test
  void anAgentThatWatchesNothingIsNotMeasured() throws Exception {
    Path jar = directory.resolve("idle.jar");
    agent = jar.toString();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", IdleAgent.class.getName());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Outcome outcome = run("race", "--quick", "fields");
    assertThat(outcome.err())
        .contains(
            "left out: go, which is not installed",
            "java -race cannot be measured: no report of a race that is there");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  /** An agent as the race detector's is one, which does nothing. */
  static final class IdleAgent {
    private IdleAgent() {}

    public static void premain(String arguments) {}
  }
}
