package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the script does before anything runs: finding a JDK, building the project, and being
 * understood by every shell.
 */
class SetupTest {
  @TempDir Path base;
  private Command command;

  @BeforeEach
  void install() throws IOException {
    command = Command.in(base);
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
  }

  private Path tool(Path directory, String name, String script) throws IOException {
    Files.createDirectories(directory);
    Path file = Files.writeString(directory.resolve(name), script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = base.resolve(name);
    tool(
        home.resolve("bin"),
        "java",
        "#!/bin/sh\necho 'this is not a JDK that should be run' >&2; exit 99\n");
    tool(home.resolve("bin"), "javac", "#!/bin/sh\n");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"X\"\nJAVA_RUNTIME_VERSION=\""
            + version
            + "+1\"\nJAVA_VERSION=\""
            + version
            + "\"\n");
    return home;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "busybox", "ksh", "mksh", "zsh", "yash"})
  void everyShellWillDo(String shell) throws IOException {
    Path path = Command.find(shell);
    assumeThat(path).as(shell).isNotNull();
    if (shell.equals("busybox")) {
      // It goes by the name it is called by.
      command.shell(Files.createSymbolicLink(base.resolve("sh"), Objects.requireNonNull(path)));
    } else {
      command.shell(Objects.requireNonNull(path));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(command.run("run", "Hello.java", "a b")).isEqualTo(new Result(0, "hello\n", ""));
    }
  }

  @Test
  void aJavaHomeThatIsTooOldIsPassedOver() throws IOException {
    command.with("JAVA_HOME", jdk("jdk-17", "17.0.9").toString());
    command.with("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin");
    assertThat(command.run("run", "Hello.java")).isEqualTo(new Result(0, "hello\n", ""));
  }

  @Test
  void theJavaOnThePathIsFollowedThroughItsLinks() throws IOException {
    Path bin = Files.createDirectories(base.resolve("bin"));
    Path alternative = base.resolve("alternative");
    Files.createSymbolicLink(alternative, Path.of(System.getProperty("java.home"), "bin", "java"));
    Files.createSymbolicLink(bin.resolve("java"), Path.of("../alternative"));
    command.without("JAVA_HOME").with("PATH", bin + ":/usr/bin:/bin");
    for (int i = 0; i < 2; i++) {
      assertThat(command.run("--version").out())
          .contains("(" + System.getProperty("java.home") + ")");
    }
    // Switched to one that is too old, it is no longer what was remembered.
    Files.delete(alternative);
    Files.createSymbolicLink(alternative, jdk("jdk-21", "21.0.1").resolve("bin/java"));
    command.edit("oldest=25", "oldest=99");
    assertThat(command.run("--version").err()).contains("no JDK 99 or newer found");
  }

  @Test
  void aJdkOfSdkmanIsFound() throws IOException {
    Path candidates = Files.createDirectories(base.resolve("home/.sdkman/candidates/java"));
    jdk("home/.sdkman/candidates/java/21.0.1-tem", "21.0.1");
    Files.createSymbolicLink(candidates.resolve("current"), candidates.resolve("21.0.1-tem"));
    jdk("home/.sdkman/candidates/java/99.0.1-tem", "99.0.1");
    command.edit("oldest=25", "oldest=99");
    command.without("JAVA_HOME");
    assertThat(command.run("--version").err()).contains("this is not a JDK that should be run");
  }

  @Test
  void withoutAJdkItSaysWhereItLookedAndWhatToDo() throws IOException {
    command.edit("oldest=25", "oldest=99");
    Path old = jdk("jdk-17", "17.0.9");
    command.with("JAVA_HOME", old.toString());
    Result result = command.run("run", "Hello.java");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("millrace: no JDK 99 or newer found; looked at JAVA_HOME (" + old + ")")
        .contains("\n  " + old + ": Java 17.0.9\n", "SDKMAN", "export JAVA_HOME=/path/to/jdk-99");
  }

  @Test
  void aJreIsNoJdk() throws IOException {
    command.edit("oldest=25", "oldest=99");
    Path jre = jdk("jre", "99");
    Files.delete(jre.resolve("bin/javac"));
    command.with("JAVA_HOME", jre.toString());
    assertThat(command.run("run", "Hello.java").err())
        .contains(jre + ": Java 99 without a compiler (a JRE)");
  }

  @Test
  void aDirectoryThatIsNoJdkIsNamed() throws IOException {
    command.edit("oldest=25", "oldest=99");
    command.with("JAVA_HOME", "/no/such/place");
    assertThat(command.run("run", "Hello.java").err()).contains("/no/such/place: no bin/java");
  }

  /** A project that has yet to be built, with a Maven that only puts the jars in place. */
  private Path project(String maven) throws IOException {
    command.ownInstallation();
    Path lib = command.installation().resolve("cli/target/dist/lib");
    Path jars = command.installation().resolve("jars");
    Files.move(lib, jars);
    for (String place :
        List.of(
            "pom.xml",
            "core/pom.xml",
            "cli/pom.xml",
            "core/src/main/A.java",
            "cli/src/main/B.java")) {
      Path file = command.installation().resolve(place);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }
    Path bin = base.resolve("maven");
    tool(bin, "mvn", "#!/bin/sh\necho \"$PWD $*\" >>" + base.resolve("builds") + "\n" + maven);
    command.with("PATH", bin + ":/usr/bin:/bin");
    return base.resolve("builds");
  }

  private static final String COPY =
      "sleep 1; mkdir -p cli/target/dist/lib && cp -r jars/* cli/target/dist/lib/\n";

  @Test
  void theFirstRunBuildsAndSaysSoInALine() throws IOException {
    Path builds = project(COPY);
    assertThat(command.run("run", "Hello.java"))
        .isEqualTo(
            new Result(
                0,
                "hello\n",
                "millrace: building the project with Maven; this is done once, and again when its"
                    + " sources change\n"));
    assertThat(command.run("run", "Hello.java")).isEqualTo(new Result(0, "hello\n", ""));
    assertThat(builds)
        .hasContent(
            command.installation().toRealPath()
                + " -q -B -Dquick -Dmaven.test.skip -pl cli -am package");
  }

  @Test
  void theBenchHasABuildOfItsOwn() throws IOException {
    // A Maven that puts there what only tells its class path.
    Path builds =
        project("mkdir -p bench/target/dist/lib && >bench/target/dist/lib/millrace-bench.jar\n");
    Path source = command.installation().resolve("bench/src/main/A.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "");
    Files.writeString(command.installation().resolve("bench/pom.xml"), "");
    assertThat(command.run("bench", "--quick").err())
        .contains("building the project", "dev.millrace.bench.Main");
    assertThat(builds)
        .hasContent(
            command.installation().toRealPath()
                + " -q -B -Dquick -Dmaven.test.skip -pl bench -am package");
    Files.writeString(builds, "");
    assertThat(command.run("bench").err()).doesNotContain("building");
    assertThat(builds).hasContent("");
  }

  @Test
  void anInstalledCopyHasNoBenchAndSaysSo() throws IOException {
    Result result = command.run("bench");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("millrace: the bench needs the project's sources");
  }

  @Test
  void anEditedSourceIsBuiltAgain() throws IOException {
    Path builds = project(COPY);
    command.run("run", "Hello.java");
    for (String place : List.of("core/src/main/A.java", "cli/pom.xml")) {
      Files.setLastModifiedTime(
          command.installation().resolve(place), FileTime.from(Instant.now().plusSeconds(1)));
      Files.writeString(builds, "");
      assertThat(command.run("run", "Hello.java").out()).isEqualTo("hello\n");
      assertThat(Files.readAllLines(builds)).hasSize(1);
      Files.setLastModifiedTime(
          command.installation().resolve(place), FileTime.from(Instant.now().minusSeconds(3600)));
    }
  }

  @Test
  void firstRunsAtOnceBuildOnce() throws IOException {
    Path builds = project(COPY);
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(command.start("run", "Hello.java"));
    }
    for (Process run : runs) {
      Result result = Command.finish(run);
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(result.exitCode()).isZero();
    }
    assertThat(Files.readAllLines(builds)).hasSize(1);
  }

  @Test
  void aLockWhoseOwnerIsGoneIsNoHindrance() throws IOException {
    project(COPY);
    Path lock = Files.createDirectories(command.installation().resolve("cli/target/millrace.lock"));
    Process gone = new ProcessBuilder("/bin/sh", "-c", ":").start();
    Command.finish(gone);
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertThat(command.run("run", "Hello.java").out()).isEqualTo("hello\n");
    assertThat(lock).doesNotExist();
  }

  @Test
  void aBuildThatFailsSaysWhy() throws IOException {
    project("echo '[INFO] chatter'; echo '[ERROR] no network'; exit 3\n");
    Result result = command.run("run", "Hello.java");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "[ERROR] no network", "the build failed (exit 3)", "cli/target/millrace-build.log")
        .doesNotContain("chatter");
    assertThat(command.installation().resolve("cli/target/millrace.lock")).doesNotExist();
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws IOException {
    project(COPY);
    Path bin = Files.createDirectories(base.resolve("few"));
    for (String name :
        List.of(
            "sh",
            "find",
            "stat",
            "mkdir",
            "mv",
            "rm",
            "sed",
            "grep",
            "sha256sum",
            "sleep",
            "readlink",
            "mktemp",
            "ls",
            "cat")) {
      Path tool = Command.find(name);
      if (tool != null) {
        Files.createSymbolicLink(bin.resolve(name), tool);
      }
    }
    command.with("PATH", bin.toString());
    Result result = command.run("run", "Hello.java");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("millrace: no Maven found, and this project has to be built once")
        .contains("apt install maven");
    assertThat(command.installation().resolve("cli/target/millrace.lock")).doesNotExist();
  }
}
