package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slips of a stranger: each with its cause and the way out, and none with a Java trace. */
class ErrorsTest {
  @TempDir Path base;
  private Command command;

  @BeforeEach
  void install() throws IOException {
    command = Command.in(base);
    command.file("Hello.java", "void main() { IO.println(\"hello\"); }");
  }

  private void fails(int exitCode, String message, String... arguments) throws IOException {
    Result result = command.run(arguments);
    assertThat(result.err()).contains(message);
    assertThat(result.hasJavaTrace()).isFalse();
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void noSuchFile() throws IOException {
    fails(
        1,
        "millrace: no such file: nowhere/A.java (there is no directory nowhere)\n",
        "run",
        "nowhere/A.java");
    fails(1, "millrace: no such file: Completely.java\n", "run", "Completely.java");
  }

  @Test
  void aNameThatIsNearlyRight() throws IOException {
    fails(1, "millrace: no such file: Helo.java; did you mean Hello.java?\n", "run", "Helo.java");
    fails(1, "millrace: no such file: hello; did you mean Hello.java?\n", "run", "hello");
    fails(1, "millrace: no such file: Hello; did you mean Hello.java?\n", "run", "Hello");
  }

  @Test
  void aDirectory() throws IOException {
    fails(
        1,
        "millrace: . is a directory; name the file with main in it, as in: millrace run"
            + " ./Hello.java\n",
        "run",
        ".");
  }

  @Test
  void aFileThatCannotBeRead() throws IOException {
    Path file = command.file("Secret.java", "void main() {}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
    assumeThat(Files.isReadable(file)).as("the superuser reads everything").isFalse();
    fails(1, "millrace: cannot read Secret.java: permission denied", "run", "Secret.java");
  }

  @Test
  void aFileOfAnotherKind() throws IOException {
    command.file("notes.txt", "notes");
    command.file("A.class", "");
    fails(1, "millrace: notes.txt is neither a .java file nor a .jar\n", "run", "notes.txt");
    fails(1, "millrace: A.class is a compiled class; run it by its name", "run", "A.class");
  }

  @Test
  void aFileThatDoesNotCompileIsJavacsToExplain() throws IOException {
    command.file("Bad.java", "void main() {\n  int x = \"text\";\n}\n");
    fails(
        1,
        """
        Bad.java:2: error: incompatible types: String cannot be converted to int
          int x = "text";
                  ^
        1 error
        """,
        "run",
        "Bad.java");
  }

  @Test
  void aFileBesideItThatDoesNotCompileIsShownAsTheUserWouldNameIt() throws IOException {
    command.file("sub/Main.java", "void main() { new Side(); }");
    command.file("sub/Side.java", "class Side { int x = y; }");
    fails(1, "sub/Side.java:1: error: cannot find symbol", "run", "sub/Main.java");
  }

  @Test
  void aFileThatIsNotUtf8() throws IOException {
    Path file = command.directory.resolve("Latin.java");
    Files.write(file, new byte[] {'/', '/', (byte) 0xE9, '\n'});
    fails(1, "cannot read Latin.java: not UTF-8", "run", "Latin.java");
  }

  @Test
  void noMain() throws IOException {
    command.file(
        "A.java", "class A { private static void main() {} int main(int x) { return x; } }");
    fails(
        1,
        "millrace: no main in A.java; a program begins with: void main() { … }\n",
        "run",
        "A.java");
    command.file("Empty.java", "");
    fails(1, "millrace: no main in Empty.java", "run", "Empty.java");
    command.file("Only.java", "void helper() {}");
    fails(1, "does not have main method", "run", "Only.java");
  }

  @Test
  void anUnknownFlag() throws IOException {
    fails(
        2,
        "millrace run: unknown flag: -rcae; did you mean -race?\n",
        "run",
        "-rcae",
        "Hello.java");
    fails(
        2,
        "millrace run: unknown flag: --classpath; did you mean -classpath?\n",
        "run",
        "--classpath",
        "x",
        "Hello.java");
    fails(
        2,
        "millrace run: unknown flag: -Xmx1g; to pass it to the JVM: -J-Xmx1g\n",
        "run",
        "-Xmx1g",
        "Hello.java");
    fails(2, "millrace: unknown flag: --hlep; did you mean --help?\n", "--hlep");
  }

  @Test
  void anUnknownCommand() throws IOException {
    fails(2, "millrace: unknown command: rnu; did you mean run?\n", "rnu", "Hello.java");
    fails(
        2,
        "millrace: unknown command: Hello.java; did you mean: millrace run Hello.java\n",
        "Hello.java");
  }

  @Test
  void nothingToRun() throws IOException {
    fails(2, "missing required parameter: 'FILE'", "run");
    fails(2, "which command? as in: millrace run FILE.java");
  }

  @Test
  void aClassPathThatIsNotThere() throws IOException {
    fails(
        2,
        "millrace: -cp: no such file or directory: nope.jar\n",
        "run",
        "-cp",
        "nope.jar",
        "Hello.java");
    fails(2, "missing required parameter for option", "run", "-cp");
  }

  @Test
  void aClassThatIsNotThere() throws IOException {
    fails(
        1,
        "millrace: no class some.Thing on the class path; see that -cp names",
        "run",
        "-cp",
        ".",
        "some.Thing");
    fails(
        1,
        "to run a class, say where it is: millrace run -cp PATH some.Thing",
        "run",
        "some.Thing");
  }

  @Test
  void aClassWithoutMain() throws IOException {
    Path source = command.file("src/A.java", "public class A { private void main() {} }");
    Path other = command.file("src/B.java", "public class B { B(int i) {} void main() {} }");
    ToolProvider.findFirst("javac")
        .orElseThrow()
        .run(
            System.out,
            System.err,
            "-d",
            command.directory.toString(),
            source.toString(),
            other.toString());
    fails(
        1,
        "millrace: no main in class A; a program begins with: void main() { … }\n",
        "run",
        "-cp",
        ".",
        "A");
    fails(
        1,
        "millrace: main of class B is not static, and the class has no constructor without",
        "run",
        "-cp",
        ".",
        "B");
  }

  @Test
  void aJarWithoutAMainClass() throws IOException {
    ToolProvider.findFirst("jar")
        .orElseThrow()
        .run(
            System.out,
            System.err,
            "--create",
            "--file",
            command.directory.resolve("a.jar").toString(),
            "-C",
            command.directory.toString(),
            "Hello.java");
    fails(
        1,
        "millrace: no Main-Class in the manifest of a.jar; name the class, as in: millrace run -cp"
            + " a.jar CLASS\n",
        "run",
        "a.jar");
    command.file("text.jar", "text");
    fails(1, "millrace: cannot read text.jar as a jar: ", "run", "text.jar");
  }

  @Test
  void aFlagThatTheJvmRefuses() throws IOException {
    fails(
        1,
        "millrace: the JVM refuses the flags given with -J: Unrecognized VM option 'Bad'\n",
        "run",
        "-J-XX:+Bad",
        "Hello.java");
    fails(
        1,
        "millrace: the JVM refuses the flags given with -J: Invalid maximum heap size: -Xmxlots\n",
        "run",
        "-J-Xmxlots",
        "Hello.java");
    fails(
        1,
        "millrace: the JVM refuses the flags given with -J: Unrecognized option: --nonsense\n",
        "run",
        "-J--nonsense",
        "Hello.java");
  }

  @Test
  void aFlagThatIsNotTheJvmsBusiness() throws IOException {
    fails(2, "-J-cp: the class path is given without -J", "run", "-J-cp", "-Jx", "Hello.java");
    fails(2, "-J-jar: what to run is named by FILE", "run", "-J-jar", "Hello.java");
    fails(2, "-JHello: no JVM flag; they begin with a dash", "run", "-JHello", "Hello.java");
    fails(2, "-J--add-modules needs a value", "run", "-J--add-modules", "Hello.java");
  }

  @Test
  void aWrongNumberOfCarriers() throws IOException {
    for (String wrong : new String[] {"x", "0", "-1", "1.5", "99999", "32768", "1 2"}) {
      command.with("MILLRACE_MAXPROCS", wrong);
      fails(
          2,
          "millrace: MILLRACE_MAXPROCS is \""
              + wrong
              + "\": it must be a whole number from 1 to 32767",
          "run",
          "Hello.java");
    }
  }
}
