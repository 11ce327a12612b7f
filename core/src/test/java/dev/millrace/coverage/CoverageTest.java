package dev.millrace.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each of Go's tests and rules is checked here, by a test that exists, or it is said why not. */
class CoverageTest {
  /** The lists of Go's tests. */
  static final List<String> LISTS = List.of("chan", "context", "runtime", "sync", "time");

  private static final String RULES = "specification";

  @ParameterizedTest
  @FieldSource("LISTS")
  void aListNamesTestsThatExistOrSaysWhyThereIsNone(String name) throws Exception {
    CoverageList list = CoverageList.ofGo(name + ".txt", text(name));
    assertThat(list.problems()).isEmpty();
    assertThat(list.size()).isPositive();
  }

  @ParameterizedTest
  @FieldSource("LISTS")
  void aListHasEveryTestOfGoAndNoOther(String name) throws Exception {
    CoverageList list = CoverageList.ofGo(name + ".txt", text(name));
    List<String> go = go();
    assumeTrue(go.size() == 2, "skipped: no go on the PATH to compare " + name + ".txt with");
    assumeTrue(
        (go.getFirst() + ".").startsWith(list.version() + "."),
        () -> "skipped: " + name + ".txt was made against " + list.version() + ", not " + go);
    Path root = Path.of(go.getLast());
    for (String directory : list.directories()) {
      assumeTrue(
          Files.isDirectory(root.resolve(directory)), "skipped: this go came without " + directory);
    }
    assertThat(list.differences(root)).isEmpty();
  }

  @Test
  void everyRuleOfTheSpecificationNamesTestsThatExist() throws Exception {
    CoverageList list = CoverageList.ofRules(RULES + ".txt", text(RULES));
    assertThat(list.problems()).isEmpty();
    assertThat(list.size()).isPositive();
  }

