package dev.millrace.cli;

import dev.millrace.Goroutines;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells on stderr of goroutines that hold their carrier for long, where the user asks for it: a
 * program that computes does so by right.
 */
final class Stalls {
  /** The property that says how long is too long. */
  static final String PROPERTY = "dev.millrace.stall";

  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

  private Stalls() {}

  /**
   * Begins to look.
   *
   * @param time how long is too long, as the user wrote it; a wrong one ends the process
   */
  static void watch(String time) {
    try {
      Goroutines.onStall(threshold(time), Stalls::tell);
    } catch (UserError e) {
      end(e);
    } catch (IllegalStateException e) { // -J-Ddev.millrace.scheduler=jdk
      end(UserError.usage("-D" + PROPERTY + ": " + e.getMessage()));
    }
  }

  private static void end(UserError e) {
    System.err.println("millrace: " + e.text());
    System.exit(e.exitCode());
  }

  private static Duration threshold(String time) throws UserError {
    Matcher m = TIME.matcher(time);
    if (!m.matches()) {
      throw UserError.usage(
          "-D" + PROPERTY + "=" + time + ": it must be a time, such as 500ms, 10s or 2m");
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      default -> Duration.ofMinutes(n);
    };
  }

  private static void tell(String report) {
    System.out.flush();
    System.err.print(report);
    System.err.flush();
  }
}
