package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Command.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drawing of who waits for whom. */
@Timeout(120)
class DumpGraphTest {
  private static final String STUCK =
      """
      import module dev.millrace;
      import static dev.millrace.Go.*;

      void main() throws InterruptedException {
        Chan<Integer> ch = Chan.make(3);
        for (int i = 0; i < 5_000; i++) {
          go(() -> ch.receive());
        }
        go(() -> sleep(Duration.ofHours(1))).join(Duration.ofMillis(200));
        IO.println("ready");
        IO.readln();
      }
      """;

  @TempDir Path base;
  private Command command;

  @BeforeEach
  void command() throws IOException {
    command = Command.in(base);
  }

  @Test
  void fiveThousandGoroutinesAreAHandfulOfBoxes() throws Exception {
    command.file("Main.java", STUCK);
    Process program = command.start("run", "Main.java");
    try {
      assertThat(program.inputReader().readLine()).isEqualTo("ready");
      String pid = String.valueOf(program.pid());
      Result drawn = command.run("dump", "--graph", pid);
      assertThat(drawn.err()).isEmpty();
      assertThat(drawn.exitCode()).isZero();
      assertThat(texts(drawn.out()))
          .contains(
              "process " + pid + ": 5,002 goroutines",
              "5,000 goroutines (2, 3, 4, ...)",
              "[chan receive]",
              "created by Main.main(Main.java:7)",
              "chan receive",
              "made at Main.main(Main.java:5)",
              "0/3 full",
              "[sleep]",
              "[running]");
      assertThat(boxes(drawn.out())).hasSize(4);

      // What was kept of the process is drawn the same when it is gone.
      Path file = command.directory.resolve("kept.json");
      Result kept = command.run("dump", "--json", "-o", file.toString(), pid);
      assertThat(kept.out()).isEmpty();
      assertThat(kept.exitCode()).isZero();
    } finally {
      program.destroyForcibly().waitFor();
    }
    Path svg = base.resolve("kept.svg");
    Result drawn = command.run("dump", "kept.json", "--graph", "-o", svg.toString());
    assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    assertThat(drawn.out()).isEmpty();
    assertThat(texts(Files.readString(svg)))
        .contains("5,002 goroutines", "5,000 goroutines (2, 3, 4, ...)");
  }

  /** Boxes do not lie on each other, and what is written is within its box and the picture. */
  @Test
  void nothingIsCutOffAndNothingOverlaps() throws Exception {
    StringBuilder dump = new StringBuilder("[");
    for (int i = 1; i <= 40; i++) {
      dump.append(i == 1 ? "" : ",")
          .append(
              """
              {"id": %d, "state": "select", "waitsOn": ["channel 0x%d", "channel 0x%d"],
               "stack": [{"class": "com.example.a.very.deep.place.in.the.Tree", "method":
               "aMethodWithANameThatNobodyWouldGiveToAMethodUnlessItWasATest", "line": %d}]}
              """
                  .formatted(i, i % 7, i % 5, i));
    }
    command.file("many.json", dump.append("]").toString());
    Result drawn = command.run("dump", "--graph", "many.json");
    assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    Element picture = parse(drawn.out()).getDocumentElement();
    List<Element> boxes = boxes(drawn.out());
    assertThat(boxes).hasSize(40 + 7);
    for (Element box : boxes) {
      assertThat(end(box, "x", "width")).isLessThan(value(picture, "width"));
      assertThat(end(box, "y", "height")).isLessThan(value(picture, "height"));
      for (Element other : boxes.subList(0, boxes.indexOf(box))) {
        assertThat(
                end(box, "x", "width") < value(other, "x")
                    || end(other, "x", "width") < value(box, "x")
                    || end(box, "y", "height") < value(other, "y")
                    || end(other, "y", "height") < value(box, "y"))
            .isTrue();
      }
      NodeList lines = ((Element) box.getParentNode()).getElementsByTagName("text");
      for (int i = 0; i < lines.getLength(); i++) {
        Element line = (Element) lines.item(i);
        assertThat(end(line, "x", "textLength")).isLessThan(end(box, "x", "width"));
        assertThat(value(line, "y")).isLessThan(end(box, "y", "height"));
      }
    }
    // What was too long for its box is whole in the tooltip.
    assertThat(drawn.out()).contains("com.example.a.very.deep.place.in.the.Tree.aMethodWithAName");
  }

