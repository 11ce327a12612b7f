package dev.millrace.race.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each test of Go's race detector has its case here with the same verdict, or a reason why not. */
class GoRaceTestsListTest {
  private static final Pattern LINE =
      Pattern.compile("(\\w+\\.go) (Test(No)?Race\\w+) (?:-> (\\w+\\.\\w+)|n/a (\\S.*))");

  private static final Pattern FUNCTION = Pattern.compile("(?m)^func (Test(?:No)?Race\\w+)\\(");

  @Test
  void aListedCaseExistsAndHasTheVerdictOfItsTest() throws Exception {
    Map<String, Boolean> racy = new HashMap<>();
    for (Method m : CorpusMain.cases(List.of())) {
      racy.put(CorpusMain.name(m), m.isAnnotationPresent(Racy.class));
    }
    List<String> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String line : lines()) {
      Matcher m = LINE.matcher(line);
      if (!m.matches()) {
        problems.add("not understood: " + line);
      } else if (!seen.add(m.group(1) + " " + m.group(2))) {
        problems.add("twice: " + line);
      } else if (m.group(4) != null && !Objects.equals(racy.get(m.group(4)), m.group(3) == null)) {
        problems.add("no such case, or another verdict: " + line);
      }
    }
    assertThat(problems).isEmpty();
    assertThat(seen).isNotEmpty();
  }

  @Test
  void theListHasEveryTestOfGoAndNoOther() throws Exception {
    List<String> go = go();
    assumeTrue(go.size() == 2, "skipped: no go on the PATH to compare with");
    String version = text().lines().findFirst().orElse("");
    String minor = go.getFirst().replaceFirst("(go\\d+\\.\\d+).*", "$1");
    assumeTrue(version.contains(minor + "."), () -> "skipped: the list is of another go: " + go);
    Path directory = Path.of(go.getLast(), "src", "runtime", "race", "testdata");
    assumeTrue(Files.isDirectory(directory), "skipped: this go came without its tests");
    List<String> theirs = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        FUNCTION
            .matcher(Files.readString(file))
            .results()
            .forEach(r -> theirs.add(file.getFileName() + " " + r.group(1)));
      }
    }
    assertThat(lines().stream().map(l -> l.replaceFirst("^(\\S+ \\S+) .*", "$1")))
        .containsExactlyInAnyOrderElementsOf(theirs);
  }

  @Test
  void aCaseHasOneVerdictAndNoParameters() throws Exception {
    List<Method> cases = CorpusMain.cases(List.of());
    assertThat(cases)
        .allSatisfy(m -> {
          assertThat(m.getParameterCount()).isZero();
          assertThat(m.getAnnotations().length).as(CorpusMain.name(m)).isEqualTo(1);
        });
    assertThat(cases.stream().map(CorpusMain::name)).doesNotHaveDuplicates();
  }

  private static List<String> lines() throws IOException {
    return text().lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
  }

  private static String text() throws IOException {
    try (var in =
        GoRaceTestsListTest.class.getResourceAsStream("/dev/millrace/race/go-race-tests.txt")) {
      Objects.requireNonNull(in, "no go-race-tests.txt on the class path");
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
}
