package dev.millrace.cli;

import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with many programs, of which the first argument names one: a method without parameters.
 * Each has a comment before it, or none.
 */
final class Programs {
  private static final Pattern METHOD =
      Pattern.compile("((?:^// .*\n)*)^void (\\w+)\\(\\)", Pattern.MULTILINE);

  private final String file;
  private final Command command;

  private Programs(String file, Command command) {
    this.file = file;
    this.command = command;
  }

  /** The names and the comments, line by line, of all programs in a file. */
  static Map<String, List<String>> in(String file) {
    Map<String, List<String>> programs = new LinkedHashMap<>();
    Matcher m = METHOD.matcher(text(file));
    while (m.find()) {
      programs.put(m.group(2), m.group(1).lines().map(line -> line.substring(3)).toList());
    }
    return programs;
  }

  private static String text(String file) {
    try (InputStream in = Programs.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has it compiled, so that those who run it at the same time need not all do so. */
  static Programs prepare(String file, Path base) throws IOException {
    Command command = Command.in(base);
    command.file(file, text(file));
    Programs programs = new Programs(file, command);
    programs.run(List.of(), Map.of(), "none");
    return programs;
  }

  Result run(String program) throws IOException {
    return run(List.of(), Map.of(), program);
  }

  Result run(List<String> options, Map<String, String> environment, String... arguments)
      throws IOException {
    Process process = start(options, environment, arguments);
    process.getOutputStream().close();
    return Command.finish(process);
  }

  Process start(List<String> options, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("run", "-J--enable-native-access=ALL-UNNAMED"));
    words.addAll(options);
    words.add(file);
    words.addAll(List.of(arguments));
    return command.start(environment, words.toArray(String[]::new));
  }
}
