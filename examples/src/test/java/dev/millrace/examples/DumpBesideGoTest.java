package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of {@code examples/dump-beside-go} have goroutines in every state that Go has a word
 * for, each in a function of its own, in Go and in Java; their dumps say the same of them.
 *
 * <p>Where they do not, it stands in {@link Difference}, with the reason; docs/diagnosis.md shows
 * the same list.
 */
class DumpBesideGoTest {
  private static final Path PROGRAMS = Command.ROOT.resolve("examples/dump-beside-go");

  private static final Pattern HEADER = Pattern.compile("goroutine (\\d+) \\[([^\\]]+)]:");

  /** A function of the programs; what Go calls main.NAME is States.NAME here. */
  private static final Pattern FUNCTION = Pattern.compile("(?:main|States|Deadlock)\\.(\\w+)\\(.*");

  private static final Pattern CREATED =
      Pattern.compile(
          "created by (main|States|Deadlock)\\.main(\\(\\w+\\.java:\\d+\\))? in goroutine 1");

  /** What differs, as the last section of the document shows it. */
  private enum Difference {
    COMPUTES(
        "a goroutine that computes",
        "`runnable`",
        "`running`",
        "for a dump Go stops all but the one that dumps, we stop nobody"),
    ONCE(
        "the second caller of a `Once`",
        "`sync.Mutex.Lock`",
        "`once`",
        "Go's has a mutex inside; ours says what is waited for"),
    READS(
        "the second reader of a socket",
        "`semacquire`",
        "`IO wait`",
        "it waits for a lock of the JDK's socket, and so for the socket"),
    FRAME(
        "a frame",
        "two lines: function, file",
        "one line",
        "as in every trace of Java, which tools read"),
    CREATOR(
        "`created by`", "its place in a line of its own", "its place behind its name", "the same"),
    PLACE("what is waited on", "not said", "a line `on ...`", "it is what one looks for");

    private final String what;
    private final String go;
    private final String ours;
    private final String why;

    Difference(String what, String go, String ours, String why) {
      this.what = what;
      this.go = go;
      this.ours = ours;
      this.why = why;
    }

    String row() {
      return "| " + String.join(" | ", what, go, ours, why) + " |";
    }
  }

  /** Of the states that differ: whose, what Go says and we do not, and what we say. */
  private static final Map<String, Difference> OF_FUNCTION =
      Map.of("computes", Difference.COMPUTES, "once", Difference.ONCE, "reads", Difference.READS);

  @TempDir private Path output;

  @BeforeAll
  static void theCommandIsReady(@TempDir Path output) throws Exception {
    Command.makeReady(output);
  }

  /** A goroutine of a dump. */
  private record Paragraph(List<String> lines) {
    String header() {
      return lines.getFirst();
    }

    String state() {
      Matcher m = HEADER.matcher(header());
      assertThat(m.matches()).as("\"%s\" is a header", header()).isTrue();
      return m.group(2);
    }

    /** The outermost one. */
    String function() {
      String found = "?";
      for (String line : lines) {
        Matcher m = FUNCTION.matcher(line);
        if (m.matches()) {
          found = m.group(1);
        }
      }
      return found;
    }
  }

  private static List<Paragraph> paragraphs(List<String> lines) {
    List<Paragraph> all = new ArrayList<>();
    for (String text : String.join("\n", lines).strip().split("\n\n", -1)) {
      all.add(new Paragraph(text.lines().toList()));
    }
    return all;
  }

  private static Map<String, Set<String>> statesByFunction(List<Paragraph> dump) {
    Map<String, Set<String>> states = new TreeMap<>();
    for (Paragraph p : dump) {
      states.computeIfAbsent(p.function(), _ -> new TreeSet<>()).add(p.state());
    }
    return states;
  }

  private Command.Outcome java(String name) throws Exception {
    return Command.run(output, "examples/dump-beside-go/" + name + ".java");
  }