  @Test
  void noListIsForgottenAndNoFileOfGoIsInTwo() throws Exception {
    List<String> names = new ArrayList<>(LISTS);
    names.add(RULES);
    URL rules = Objects.requireNonNull(CoverageTest.class.getResource(RULES + ".txt"));
    try (Stream<Path> files = Files.list(Path.of(rules.toURI()).resolveSibling(""))) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".txt")))
          .containsExactlyInAnyOrderElementsOf(names.stream().map(n -> n + ".txt").toList());
    }
    Set<String> seen = new HashSet<>();
    for (String name : LISTS) {
      for (String file : CoverageList.ofGo(name, text(name)).files()) {
        assertThat(seen.add(file)).as("%s stands in another list than %s", file, name).isTrue();
      }
    }
  }

  private static String text(String name) throws IOException {
    try (var in = CoverageTest.class.getResourceAsStream(name + ".txt")) {
      Objects.requireNonNull(in, "no " + name + ".txt beside CoverageTest");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The version and the root of the go on the path; nothing if there is none. */
  private static List<String> go() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("go", "env", "GOVERSION", "GOROOT").start();
      try (var out = process.inputReader()) {
        List<String> answer = out.readAllLines();
        return process.waitFor() == 0 ? answer : List.of();
      }
    } catch (IOException _) {
      return List.of();
    }
  }

  // ---- what a list is told

  private static final String GOOD = "ChannelTest.makeWithoutASizeIsUnbuffered";

  private static CoverageList list(String... lines) {
    return CoverageList.ofGo("list", "# go1.26\n[src/x/a_test.go]\n" + String.join("\n", lines));
  }

  @Test
  void aListWithTestsAndReasonsIsFine() {
    CoverageList list =
        list(
            "TestOne : " + GOOD + ", FairnessTest.eachReadyCaseIsTakenEquallyOften",
            "TestTwo : ChannelTest.elementsComeOutInTheOrderInWhichTheyWentIn",
            "TestFour : cli/CrashTest.aStackOverflowIsACrash, jcstress/HandOff.Buffered,"
                + " cli/SignalTest.aSignalEndsTheProgramAfterItsHooks",
            "# a comment",
            "TestThree - a reason - with a dash : and a colon",
            "[skipped files]",
            "src/x/b_test.go - a reason");
    assertThat(list.problems()).isEmpty();
    assertThat(list.size()).isEqualTo(3);
    assertThat(list.version()).isEqualTo("go1.26");
  }

  @Test
  void aTestThatDoesNotExistIsNamed() {
    assertThat(
            list(
                    "TestA : ChannelTest.noSuchMethod",
                    "TestB : NoSuchTest.method",
                    "TestC : " + GOOD + ", RangeTest.holding",
                    "TestD : " + GOOD + ",",
                    "TestE :",
                    "TestF : the tests of channels",
                    "TestG : cli/CrashTest.run",
                    "TestH : jcstress/HandOff.Message")
                .problems())
        .satisfiesExactly(
            p -> assertThat(p).startsWith("list:3: there is no method ChannelTest.noSuchMethod"),
            p -> assertThat(p).startsWith("list:4: there is no class NoSuchTest in [dev.millrace"),
            p -> assertThat(p).startsWith("list:5: RangeTest.holding is not a test: write the"),
            p -> assertThat(p).startsWith("list:6: '' is no Class.method: name a test"),
            p -> assertThat(p).startsWith("list:7: '' is no Class.method: name a test"),
            p -> assertThat(p).startsWith("list:8: 'the tests of channels' is no Class.method"),
            p -> assertThat(p).startsWith("list:9: there is no test run in a CrashTest.java under"),
            p -> assertThat(p).startsWith("list:10: there is no test Message in a HandOff.java"));
  }

  @Test
  void aReasonIsNotEmpty() {
    assertThat(list("TestA - ", "TestB -", "TestC", "[skipped files]", "b_test.go :").problems())
        .containsExactly(
            "list:3: say why TestA is not applicable, after ' - '",
            "list:4: say why TestB is not applicable, after ' - '",
            "list:5: say which test checks it after ' : ', or why it is not applicable after ' - ':"
                + " TestC",
            "list:7: say why b_test.go is skipped after ' - ', or give it a section");
    assertThat(CoverageList.ofRules("rules", "[Close]\nA rule. - a reason").problems())
        .containsExactly("rules:2: say which test checks it after ' : ': A rule. - a reason");
  }

  @Test
  void nothingIsListedTwice() {
    assertThat(list("TestA - a reason", "TestA : " + GOOD, "[src/x/a_test.go]").problems())
        .containsExactly(
            "list:4: TestA is listed twice: delete one of the lines",
            "list:5: [src/x/a_test.go] stands here a second time: merge the two");
  }

  @Test
  void aListSaysWhichVersionItWasMadeAgainst() {
    assertThat(CoverageList.ofGo("list", "# mine\nTestA - a reason").problems())
        .containsExactly(
            "list:2: no section: put a [section] before it",
            "list:1: start with the version it was made against: # go1.26");
  }

  @Test
  void whatDiffersFromGoIsNamed(@TempDir Path root) throws Exception {
    Path tests = Files.createDirectories(root.resolve("src/x"));
    Files.writeString(
        tests.resolve("a_test.go"),
        """
        func TestMain(m *testing.M) {
        func Test(t *testing.T) {
        func TestA(t *testing.T) {
        func Testament(t *testing.T) {
        func testB(t *testing.T) {
        func BenchmarkA(b *testing.B) {
        func ExampleA_second() {
        """);
    Files.writeString(tests.resolve("b_test.go"), "func TestB(_ *testing.T) {\n");
    Files.writeString(tests.resolve("export_test.go"), "var X = x\n");
    Files.writeString(tests.resolve("a.go"), "func Test(t *testing.T) {\n");
    assertThat(
            list(
                    "Test - why",
                    "TestA - why",
                    "ExampleA_second - why",
                    "[skipped files]",
                    "src/x/b_test.go - why")
                .differences(root))
        .isEmpty();
    assertThat(list("Test - why", "TestC - why", "ExampleA_second - why").differences(root))
        .containsExactly(
            "list: src/x/a_test.go has no TestC: delete its line",
            "list: TestA of [src/x/a_test.go] is missing: add 'TestA : Class.method' or 'TestA -"
                + " why it is not applicable'",
            "list: src/x/b_test.go is missing: add a section, or say why in [skipped files]");
    assertThat(
            list(
                    "Test - why",
                    "TestA - why",
                    "ExampleA_second - why",
                    "[src/x/z_test.go]",
                    "[skipped files]",
                    "src/x/a_test.go - why",
                    "src/x/b_test.go - why",
                    "src/x/y_test.go - why")
                .differences(root))
        .containsExactly(
            "list: Go has no file src/x/z_test.go: delete its section",
            "list: src/x/a_test.go has a section: do not skip it",
            "list: Go has no file src/x/y_test.go: do not skip it");
  }

  @Test
  void whatDiffersFromAProgramOfGoIsNamed(@TempDir Path root) throws Exception {
    Path programs = Files.createDirectories(root.resolve("test/x"));
    Files.writeString(programs.resolve("a.go"), "func main() {\nfunc (t T) check(n int) {\n");
    Files.writeString(programs.resolve("b.go"), "func main() {\n");
    assertThat(
            CoverageList.ofGo("list", "[test/x/a.go]\na - w\ncheck - w\n[test/x/b.go]\nb - w")
                .differences(root))
        .isEmpty();
    assertThat(CoverageList.ofGo("list", "[test/x/a.go]\ncheck - w\nb - w").differences(root))
        .containsExactly(
            "list: test/x/a.go has no b: delete its line",
            "list: a of [test/x/a.go] is missing: add 'a : Class.method' or 'a - why it is not"
                + " applicable'",
            "list: test/x/b.go is missing: add a section, or say why in [skipped files]");
  }
}
