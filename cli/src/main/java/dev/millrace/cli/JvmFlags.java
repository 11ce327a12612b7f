package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flags after -J.
 *
 * @param words as given, without the -J
 */
record JvmFlags(List<String> words) {
  private static final String LIBRARY = "dev.millrace";

  /** Flags whose value is the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--add-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--module-path",
          "-p",
          "--limit-modules",
          "--patch-module",
          "--upgrade-module-path",
          "--enable-native-access");

  /** Those of them that the compiler must know as well; it calls them the same. */
  private static final Set<String> FOR_COMPILER =
      Set.of(
          "--add-modules",
          "--add-exports",
          "--add-reads",
          "--limit-modules",
          "--patch-module",
          "--upgrade-module-path");

  static JvmFlags parse(List<String> words) throws UserError {
    boolean value = false;
    for (String word : words) {
      if (value) {
        value = false;
      } else if (word.equals("-cp")
          || word.equals("-classpath")
          || word.startsWith("--class-path")) {
        throw UserError.usage(
            "-J"
                + word
                + ": the class path is given without -J, as in: millrace run -cp PATH FILE");
      } else if (word.equals("-jar")
          || word.equals("-m")
          || word.startsWith("--module=")
          || word.equals("--module")) {
        throw UserError.usage("-J" + word + ": what to run is named by FILE");
      } else if (!word.startsWith("-")) {
        throw UserError.usage(
            "-J" + word + ": no JVM flag; they begin with a dash, as in -J-Xmx4g");
      } else {
        value = WITH_VALUE.contains(word);
      }
    }
    if (value) {
      throw UserError.usage(
          "-J" + words.getLast() + " needs a value: -J" + words.getLast() + " -JVALUE");
    }
    return new JvmFlags(List.copyOf(words));
  }

  /** Whether these choose an archive of classes themselves, or a path that ours does not fit. */
  boolean chooseArchive() {
    return words.stream()
        .anyMatch(word ->
            word.startsWith("-Xshare")
                || word.startsWith("-Xbootclasspath")
                || word.contains("AOT")
                || word.contains("SharedArchive"));
  }

  /** What of these has to be said to javac. */
  List<String> forCompiler() {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (FOR_COMPILER.contains(name)) {
        result.add(name);
        result.add(equals < 0 ? words.get(++i) : word.substring(equals + 1));
      } else if (word.equals("--enable-preview")) {
        result.addAll(
            List.of("--enable-preview", "--source", Integer.toString(Runtime.version().feature())));
      }
    }
    return result;
  }

  /**
   * The value of --module-path, which the compiler gets together with the library; null if there is
   * none.
   */
  @Nullable String modulePath() {
    String last = null;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--module-path") || word.equals("-p")) {
        last = words.get(i + 1);
      } else if (word.startsWith("--module-path=")) {
        last = word.substring("--module-path=".length());
      }
    }
    return last;
  }

  /**
   * What the JVM needs besides if the library is a module there: the program calls what creates
   * goroutines with the places where it does, and the command what diagnoses them.
   */
  List<String> forLibrary() {
    String path = modulePath();
    if (path == null) {
      return List.of();
    }
    Path[] entries =
        Stream.of(path.split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toArray(Path[]::new);
    try {
      if (ModuleFinder.of(entries).find(LIBRARY).isEmpty()) {
        return List.of();
      }
    } catch (FindException e) {
      return List.of(); // the JVM will say it
    }
    return Stream.of("internal", "internal.diagnosis")
        .map(each -> "--add-exports=" + LIBRARY + "/" + LIBRARY + "." + each + "=ALL-UNNAMED")
        .toList();
  }

  /**
   * Has a JVM look at those flags that do nothing when nothing is run, so that a refusal comes with
   * its cause and before anything is compiled.
   */
  void check() throws UserError {
    List<String> harmless = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (WITH_VALUE.contains(word)) {
        harmless.add(word);
        harmless.add(words.get(++i));
      } else if (word.startsWith("--")
          || word.matches("-X(m[snx]|ss).*")
          || (word.startsWith("-XX:")
              && !word.matches(".*(AOT|Shared|Recording|File|Path|Dump).*"))) {
        harmless.add(word);
      }
    }
    if (harmless.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+DisplayVMOutputToStderr");
    command.addAll(harmless);
    command.add("-version");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        String cause =
            said.lines()
                .filter(line ->
                    !line.startsWith("Error: Could not create")
                        && !line.startsWith("Error: A fatal exception")
                        && !line.startsWith("Error occurred during"))
                .collect(Collectors.joining("; "));
        throw UserError.failed("the JVM refuses the flags given with -J: " + cause);
      }
    } catch (IOException e) {
      // Then the program's own JVM will say it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
