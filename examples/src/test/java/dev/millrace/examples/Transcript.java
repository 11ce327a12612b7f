package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a program is to run: what it prints, in the notation of {@link Expectation}, and how it ends.
 *
 * <p>If the last line of the output is {@code (exit code N)}, then that is how. A program that ends
 * otherwise than well may say anything on stderr, unless that is expected, too; any other says
 * nothing there.
 *
 * @param out on stdout; empty for anything
 * @param err on stderr; empty if it is as said above
 */
record Transcript(List<String> out, List<String> err) {
  private static final Pattern EXIT_CODE = Pattern.compile("\\(exit code (\\d+)\\)");

  void check(Command.Outcome outcome) {
    Matcher end = EXIT_CODE.matcher(out.isEmpty() ? "" : out.getLast());
    boolean ends = end.matches();
    if (!err.isEmpty()) {
      check("stderr", outcome.err(), err);
    } else if (!ends) {
      assertThat(outcome.err()).as("stderr").isEmpty();
    }
    assertThat(outcome.exitCode())
        .as("exit code")
        .isEqualTo(ends ? Integer.parseInt(end.group(1)) : 0);
    List<String> said = ends ? out.subList(0, out.size() - 1) : out;
    if (ends || !said.isEmpty()) {
      check("stdout", outcome.out(), said);
    }
  }

  private static void check(String where, List<String> lines, List<String> expected) {
    assertThat(new Expectation(expected).mismatch(lines))
        .as("what is wrong on %s with %s", where, lines)
        .isEmpty();
  }
}
