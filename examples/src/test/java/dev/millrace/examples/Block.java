package dev.millrace.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a Markdown document, and what it is to print.
 *
 * @param document where it stands
 * @param line in which line it begins
 * @param language what stands behind the fence
 * @param code what stands in it
 * @param expected the block of text that follows, and the block of stderr behind that; it counts
 *     for all blocks before it that come after the last heading or block of text
 */
record Block(Path document, int line, String language, List<String> code, Transcript expected) {
  private static final Transcript NOTHING = new Transcript(List.of(), List.of());

  private static final Pattern FENCE = Pattern.compile("\\s*(`{3,}|~{3,})\\s*(.*?)\\s*");

  @Override
  public String toString() {
    return Command.ROOT.relativize(document) + ":" + line + " " + language;
  }

  String source() {
    return String.join("\n", code) + "\n";
  }

  private Block with(Transcript e) {
    return new Block(document, line, language, code, e);
  }

  @SuppressWarnings(
      "ReferenceEquality") // those for which it was read, not those with the same text
  static List<Block> of(Path document) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<Block> waiting = new ArrayList<>(); // for their output
    List<String> lines = Files.readAllLines(document);
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        if (lines.get(i).startsWith("#")) {
          blocks.addAll(waiting);
          waiting.clear();
        }
        continue;
      }
      int line = i + 1;
      List<String> code = new ArrayList<>();
      for (i++; !lines.get(i).strip().equals(fence.group(1)); i++) {
        code.add(lines.get(i));
      }
      String language = fence.group(2);
      if (language.equals("text") && !waiting.isEmpty()) {
        waiting.replaceAll(b -> b.with(new Transcript(code, List.of())));
        blocks.addAll(waiting);
        waiting.clear();
      } else if (language.equals("stderr") && waiting.isEmpty()) {
        List<String> out = blocks.getLast().expected.out();
        blocks.replaceAll(b -> b.expected.out() == out ? b.with(new Transcript(out, code)) : b);
      } else {
        waiting.add(new Block(document, line, language, code, NOTHING));
      }
    }
    blocks.addAll(waiting);
    return blocks;
  }

  /** The document without its blocks. */
  static String prose(Path document) throws IOException {
    StringBuilder prose = new StringBuilder();
    String fence = "";
    for (String line : Files.readAllLines(document)) {
      Matcher m = FENCE.matcher(line);
      if (!fence.isEmpty()) {
        fence = line.strip().equals(fence) ? "" : fence;
      } else if (m.matches()) {
        fence = m.group(1);
      } else {
        prose.append(line).append('\n');
      }
    }
    return prose.toString();
  }
}
