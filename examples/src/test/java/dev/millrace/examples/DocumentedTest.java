package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The README, the guides and every other Markdown document hold.
 *
 * <ul>
 *   <li>Every block of Java, Go and JavaScript runs; where a block of text follows, and one of
 *       stderr, they are its {@link Transcript}. What stands behind {@code java} is an option.
 *   <li>So does every command of a {@code console} block that begins with {@code $}, and every
 *       {@code ./millrace} of an {@code sh} block.
 *   <li>Every link to a file leads to one, and to a heading of it if it says so.
 * </ul>
 */
class DocumentedTest {
  private static final String IMPORTS =
      "import module dev.millrace;\nimport static dev.millrace.Go.*;\n";

  private static final Transcript NOTHING_SAID = new Transcript(List.of(), List.of());

  private static final Pattern GO_PACKAGE =
      Pattern.compile("\\b(bufio|context|errors|fmt|os|reflect|runtime|strings|sync|time)\\.");

  private static final Pattern LINK =
      Pattern.compile("(?:]\\(|(?:src|srcset|href)=\")([^)\"\\s]+)[)\"]");

  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  private static String whyNoGo = "";
  private static String whyNoNode = "";

  @TempDir private Path output;

  static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Command.ROOT, 3)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !Command.ROOT.relativize(file).toString().contains("target"))
          .sorted()
          .toList();
    }
  }

  static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path document : documents()) {
      blocks.addAll(Block.of(document));
    }
    return blocks;
  }

  @BeforeAll
  static void theCommandsAreReady(@TempDir Path output) throws Exception {
    Command.makeReady(output);
    whyNoGo = GoTool.whyNoGo(output);
    try {
      Command.run(output, new ProcessBuilder("node", "--version"));
    } catch (IOException _) {
      whyNoNode = "skipped: no node on the PATH";
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void doesWhatIsSaidThere(Block block) throws Exception {
    switch (block.language()) {
      case "java" -> {
        String file = write("Block.java", javaProgram(block.source()));
        block.expected().check(Command.run(output, file));
      }
      case "java -race" -> {
        String file = write("Block.java", javaProgram(block.source()));
        block
            .expected()
            .check(Command.run(output, Command.atRoot("./millrace", "run", "-race", file)));
      }
      case "go" -> {
        assumeTrue(whyNoGo.isEmpty(), whyNoGo);
        String file = write("block.go", goProgram(block.source()));
        String program = output.resolve("block").toString();
        NOTHING_SAID.check(Command.run(output, GoTool.go("go", "build", "-o", program, file)));
        block.expected().check(Command.run(output, GoTool.go(program)));
      }
      case "js" -> {
        assumeTrue(whyNoNode.isEmpty(), whyNoNode);
        String file = write("block.mjs", block.source());
        block.expected().check(Command.run(output, new ProcessBuilder("node", file)));
      }
      case "console" -> checkSession(block.code());
      case "sh" -> checkCommands(block.code());
      case "measured" -> checkMeasured(block.code());
      default -> fail("nothing checks a block of <" + block.language() + ">");
    }
  }

  /** Where it stays, so that what has not changed since the last time need not be compiled. */
  private static String write(String name, String program) throws IOException {
    String hash = Integer.toHexString(program.hashCode());
    Path directory = Command.ROOT.resolve("examples/target/blocks").resolve(hash);
    Path file = Files.createDirectories(directory).resolve(name);
    if (!Files.exists(file) || !Files.readString(file).equals(program)) {
      Files.writeString(file, program);
    }
    return file.toString();
  }

  /** Commands behind a dollar sign, each followed by what it prints. */
  private void checkSession(List<String> lines) throws Exception {
    assertThat(lines.getFirst()).startsWith("$ ");
    for (int i = 0; i < lines.size(); ) {
      String command = lines.get(i++).substring(2);
      List<String> said = new ArrayList<>();
      while (i < lines.size() && !lines.get(i).startsWith("$ ")) {
        said.add(lines.get(i++));
      }
      assertThat(said).as("what %s prints", command).isNotEmpty();
      new Transcript(said, List.of())
          .check(Command.run(output, Command.atRoot("sh", "-c", command)));
    }
  }

  private void checkCommands(List<String> lines) throws Exception {
    for (String line : lines) {
      if (line.startsWith("./millrace bench")) {
        // Takes up to forty minutes of a quiet machine: only its options and rows are looked at.
        String listing =
            line.contains("--list") ? line : line.replaceFirst("bench( race)?", "bench$1 --list");
        assertThat(Command.run(output, Command.atRoot("sh", "-c", listing)).exitCode()).isZero();
      } else if (line.startsWith("./millrace ")) {
        assertThat(Command.run(output, Command.atRoot("sh", "-c", line)).exitCode()).isZero();
      } else {
        // Not this build inside itself, nor what another tool's documentation answers for.
        assertThat(line).matches("(mvn|go run) .*");
      }
    }
  }

  /** A table of the bench, made of the figures in its file: each of its rows is in there. */
  private static void checkMeasured(List<String> lines) throws IOException {
    String figures = Files.readString(Command.ROOT.resolve("bench/results/results.csv"));
    List<String> rows =
        lines.stream()
            .filter(line -> line.contains(" ±"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();
    assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(figures).contains("\n" + row + ","));
  }

  /** A block is a whole file, or one without its imports, or the inside of its main. */
  private static String javaProgram(String code) {
    String imported = code.contains("import module") ? code : IMPORTS + code;
    if (code.contains("void main(")) {
      return imported;
    }
    return code.contains("import module")
        ? imported + "void main() {}\n"
        : IMPORTS + "void main() throws Exception {\n" + code + "}\n";
  }

  /** The same for Go. */
  private static String goProgram(String code) {
    String imports =
        GO_PACKAGE
            .matcher(code)
            .results()
            .map(m -> "import \"" + m.group(1) + "\"\n")
            .distinct()
            .collect(Collectors.joining());
    String body = code.contains("func main()") ? code : "func main() {\n" + code + "}\n";
    return "package main\n\n" + imports + "\n" + body;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Matcher m = LINK.matcher(Block.prose(document)); m.find(); ) {
      String link = m.group(1);
      if (!link.matches("[a-z]+:.*") && !leadsSomewhere(document, link)) {
        broken.add(link);
      }
    }
    assertThat(broken).as("broken links").isEmpty();
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    if (!Files.exists(file)) {
      return false;
    }
    return parts.length == 1 || anchors(file).contains(parts[1]);
  }

  /** The names by which the headings of a document can be linked to, as GitHub makes them. */
  private static Set<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(Block.prose(document))
        .results()
        .map(m -> m.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
