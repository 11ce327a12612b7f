package dev.millrace.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script that teaches a shell to complete this command's words. */
@Command(
    name = "completion",
    description = "Print the completion script for a shell.",
    footer = {
      "",
      "bash:  source <(millrace completion bash)",
      "zsh:   source <(millrace completion zsh)",
    })
final class CompletionCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Parameters(
      index = "0",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "bash or zsh (default: ${DEFAULT-VALUE})")
  private String shell = "bash";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws UserError {
    if (spec == null || !(shell.equals("bash") || shell.equals("zsh"))) {
      throw UserError.usage(
          "no completion for " + shell + ": there is one for bash and one for zsh");
    }
    // One script serves both: in zsh it first asks for bash's way of completing.
    spec.commandLine().getOut().println(AutoComplete.bash("millrace", Main.commandLine()));
    return 0;
  }
}