  @Test
  void whatIsNotXmlInANameDoesNoHarm() throws Exception {
    command.file(
        "odd.json", "[{\"id\": 1, \"state\": \"<&\\\"\\u0001>\", \"later\": {\"versions\": []}}]");
    Result drawn = command.run("dump", "--graph", "odd.json");
    assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    assertThat(texts(drawn.out())).contains("[<&\"\ufffd>]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | it ends at $",
        "[{\"id\": 1, \"state\": \"sleep\"} | it ends at $[1]",
        "{} | not what a dump has at $",
        "[{\"id\": 1}] | a goroutine without id or state at $[0].id",
        "[{\"state\": \"sleep\"}] | a goroutine without id or state at $[0].state",
        "[{\"id\": \"x\"}] | not what a dump has at $[0].id",
        "[] [] | no JSON at line 1 column 5",
        "goroutine 1 [running]: | no JSON at line 1 column 1",
      })
  void aFileThatIsNoDumpIsRefusedWithThePlaceAndTheWayOut(String text, String where)
      throws Exception {
    command.file("bad.json", text);
    refused(
        1,
        "millrace: dump: bad.json is not what millrace dump --json prints: " + where,
        "--graph",
        "bad.json");
    assertThat(command.run("dump", "--graph", "bad.json").err())
        .contains("; make it anew by: millrace dump --json PID > bad.json");
  }

  @Test
  void whatCannotBeDrawnIsRefusedWithTheReason() throws Exception {
    refused(
        1,
        "millrace: dump: neither the number of a process nor a file: gone.json; make one by:"
            + " millrace dump --json PID > gone.json",
        "--graph",
        "gone.json");
    refused(1, "millrace: dump: there is no process 999999999", "--graph", "999999999");
    refused(2, "millrace: dump: --graph draws, --json prints", "--graph", "--json", "1");
    refused(2, "millrace: dump: --kill needs the number", "--graph", "--kill", "some.json");
    refused(1, "millrace: dump: cannot read .: ", "--graph", ".");
    Files.write(command.directory.resolve("latin1.json"), new byte[] {'[', '"', (byte) 0xfc});
    refused(
        1,
        "millrace: dump: latin1.json is not what millrace dump --json prints: it is no UTF-8; make",
        "--graph",
        "latin1.json");
    command.file("none.json", "[]");
    refused(
        1,
        "millrace: dump: cannot write no/such.svg: there is no such directory",
        "--graph",
        "-o",
        "no/such.svg",
        "none.json");
    StringBuilder many = new StringBuilder("[{\"id\": 1, \"state\": \"sleep\"}");
    for (int i = 2; i <= WaitGraph.MOST + 1; i++) {
      many.append(",{\"id\": ").append(i).append(", \"state\": \"sleep\"}");
    }
    command.file("many.json", many.append("]").toString());
    refused(
        1,
        "millrace: dump: 151 goroutines are too many to draw each by itself (the most is 150);"
            + " leave out --full",
        "--graph",
        "--full",
        "many.json");
  }

  @Test
  void programsDoNotGetWhatDraws() throws Exception {
    command.file(
        "Main.java", "void main() { IO.println(System.getProperty(\"java.class.path\")); }");
    assertThat(command.run("run", "Main.java").out())
        .contains("millrace.jar")
        .doesNotContain("elk");
  }

  private void refused(int exitCode, String reason, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("dump"));
    all.addAll(List.of(words));
    Result dump = command.run(all.toArray(new String[0]));
    assertThat(dump.err()).startsWith(reason);
    assertThat(dump.exitCode()).isEqualTo(exitCode);
    assertThat(dump.hasJavaTrace()).isFalse();
    assertThat(dump.out()).isEmpty();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(String svg) throws Exception {
    List<String> texts = new ArrayList<>();
    NodeList all = parse(svg).getElementsByTagName("text");
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }

  private static List<Element> boxes(String svg) throws Exception {
    List<Element> boxes = new ArrayList<>();
    NodeList all = parse(svg).getElementsByTagName("rect");
    for (int i = 0; i < all.getLength(); i++) {
      Element box = (Element) all.item(i);
      if (!List.of("paper", "label").contains(box.getAttribute("class"))) {
        boxes.add(box);
      }
    }
    return boxes;
  }

  private static double value(Element e, String name) {
    return Double.parseDouble(e.getAttribute(name));
  }

  private static double end(Element e, String from, String size) {
    return value(e, from) + value(e, size);
  }
}
