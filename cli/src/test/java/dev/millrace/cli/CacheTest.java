package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was compiled is used again exactly as long as it would come out the same, and nothing about
 * the cache ever fails a run.
 */
class CacheTest {
  @TempDir Path base;
  private Command command;
  private Path cache;

  @BeforeEach
  void install() throws IOException {
    command = Command.in(base);
    cache = command.ownCache();
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
  }

  private void prints(String expected, String... arguments) throws IOException {
    assertThat(command.run(arguments)).isEqualTo(new Result(0, expected, ""));
  }

  private List<Path> programs() throws IOException {
    try (Stream<Path> programs = Files.list(cache.resolve("programs"))) {
      return programs.sorted().toList();
    }
  }

  /** From now on, whatever wants a compiler fails. */
  private void breakCompiler() throws IOException {
    command.edit("dev.millrace.cli.Main", "no.such.Main");
  }

  @Test
  void anUnchangedFileStartsWithoutACompiler() throws IOException {
    prints("hello\n", "run", "Hello.java");
    List<Path> before = programs();
    breakCompiler();
    prints("hello\n", "run", "Hello.java");
    prints("hello\n", "run", "Hello.java", "other", "arguments");
    assertThat(programs()).isEqualTo(before).hasSize(1);
  }

  @Test
  void touchingAFileChangesNothing() throws IOException {
    prints("hello\n", "run", "Hello.java");
    Files.setLastModifiedTime(
        command.directory.resolve("Hello.java"), FileTime.from(Instant.now().plusSeconds(60)));
    breakCompiler();
    prints("hello\n", "run", "Hello.java");
  }

  @Test
  void anEditIsSeenEvenIfTheTimeAndSizeOfTheFileAreTheSame() throws IOException {
    prints("hello\n", "run", "Hello.java");
    Path file = command.directory.resolve("Hello.java");
    FileTime time = Files.getLastModifiedTime(file);
    command.file("Hello.java", "void main() { IO.println(\"hallo\"); }");
    Files.setLastModifiedTime(file, time);
    prints("hallo\n", "run", "Hello.java");
  }

  @Test
  void anEditOfAFileBesideItIsSeen() throws IOException {
    command.file("Main.java", "void main() { IO.println(Side.TEXT); }");
    command.file("Side.java", "class Side { static final String TEXT = \"one\"; }");
    prints("one\n", "run", "Main.java");
    command.file("Side.java", "class Side { static final String TEXT = \"two\"; }");
    prints("two\n", "run", "Main.java");
    Files.delete(command.directory.resolve("Side.java"));
    assertThat(command.run("run", "Main.java").exitCode()).isEqualTo(1);
  }

  @Test
  void aNewFileThatChangesTheMeaningIsSeen() throws IOException {
    command.file(
        "Main.java",
        "import java.util.*; void main() { IO.println(new Random().getClass().getName()); }");
    prints("java.util.Random\n", "run", "Main.java");
    command.file("Random.java", "class Random {}");
    prints("Random\n", "run", "Main.java");
  }

