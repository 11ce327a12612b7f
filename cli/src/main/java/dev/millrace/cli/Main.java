package dev.millrace.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Whatever the shell script does not do by itself: the command line's help and errors, and making
 * what it launches.
 */
@Command(
    name = "millrace",
    synopsisSubcommandLabel = "COMMAND",
    description = "Runs Java programs with Go's rules for goroutines, channels and crashes.",
    versionProvider = Version.class,
    subcommands = {RunCommand.class, DumpCommand.class, CompletionCommand.class, HelpCommand.class},
    footer = {
      "",
      "\"millrace help run\" tells about options, exit codes and the environment;",
      "\"millrace bench --help\" about measuring it beside Go.",
    })
final class Main implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "print the version, and the JDK that was found, and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean version;

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setStopAtPositional(true);
    // Of a program the words after its FILE are; elsewhere an option may come last.
    line.getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(name.equals("run")));
    line.setExpandAtFiles(false);
    // -J-cp is a flag for the JVM (if a wrong one), not -J without its value.
    line.setAllowOptionsAsOptionParameters(true);
    line.setParameterExceptionHandler(Main::explain);
    line.setExecutionExceptionHandler(Main::report);
    line.setUsageHelpWidth(100);
    return line;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getErr());
      throw new ParameterException(
          spec.commandLine(), "which command? as in: millrace run FILE.java");
    }
  }

  private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (failure instanceof UserError error) {
      if (!error.text().isEmpty()) {
        err.println("millrace: " + error.text());
      }
      return error.exitCode();
    }
    // Nothing a user did should come here; a trace is for us, and only if it is asked for.
    err.println("millrace: this should not happen, please report it: " + failure);
    if (System.getenv("MILLRACE_DEBUG") != null) {
      failure.printStackTrace(err);
    } else {
      err.println("(MILLRACE_DEBUG=1 shows where)");
    }
    return UserError.FAILED;
  }

  /** Go's way: one line with what is wrong, one with the way out. */
  private static int explain(ParameterException failure, String[] args) {
    CommandLine line = failure.getCommandLine();
    PrintWriter err = line.getErr();
    String name = line.getCommandSpec().qualifiedName();
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      boolean flag = word.startsWith("-");
      err.println(
          name
              + ": unknown "
              + (flag ? "flag" : "command")
              + ": "
              + word
              + nearest(line, word, flag));
    } else {
      String message = failure.getMessage();
      err.println(
          name
              + ": "
              + (message == null
                  ? "bad usage"
                  : Character.toLowerCase(message.charAt(0)) + message.substring(1)));
    }
    err.println("run \"millrace help" + name.substring("millrace".length()) + "\" for usage");
    return UserError.USAGE;
  }

  private static String nearest(CommandLine line, String word, boolean flag) {
    List<String> known = new ArrayList<>();
    if (flag) {
      line.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
    } else {
      if (word.endsWith(".java") || word.endsWith(".jar")) {
        return "; did you mean: millrace run " + word;
      }
      known.addAll(line.getSubcommands().keySet());
    }
    if (flag && RunCommand.looksLikeJvmFlag(word)) {
      return "; to pass it to the JVM: -J" + word;
    }
    Optional<String> near = Nearest.to(word, known);
    return near.map(name -> "; did you mean " + name + "?").orElse("");
  }
}
