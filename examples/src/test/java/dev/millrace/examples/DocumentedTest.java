package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block of Java in the README and the guides compiles and runs; where a block of text follows
 * it, it prints just that, in the notation of {@link Expectation}.
 */
class DocumentedTest {
  private static final String IMPORTS =
      "import module dev.millrace;\nimport static dev.millrace.Go.*;\n";

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```java\\R(.*?)^```$(?:\\R*^```text\\R(.*?)^```$)?",
          Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir private Path directory;

  record Block(Path document, int line, String code, String output) {
    @Override
    public String toString() {
      return document.getFileName() + ":" + line;
    }
  }

  static Stream<Block> blocks() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Command.ROOT.resolve("README.md")));
    try (Stream<Path> guides = Files.list(Command.ROOT.resolve("docs"))) {
      guides.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    List<Block> blocks = new ArrayList<>();
    for (Path document : documents) {
      String text = Files.readString(document);
      for (Matcher m = BLOCK.matcher(text); m.find(); ) {
        int line = 1 + (int) text.substring(0, m.start()).lines().count();
        String output = m.group(2) == null ? "" : m.group(2);
        blocks.add(new Block(document, line, m.group(1), output));
      }
    }
    return blocks.stream();
  }

  @BeforeAll
  static void theCommandIsReady(@TempDir Path output) throws Exception {
    Command.makeReady(output);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void doesWhatIsSaidThere(Block block) throws Exception {
    Path file = directory.resolve("Block.java");
    Files.writeString(file, program(block.code()));
    Command.Outcome outcome = Command.run(directory, file.toString());
    assertThat(outcome.err()).as("stderr").isEmpty();
    assertThat(outcome.exitCode()).as("exit code").isZero();
    if (!block.output().isEmpty()) {
      assertThat(new Expectation(block.output().lines().toList()).mismatch(outcome.out()))
          .as("what is wrong with %s", outcome.out())
          .isEmpty();
    }
  }

  /** A block is a whole file, or one without its imports, or the inside of its main. */
  private static String program(String code) {
    String imported = code.contains("import module") ? code : IMPORTS + code;
    if (code.contains("void main(")) {
      return imported;
    }
    return code.contains("import module")
        ? imported + "void main() {}\n"
        : IMPORTS + "void main() throws Exception {\n" + code + "}\n";
  }
}
