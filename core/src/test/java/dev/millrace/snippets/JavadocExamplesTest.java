package dev.millrace.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code in a doc comment is quoted from code that the tests run. */
class JavadocExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
  private static final Path API = ROOT.resolve("core/src/main/java/dev/millrace");
  private static final Path SNIPPETS = ROOT.resolve("core/src/test/java/dev/millrace/snippets");

  private static final Pattern COMMENT =
      Pattern.compile("/\\*\\*.*?\\*/|^ *///.*$", Pattern.DOTALL | Pattern.MULTILINE);

  /** A block in HTML or Markdown; code that goes on after a statement; a snippet with a body. */
  private static final Pattern UNCHECKED =
      Pattern.compile(
          "<pre|```|~~~|\\{@code[^}]*[;{] *\\R|\\{@code[^}]*\\R[^}]*\\R|\\{@snippet(?! file=)");

  private static final Pattern QUOTE =
      Pattern.compile("\\{@snippet file=\"(\\w+Test)\\.java\" region=\"([\\w-]+)\"}");

  private static final Pattern START = Pattern.compile("// @start region=\"([\\w-]+)\"");

  /** Types whose use their signatures say; every other one has an example. */
  private static final Set<String> OBVIOUS =
      Set.of(
          "Case", // Go.select shows it
          "ChannelClosedException",
          "ChannelMisuseException",
          "CheckReturnValue",
          "InterruptedRuntimeException",
          "LeakedGoroutine",
          "Producer", // Go.produce
          "ReceivedForms", // Received
          "Task",
          "context/ContextCanceledException",
          "context/ContextException",
          "context/DeadlineExceededException",
          "pipeline/Step",
          "sync/Held"); // Mutex

  static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("core", "cli")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  @ParameterizedTest
  @MethodSource("sources")
  void noDocCommentHasCodeThatNobodyRuns(Path source) throws IOException {
    assertThat(unchecked(Files.readString(source))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/** <pre>{@code x();}</pre> */",
        "/// ```\n/// x();\n/// ```",
        "/**\n * {@code x();\n * y()}\n */",
        "/**\n * {@code a\n * b\n * c}\n */",
        "/** {@snippet :\n * x();\n * } */",
      })
  void suchCodeIsFound(String source) {
    assertThat(unchecked(source)).isNotEmpty();
  }

  private static List<String> unchecked(String source) {
    List<String> found = new ArrayList<>();
    COMMENT
        .matcher(source)
        .results()
        .flatMap(comment -> UNCHECKED.matcher(comment.group()).results())
        .forEach(code -> found.add(code.group()));
    return found;
  }

  @Test
  void everyQuotedRegionIsThereAndEveryRegionIsQuoted() throws IOException {
    Set<String> quoted = new TreeSet<>();
    for (Path source : sources()) {
      for (Matcher m = QUOTE.matcher(Files.readString(source)); m.find(); ) {
        quoted.add(m.group(1) + " " + m.group(2));
      }
    }
    Set<String> there = new TreeSet<>();
    try (Stream<Path> tests = Files.list(SNIPPETS)) {
      for (Path test : tests.toList()) {
        String name = String.valueOf(test.getFileName()).replace(".java", "");
        for (Matcher m = START.matcher(Files.readString(test)); m.find(); ) {
          there.add(name + " " + m.group(1));
        }
      }
    }
    assertThat(there).isNotEmpty().isEqualTo(quoted);
  }

  @Test
  void everyTypeWhoseUseIsNotObviousHasAnExample() throws IOException {
    Set<String> without = new TreeSet<>();
    for (String p : List.of("", "sync/", "context/", "time/", "pipeline/")) {
      try (Stream<Path> files = Files.list(API.resolve(p))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          String name = String.valueOf(file.getFileName()).replace(".java", "");
          boolean isPublic = source.contains("\npublic ");
          if (isPublic && !QUOTE.matcher(source).find()) {
            without.add(p + name);
          }
        }
      }
    }
    assertThat(without).isEqualTo(OBVIOUS);
  }
}
