package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code go} on the {@code PATH}, if there is one. */
final class GoTool {
  /** The first that has all that the programs use: {@code sync.WaitGroup.Go} is the newest. */
  static final int NEEDED = 25;

  private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+)");

  private GoTool() {}

  /** Why no Go program can be run here; empty if one can. */
  static String whyNoGo(Path output) throws IOException, InterruptedException {
    Command.Outcome outcome;
    try {
      outcome = Command.run(output, go("go", "env", "GOVERSION"));
    } catch (IOException _) {
      return "skipped: no go on the PATH";
    }
    assertThat(outcome.err()).as("stderr of go env").isEmpty();
    String version = outcome.out().getFirst();
    Matcher m = VERSION.matcher(version);
    return m.find() && Integer.parseInt(m.group(1)) < NEEDED
        ? "skipped: the go on the PATH is " + version + ", not go1." + NEEDED + " or newer"
        : "";
  }

  /** A command whose Go is as it was installed: nothing is downloaded, nobody's settings count. */
  static ProcessBuilder go(String... command) {
    var builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GO") && !name.equals("GOROOT"));
    Path target = Command.ROOT.resolve("examples/target");
    environment.put("GOCACHE", target.resolve("go-cache").toString());
    environment.put("GOPATH", target.resolve("go-path").toString());
    environment.put("GOENV", "off");
    environment.put("GOPROXY", "off");
    environment.put("GOTOOLCHAIN", "local");
    environment.put("GOWORK", "off");
    environment.put("CGO_ENABLED", "0");
    return builder;
  }
}