  @Test
  void aNewDirectoryThatChangesTheMeaningIsSeen() throws IOException {
    Path classes = Files.createDirectories(command.directory.resolve("classes"));
    Path source =
        command.file(
            "lib/pack/A.java",
            "package pack; public class A { public static String s() { return \"lib\"; } }");
    assertThat(
            java.util.spi.ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-d", classes.toString(), source.toString()))
        .isZero();
    command.file("Main.java", "void main() { IO.println(pack.A.s()); }");
    prints("lib\n", "run", "-cp", "classes", "Main.java");
    command.file(
        "pack/A.java",
        "package pack; public class A { public static String s() { return \"source\"; } }");
    prints("source\n", "run", "-cp", "classes", "Main.java");
  }

  @Test
  void aChangedClassPathIsSeen() throws IOException {
    var javac = java.util.spi.ToolProvider.findFirst("javac").orElseThrow();
    Path classes = Files.createDirectories(command.directory.resolve("classes"));
    Path source = command.file("lib/A.java", "public class A { public static final int N = 1; }");
    assertThat(javac.run(System.out, System.err, "-d", classes.toString(), source.toString()))
        .isZero();
    command.file("Main.java", "void main() { IO.println(A.N); }");
    prints("1\n", "run", "-cp", "classes", "Main.java");
    // The constant is compiled into Main.
    command.file("lib/A.java", "public class A { public static final int N = 2; }");
    assertThat(javac.run(System.out, System.err, "-d", classes.toString(), source.toString()))
        .isZero();
    prints("2\n", "run", "-cp", "classes", "Main.java");
  }

  @Test
  void flagsHaveEntriesOfTheirOwn() throws IOException {
    command.file("Main.java", "void main() { IO.println(System.getProperty(\"x\")); }");
    prints("null\n", "run", "Main.java");
    prints("1\n", "run", "-J-Dx=1", "Main.java");
    prints("a b \"c\\\n", "run", "-J-Dx=a b \"c\\", "Main.java");
    breakCompiler();
    prints("null\n", "run", "Main.java");
    prints("1\n", "run", "-J-Dx=1", "Main.java");
  }

  @Test
  void theSameNameInAnotherDirectoryIsAnotherProgram() throws IOException {
    command.file("a/Main.java", "void main() { IO.println(\"a\"); }");
    command.file("b/Main.java", "void main() { IO.println(\"b\"); }");
    prints("a\n", "run", "a/Main.java");
    prints("b\n", "run", "b/Main.java");
  }

  @Test
  void aDamagedEntryIsMadeAgain() throws IOException {
    prints("hello\n", "run", "Hello.java");
    for (String file : List.of("args", "classes.jar", "names", "sums")) {
      for (String damage : List.of("", "garbage\n", "delete")) {
        Path damaged = cache.resolve("keys").resolve(key()).toRealPath().resolve(file);
        if (damage.equals("delete")) {
          Files.delete(damaged);
        } else {
          Files.writeString(damaged, damage);
        }
        prints("hello\n", "run", "Hello.java");
      }
    }
  }

  private String key() throws IOException {
    try (Stream<Path> keys = Files.list(cache.resolve("keys"))) {
      return keys.findFirst().orElseThrow().getFileName().toString();
    }
  }

  @Test
  void aCacheThatIsNoDirectoryIsDoneWithout() throws IOException {
    Path file = base.resolve("file");
    Files.writeString(file, "x");
    command
        .with("MILLRACE_CACHE", file.toString())
        .with("TMPDIR", Files.createDirectories(base.resolve("tmp")).toString());
    for (int i = 0; i < 2; i++) {
      Result result = command.run("run", "Hello.java");
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).contains("going on without a cache", "set MILLRACE_CACHE");
    }
    assertThat(base.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void aCacheThatOthersCanWriteIsDoneWithout() throws IOException {
    prints("hello\n", "run", "Hello.java");
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    breakNothingButTheEntry();
    Result result = command.run("run", "Hello.java");
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.err())
        .contains("going on without a cache: others can write into", "chmod 700");
  }

  private void breakNothingButTheEntry() throws IOException {
    Files.writeString(cache.resolve("keys").resolve(key()).resolve("args"), "-version");
  }

  @Test
  void aCacheThatCannotBeWrittenIsReadOrDoneWithout() throws IOException {
    prints("hello\n", "run", "Hello.java");
    command.file("Other.java", "void main() { IO.println(\"other\"); }");
    List<Path> closed = List.of(cache.resolve("keys"), cache.resolve("programs"), cache);
    for (Path directory : closed) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-x---"));
    }
    try {
      assumeThat(Files.isWritable(cache)).as("the superuser writes everywhere").isFalse();
      prints("hello\n", "run", "Hello.java");
      prints("other\n", "run", "Other.java");
    } finally {
      for (Path directory : closed.reversed()) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  void aCacheInWhichNothingCanBeMadeIsDoneWithout() throws IOException {
    Files.writeString(cache.resolve("programs"), "a file where a directory should be");
    prints("hello\n", "run", "Hello.java");
    prints("hello\n", "run", "Hello.java");
  }

  @Test
  void withoutAHomeThereIsNoCacheAndNoComplaint() throws IOException {
    command
        .without("HOME")
        .without("MILLRACE_CACHE")
        .with("TMPDIR", Files.createDirectories(base.resolve("tmp")).toString());
    prints("hello\n", "run", "Hello.java");
    assertThat(base.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void aProgramWithoutACacheLoadsClassesLate() throws IOException {
    command.without("HOME").without("MILLRACE_CACHE");
    command.file(
        "Late.java",
        "void main() throws Exception { Thread.sleep(100); IO.println(new Side()); } record Side()"
            + " {}");
    prints("Side[]\n", "run", "Late.java");
  }

  @Test
  void theCacheIsPrivate() throws IOException {
    Path made = base.resolve("made/by/us");
    command.with("MILLRACE_CACHE", made.toString());
    Files.createDirectories(made.getParent());
    command.run("--version");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void runsAtOnceDoNotDisturbEachOther() throws IOException {
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(command.start("run", "Hello.java"));
    }
    for (Process run : runs) {
      assertThat(Command.finish(run)).isEqualTo(new Result(0, "hello\n", ""));
    }
    breakCompiler();
    prints("hello\n", "run", "Hello.java");
  }

  @Test
  void anEditWhileAProgramRunsDoesNotTouchIt() throws IOException {
    command.file(
        "Main.java",
        "void main() { IO.println(\"up\"); IO.readln(); IO.println(new Late()); } record Late()"
            + " {}");
    Process process = command.start("run", "Main.java");
    for (int c = process.getInputStream().read(); c != '\n'; c = process.getInputStream().read()) {
      assertThat(c).isNotNegative();
    }
    command.file("Main.java", "void main() { IO.println(\"new\"); }");
    prints("new\n", "run", "Main.java");
    AotCache.deleteTree(cache.resolve("programs"));
    process.outputWriter().append("\n").close();
    assertThat(Command.finish(process)).isEqualTo(new Result(0, "Late[]\n", ""));
  }

  @Test
  void whatWasNotUsedForLongIsRemoved() throws IOException {
    prints("hello\n", "run", "Hello.java");
    Path old = programs().getFirst();
    Files.setLastModifiedTime(
        old.resolve("used"), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    command.file("Other.java", "void main() {}");
    prints("", "run", "Other.java");
    assertThat(old).doesNotExist();
    assertThat(programs()).hasSize(1);
  }

  @Test
  void aProgramThatDoesNotCompileLeavesNothing() throws IOException {
    command.file("Bad.java", "void main() { x }");
    command.run("run", "Bad.java");
    if (Files.exists(cache.resolve("programs"), LinkOption.NOFOLLOW_LINKS)) {
      assertThat(programs()).isEmpty();
    }
  }
}
