package dev.millrace.race.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * What the user has asked for.
 *
 * @param halt whether to end the process at the first race
 * @param exitCode how a process ends that had races and would have ended with 0
 * @param log the file that reports go to; null for stderr
 * @param sarif the file that gets all reports in the SARIF format at the end; null for none
 * @param suppressed what is not reported: each a class, a package with {@code .*}, or {@code
 *     CLASS.METHOD} or {@code CLASS.FIELD}
 */
public record Options(
    boolean halt, int exitCode, String log, String sarif, List<String> suppressed) {
  public static final Options DEFAULT = new Options(false, 66, null, null, List.of());

  private static final String KNOWN =
      "they are halt, exit-code=N, log=FILE, sarif=FILE, suppress=NAME, exclude=PACKAGE,"
          + " edges=FILE";

  /**
   * Reads what was given to the agent and in the environment.
   *
   * @param words each an option
   * @return what they say
   * @throws IllegalArgumentException what is wrong with one of them
   */
  public static Options parse(List<String> words) {
    Options o = DEFAULT;
    List<String> suppressed = new ArrayList<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "" : word.substring(equals + 1);
      if (value.isEmpty() != name.equals("halt")) {
        throw new IllegalArgumentException(
            "\"" + word + "\" is no option of the race detector; " + KNOWN);
      }
      switch (name) {
        case "halt" -> o = new Options(true, o.exitCode, o.log, o.sarif, suppressed);
        case "exit-code" -> o = new Options(o.halt, code(value), o.log, o.sarif, suppressed);
        case "log" -> o = new Options(o.halt, o.exitCode, value, o.sarif, suppressed);
        case "sarif" -> o = new Options(o.halt, o.exitCode, o.log, value, suppressed);
        case "suppress" -> suppressed.add(value);
        case "exclude", "edges" -> {} // the rewriting's
        default ->
            throw new IllegalArgumentException(
                "\"" + word + "\" is no option of the race detector; " + KNOWN);
      }
    }
    return new Options(o.halt, o.exitCode, o.log, o.sarif, List.copyOf(suppressed));
  }

  private static int code(String value) {
    try {
      int code = Integer.parseInt(value);
      if (code >= 0 && code <= 255) {
        return code;
      }
    } catch (NumberFormatException e) {
      // As any other that is none.
    }
    throw new IllegalArgumentException(
        "exit-code=" + value + ": it must be a whole number from 0 to 255");
  }
}
