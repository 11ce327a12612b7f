package dev.millrace.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a program is to print, line by line.
 *
 * <ul>
 *   <li>A line stands for itself.
 *   <li>Neighbouring lines that begin with {@code "~ "} may come in any order among each other.
 *   <li>{@code <n>} stands for a whole number, {@code <x>} for one in hexadecimal digits, {@code
 *       <a|b>} for one of these words.
 * </ul>
 */
record Expectation(List<String> lines) {
  private static final String ANY_ORDER = "~ ";

  private static final Pattern ONE_OF = Pattern.compile("<(\\w+(?:\\|\\w+)+)>");

  /** What is wrong with an output, or nothing. */
  Optional<String> mismatch(List<String> output) {
    if (output.size() != lines.size()) {
      return Optional.of(output.size() + " lines instead of " + lines.size());
    }
    List<String> open = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (open.isEmpty()) {
        open.addAll(groupAt(i));
      }
      String actual = output.get(i);
      Optional<String> met = open.stream().filter(line -> matches(line, actual)).findFirst();
      if (met.isEmpty()) {
        return Optional.of("line " + (i + 1) + " is <" + actual + ">, not one of " + open);
      }
      open.remove(met.get());
    }
    return Optional.empty();
  }

  /** A line, or the lines from there on that may come in any order. */
  private List<String> groupAt(int i) {
    if (!lines.get(i).startsWith(ANY_ORDER)) {
      return List.of(lines.get(i));
    }
    return lines.subList(i, lines.size()).stream()
        .takeWhile(line -> line.startsWith(ANY_ORDER))
        .map(line -> line.substring(ANY_ORDER.length()))
        .toList();
  }

  private static boolean matches(String line, String actual) {
    String quoted =
        Pattern.quote(line).replace("<n>", "\\E[0-9]+\\Q").replace("<x>", "\\E[0-9a-f]+\\Q");
    return Pattern.matches(ONE_OF.matcher(quoted).replaceAll("\\\\E($1)\\\\Q"), actual);
  }
}
