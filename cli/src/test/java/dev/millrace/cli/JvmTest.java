package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the JVM is set up, and that it keeps its own words out of the program's output. */
class JvmTest {
  private static final Result HELLO = new Result(0, "hello\n", "");

  @TempDir Path base;
  private Command command;

  @BeforeEach
  void install() throws IOException {
    command = Command.in(base);
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
    command.file(
        "Flags.java",
        """
        import java.lang.management.*;
        void main() {
          for (var gc : ManagementFactory.getGarbageCollectorMXBeans()) IO.print(gc.getName() + " ");
          IO.println(Runtime.getRuntime().maxMemory() >> 20);
        }
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-J-XX:+UseSerialGC",
        "-J-XX:+UseG1GC",
        "-J-XX:+UseZGC",
        "-J-XX:+UseCompactObjectHeaders",
        "-J-XX:-UseCompressedOops",
        "-J--add-modules=jdk.httpserver",
        "-J--add-opens=java.base/java.lang=ALL-UNNAMED",
        "-J-Xmx64m",
        "-J-Xshare:off",
        "-J-ea",
      })
  void outputIsTheProgramsAloneUnderWhateverFlag(String flag) throws IOException {
    assertThat(command.run("run", flag, "Hello.java")).isEqualTo(HELLO);
    assertThat(command.run("run", flag, "Hello.java")).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
  void stdoutIsTheProgramsAloneUnderWhateverEnvironment(String variable) throws IOException {
    for (String options : new String[] {"-Dx=y", "-XX:+UseSerialGC", "-XX:+UseG1GC -Dx=y"}) {
      command.with(variable, options);
      Result result = command.run("run", "Hello.java");
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(result.exitCode()).isZero();
      // The JVM's own note on the variable.
      assertThat(result.err().lines())
          .hasSize(1)
          .first()
          .asString()
          .contains("Picked up " + variable);
    }
  }

  @Test
  void outputIsTheProgramsAloneUnderAnAgent() throws IOException {
    Path classes = Files.createDirectories(base.resolve("agent"));
    Path source =
        command.file(
            "agent/Agent.java", "public class Agent { public static void premain(String a) {} }");
    Path manifest =
        command.file("agent/manifest", "Premain-Class: Agent\nBoot-Class-Path: agent.jar\n");
    tool("javac", "-d", classes.toString(), source.toString());
    tool(
        "jar",
        "--create",
        "--file",
        base.resolve("agent.jar").toString(),
        "--manifest",
        manifest.toString(),
        "-C",
        classes.toString(),
        ".");
    Result result = command.run("run", "-J-javaagent:" + base.resolve("agent.jar"), "Hello.java");
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.exitCode()).isZero();
  }

  private static void tool(String name, String... arguments) {
    assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "cut"})
  void aDamagedArchiveIsNeitherSeenNorKept(String damage) throws IOException {
    command.run("run", "Hello.java");
    Path cache = Files.createDirectory(base.resolve("cache"));
    Files.setPosixFilePermissions(
        cache, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    command.with("MILLRACE_CACHE", cache.toString());
    assertThat(command.run("run", "Hello.java")).isEqualTo(HELLO);
    Path archive;
    try (var files = Files.walk(cache.resolve("aot"))) {
      archive = files.filter(file -> file.endsWith("run")).findFirst().orElseThrow();
    }
    long size = Files.size(archive);
    Files.write(
        archive,
        damage.equals("cut")
            ? java.util.Arrays.copyOf(Files.readAllBytes(archive), 1_000_000)
            : damage.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    // As if the damage were older than the entry: the JVM then has to cope.
    Files.setLastModifiedTime(archive, java.nio.file.attribute.FileTime.fromMillis(0));
    assertThat(command.run("run", "Hello.java")).isEqualTo(HELLO);
    Files.setLastModifiedTime(
        archive, java.nio.file.attribute.FileTime.from(java.time.Instant.now().plusSeconds(60)));
    assertThat(command.run("run", "Hello.java")).isEqualTo(HELLO);
    assertThat(Files.size(archive)).isBetween(size / 2, size * 2);
  }

  @Test
  void theCollectorIsParallelUnlessTheUserChooses() throws IOException {
    assertThat(command.run("run", "Flags.java").out()).startsWith("PS ");
    assertThat(command.run("run", "-J-XX:+UseSerialGC", "Flags.java").out()).startsWith("Copy ");
    assertThat(command.run("run", "-J-XX:+UseZGC", "Flags.java").out()).startsWith("ZGC ");
  }

  @Test
  void theHeapMayTakeTwoThirdsOfTheMemoryUnlessTheUserChooses() throws IOException {
    command.file(
        "Flag.java",
        "void main() {"
            + " IO.println(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());"
            + " }");
    assertThat(command.run("run", "Flag.java").out()).contains("-XX:MaxRAMPercentage=65");
    String out = command.run("run", "-J-Xmx100m", "Flags.java").out().strip();
    assertThat(Long.parseLong(out.substring(out.lastIndexOf(' ') + 1))).isBetween(80L, 100L);
  }

  @Test
  void maxprocsIsTheNumberOfCarriers() throws IOException {
    command.file(
        "Procs.java",
        "void main() { IO.println(System.getProperty(\"jdk.virtualThreadScheduler.parallelism\"));"
            + " }");
    assertThat(command.run("run", "Procs.java").out()).isEqualTo("null\n");
    assertThat(command.with("MILLRACE_MAXPROCS", "3").run("run", "Procs.java").out())
        .isEqualTo("3\n");
    assertThat(command.with("MILLRACE_MAXPROCS", "1").run("run", "Procs.java").out())
        .isEqualTo("1\n");
    assertThat(command.with("MILLRACE_MAXPROCS", "").run("run", "Procs.java").out())
        .isEqualTo("null\n");
  }

  @Test
  void aThousandCarriersAreNotTooMany() throws IOException {
    command.file(
        "Many.java",
        """
        import module dev.millrace;
        void main() throws InterruptedException {
          var wg = new WaitGroup();
          for (int i = 0; i < 2000; i++) wg.go(Thread::yield);
          wg.await();
          IO.println(System.getProperty("jdk.virtualThreadScheduler.parallelism"));
        }
        """);
    assertThat(command.with("MILLRACE_MAXPROCS", "1024").run("run", "Many.java").out())
        .isEqualTo("1024\n");
  }

  @Test
  void previewFeaturesCanBeHad() throws IOException {
    command.file(
        "P.java", "void main() { Object o = 1; IO.println(o instanceof int i ? i + 1 : 0); }");
    assertThat(command.run("run", "-J--enable-preview", "P.java").out()).isEqualTo("2\n");
  }

  @Test
  void modulesOfTheJdkCanBeAdded() throws IOException {
    command.file(
        "V.java",
        "import jdk.incubator.vector.*; void main() { IO.println(IntVector.SPECIES_128.length());"
            + " }");
    assertThat(command.run("run", "-J--add-modules", "-Jjdk.incubator.vector", "V.java").out())
        .isEqualTo("4\n");
  }

  @Test
  void theLibraryCanBeAModule() throws IOException {
    command.file(
        "M.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        void main() throws InterruptedException {
          Chan<Integer> ch = Chan.make();
          go(() -> ch.send(1));
          ch.receive();
          IO.println(Chan.class.getModule().getName());
        }
        """);
    String library = Command.LIBRARY.toString();
    assertThat(
            command.run(
                "run", "-J--module-path=" + library, "-J--add-modules=dev.millrace", "M.java"))
        .isEqualTo(new Result(0, "dev.millrace\n", ""));
  }
}