  /** Built, as {@code go run} ends with an exit code of its own. */
  private Command.Outcome go(String name) throws Exception {
    String whyNoGo = GoTool.whyNoGo(output);
    assumeTrue(whyNoGo.isEmpty(), whyNoGo);
    Path program = output.resolve(name);
    Command.Outcome build =
        Command.run(
            output,
            GoTool.go("go", "build", "-o", program.toString(), name + ".go")
                .directory(PROGRAMS.toFile()));
    assertThat(build.err()).as("stderr of go build").isEmpty();
    return Command.run(output, GoTool.go(program.toString()));
  }

  @Test
  void statesAreGosButForThoseOfTheList() throws Exception {
    Map<String, Set<String>> go = statesByFunction(paragraphs(go("States").out()));
    Map<String, Set<String>> ours = statesByFunction(paragraphs(java("States").out()));
    assertThat(go).hasSize(23);
    OF_FUNCTION.forEach((function, difference) -> {
      String theirs = bare(difference.go);
      assertThat(go.get(function)).as("Go's %s", function).contains(theirs);
      assertThat(ours.get(function))
          .as("our %s", function)
          .contains(bare(difference.ours))
          .doesNotContain(theirs);
      go.computeIfPresent(function, (_, states) -> with(states, theirs, bare(difference.ours)));
    });
    assertThat(ours).isEqualTo(go);
  }

  private static Set<String> with(Set<String> states, String theirs, String ours) {
    Set<String> all = new TreeSet<>(states);
    all.remove(theirs);
    all.add(ours);
    return all;
  }

  private static String bare(String code) {
    return code.replace("`", "");
  }

  @Test
  void ourDumpHasGosFormat() throws Exception {
    List<Paragraph> ours = paragraphs(java("States").out());
    assertThat(ours).hasSize(25);
    assertThat(ours.getFirst().header()).isEqualTo("goroutine 1 [running]:");
    for (Paragraph p : ours.subList(1, ours.size())) {
      assertThat(p.lines().getLast()).matches(CREATED);
      assertThat(p.lines().subList(1, p.lines().size() - 1))
          .allMatch(line -> line.startsWith("\ton ") || line.matches("[\\w.$/<>]+\\(.*\\)"));
    }
  }

  /** What ourDumpHasGosFormat demands is Go's, but for what the list says. */
  @Test
  void soDoesGosOwn() throws Exception {
    List<Paragraph> theirs = paragraphs(go("States").out());
    assertThat(theirs).hasSize(25);
    assertThat(theirs.getFirst().header()).isEqualTo("goroutine 1 [running]:");
    for (Paragraph p : theirs.subList(1, theirs.size())) {
      List<String> lines = p.lines();
      assertThat(lines.get(lines.size() - 2)).matches(CREATED);
      assertThat(lines.getLast()).matches("\t.*/States\\.go:\\d+ \\+0x\\p{XDigit}+");
      for (int i = 1; i < lines.size() - 2; i += 2) {
        assertThat(lines.get(i)).matches("[\\w.$/<>()*]+\\(.*\\)");
        assertThat(lines.get(i + 1)).matches("\t.*\\.(go|s):\\d+.*");
      }
    }
  }

  @Test
  void aDeadlockIsToldAsInGo() throws Exception {
    Command.Outcome go = go("Deadlock");
    Command.Outcome ours = java("Deadlock");
    assertThat(go.exitCode()).isEqualTo(2);
    assertThat(ours.exitCode()).isEqualTo(2);
    assertThat(go.err()).startsWith("fatal error: all goroutines are asleep - deadlock!", "");
    assertThat(ours.err().subList(0, 3)).isEqualTo(go.err().subList(0, 3));
    assertThat(statesByFunction(paragraphs(ours.err().subList(2, ours.err().size()))))
        .isEqualTo(statesByFunction(paragraphs(go.err().subList(2, go.err().size()))));
  }

  @Test
  void theDocumentShowsTheList() throws Exception {
    List<String> document = Files.readAllLines(Command.ROOT.resolve("docs/diagnosis.md"));
    int head = document.indexOf("| | Go | Millrace | why |");
    assertThat(head).as("the head of the table").isNotNegative();
    List<String> table =
        document.subList(head + 2, document.size()).stream()
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(table).isEqualTo(Arrays.stream(Difference.values()).map(Difference::row).toList());
  }
}
