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

/** What can be run, and that everything passes through. */
class RunTest {
  @TempDir Path base;
  private Command command;

  @BeforeEach
  void install() {
    command = Command.in(base);
  }

  private void prints(String expected, String... arguments) throws IOException {
    // The second start is from the cache, and must do the same.
    assertThat(command.run(arguments)).isEqualTo(new Result(0, expected, ""));
    assertThat(command.run(arguments)).isEqualTo(new Result(0, expected, ""));
  }

  @Test
  void aCompactSourceFileRuns() throws IOException {
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
    prints("hello\n", "run", "Hello.java");
  }

  @Test
  void theLibraryIsThereByModuleImport() throws IOException {
    command.file(
        "Ping.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;
        void main() throws InterruptedException {
          Chan<String> ch = Chan.make();
          go(() -> ch.send("ping"));
          IO.println(ch.receive());
        }
        """);
    prints("ping\n", "run", "Ping.java");
  }

  @Test
  void theLibraryIsThereByPackageImport() throws IOException {
    command.file(
        "Ping.java",
        """
        import dev.millrace.*;
        public class Ping {
          public static void main(String[] args) throws InterruptedException {
            Chan<String> ch = Chan.make(1);
            Go.go(() -> ch.send("ping"));
            System.out.println(ch.receive());
          }
        }
        """);
    prints("ping\n", "run", "Ping.java");
  }

  @Test
  void mainMayBeAnInstanceMethodWithArguments() throws IOException {
    command.file(
        "A.java",
        "class A { void main(String[] args) { IO.println(args[0]); } void main() { IO.println(); }"
            + " }");
    prints("x\n", "run", "A.java", "x");
  }

  @Test
  void mainMayBeInherited() throws IOException {
    command.file(
        "A.java",
        "class A extends B {} class B { protected static void main() { IO.println(\"B's\"); } }");
    prints("B's\n", "run", "A.java");
  }

  @Test
  void theFirstClassWithAMainIsTheProgram() throws IOException {
    command.file(
        "A.java",
        "record Point(int x) {} class A { static void main() { IO.println(new Point(1)); } }");
    prints("Point[x=1]\n", "run", "A.java");
  }

  @Test
  void filesBesideItThatItRefersToAreCompiledToo() throws IOException {
    command.file("Main.java", "void main() { IO.println(new Greeter().text() + util.Words.WHO); }");
    command.file("Greeter.java", "class Greeter { String text() { return \"hello, \"; } }");
    command.file(
        "util/Words.java",
        "package util; public class Words { public static final String WHO = \"world\"; }");
    command.file("Broken.java", "this is not Java, but nobody refers to it");
    prints("hello, world\n", "run", "Main.java");
  }

  @Test
  void aFileInAPackageFindsOthersFromTheRootOfTheTree() throws IOException {
    command.file(
        "src/a/b/Main.java",
        "/* package no.such; */ package a.b; import a.Other; class Main { static void main() {"
            + " IO.println(Other.TEXT); } }");
    command.file(
        "src/a/Other.java",
        "package a; public class Other { public static final String TEXT = \"other\"; }");
    command.file("src/module-info.java", "module unrelated {}");
    prints("other\n", "run", "src/a/b/Main.java");
  }

  @Test
  void aFileThatIsNotWhereItsPackageSaysStandsAlone() throws IOException {
    command.file(
        "Main.java",
        "package some.where; class Main { static void main() { IO.println(Main.class.getName()); }"
            + " }");
    prints("some.where.Main\n", "run", "Main.java");
  }

  @Test
  void aJarRuns() throws IOException {
    Path jar = jar("App");
    prints("App [a, b c]\n", "run", jar.toString(), "a", "b c");
  }

  @Test
  void aClassOfTheClassPathRuns() throws IOException {
    jar("App");
    prints("App [x]\n", "run", "-cp", "app.jar", "App", "x");
    prints("App [x]\n", "run", "--class-path=*", "App", "x");
    prints("App [x]\n", "run", "-classpath", "classes:nothing/*", "App", "x");
  }

  @Test
  void aSourceFileUsesTheClassPath() throws IOException {
    jar("App");
    command.file("Use.java", "void main() throws Exception { App.main(\"from source\"); }");
    prints("App [from source]\n", "run", "-cp", "classes", "Use.java");
    command.with("CLASSPATH", "app.jar:not-there");
    prints("App [from source]\n", "run", "Use.java");
  }

  private Path jar(String name) throws IOException {
    Path source =
        command.file(
            "src/" + name + ".java",
            "public class "
                + name
                + " { public static void main(String... a) { System.out.println(\""
                + name
                + " \" + java.util.Arrays.asList(a)); } }");
    Path classes = command.directory.resolve("classes");
    tool("javac", "-d", classes.toString(), source.toString());
    Path jar = command.directory.resolve("app.jar");
    tool(
        "jar",
        "--create",
        "--file",
        jar.toString(),
        "--main-class",
        name,
        "-C",
        classes.toString(),
        ".");
    return jar;
  }

  private static void tool(String name, String... arguments) {
    assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments))
        .isZero();
  }

  @Test
  void argumentsPassThroughUntouched() throws IOException {
    command.file(
        "Args.java",
        "void main(String[] args) { for (var a : args) IO.println(\"[\" + a + \"]\"); }");
    prints(
        """
        []
        [a  b]
        [--help]
        [-J-Xmx1m]
        [@Args.java]
        [*]
        [é→]
        [x
        y]
        ["]
        [$HOME]
        [\\]
        [--]
        """,
        "run",
        "Args.java",
        "",
        "a  b",
        "--help",
        "-J-Xmx1m",
        "@Args.java",
        "*",
        "é→",
        "x\ny",
        "\"",
        "$HOME",
        "\\",
        "--");
    prints("[-x]\n", "run", "--", "Args.java", "-x");
  }

  @Test
  void withoutALocaleTextIsUtf8() throws IOException {
    command.without("LANG");
    command.file("Wörld.java", "void main(String[] args) { IO.println(\"世界 \" + args[0]); }");
    prints("世界 é\n", "run", "Wörld.java", "é");
  }

  @Test
  void namesWithBlanksQuotesAndDashesAreNames() throws IOException {
    command.file(
        "my $dir's/-dash/Hello.java", "void main() { IO.println(\"hello\" + new Side()); }");
    command.file(
        "my $dir's/-dash/Side.java", "class Side { public String toString() { return \"!\"; } }");
    prints("hello!\n", "run", "my $dir's/-dash/Hello.java");
    command.file("-Dash.java", "class Dash { static void main() { IO.println(\"dash\"); } }");
    prints("dash\n", "run", "--", "-Dash.java");
  }

  @Test
  void stdinPassesThrough() throws IOException {
    command.file(
        "Upper.java",
        "void main() { String s; while ((s = IO.readln()) != null) IO.println(s.toUpperCase()); }");
    assertThat(command.runWith("one\ntwo\n", "run", "Upper.java"))
        .isEqualTo(new Result(0, "ONE\nTWO\n", ""));
    assertThat(command.runWith("three\n", "run", "Upper.java"))
        .isEqualTo(new Result(0, "THREE\n", ""));
  }

  @Test
  void exitCodesPassThrough() throws IOException {
    command.file("Exit.java", "void main(String[] a) { System.exit(Integer.parseInt(a[0])); }");
    assertThat(command.run("run", "Exit.java", "0").exitCode()).isZero();
    assertThat(command.run("run", "Exit.java", "7").exitCode()).isEqualTo(7);
    assertThat(command.run("run", "Exit.java", "255").exitCode()).isEqualTo(255);
  }

  @Test
  void aReturningMainEndsTheProgramWhateverElseRuns() throws IOException {
    command.file(
        "Main.java",
        """
        import static dev.millrace.Go.*;
        void main() {
          Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("hook")));
          go(() -> { for (;;) sleep(java.time.Duration.ofDays(1)); });
          new Thread(() -> { for (;;) java.util.concurrent.locks.LockSupport.park(); }).start();
          IO.println("main");
        }
        """);
    prints("main\nhook\n", "run", "Main.java");
  }

  @Test
  void stderrIsTheProgramsOwn() throws IOException {
    command.file("Err.java", "void main() { System.err.print(\"no newline\"); }");
    assertThat(command.run("run", "Err.java")).isEqualTo(new Result(0, "", "no newline"));
  }

  @Test
  void aScriptWithAFirstLineForTheSystemRuns() throws IOException {
    command.file(
        "script", "#!/usr/bin/env -S millrace run\nvoid main() { IO.println(\"script\"); }");
    prints("script\n", "run", "script");
  }

  @Test
  void theCommandMayBeALinkOnThePath() throws IOException {
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
    Path bin = Files.createDirectories(base.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("first"), command.script());
    Files.createSymbolicLink(bin.resolve("mr"), Path.of("./first"));
    Process process =
        new ProcessBuilder("/bin/sh", "-c", "PATH=" + bin + ":$PATH mr run Hello.java")
            .directory(command.directory.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(Command.finish(process).out()).endsWith("hello\n");
  }
}
