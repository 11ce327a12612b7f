package dev.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The real script in a place of its own: an installation without sources (so that it builds
 * nothing), a home, a directory with the user's files, and nothing in the environment that is not
 * said here.
 */
final class Command {
  private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));

  /** The library, as it is beside the command. */
  static final Path LIBRARY = ROOT.resolve("cli/target/dist/lib/millrace.jar");

  /**
   * All tests that do not change it share an installation and a cache: archives for faster starts
   * fit only the place that they were made for, and take seconds to make.
   */
  private static final Path SHARED = shared();

  final Path directory;
  final Map<String, String> environment = new HashMap<>();
  private final Path base;
  private Path installation;
  private Path script;
  private Path shell = Path.of("/bin/sh");

  private Command(Path base) throws IOException {
    this.base = base;
    installation = SHARED.resolve("millrace");
    script = installation.resolve("millrace");
    directory = Files.createDirectories(base.resolve("work"));
    environment.put("HOME", Files.createDirectories(base.resolve("home")).toString());
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MILLRACE_CACHE", SHARED.resolve("cache").toString());
    environment.put("LANG", "C.UTF-8");
  }

  private static Path shared() {
    try {
      Path shared = Files.createTempDirectory("millrace-test").toRealPath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> AotCache.deleteTree(shared)));
      install(shared.resolve("millrace"));
      return shared;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void install(Path installation) throws IOException {
    Path lib = Files.createDirectories(installation.resolve("cli/target/dist/lib"));
    for (String jar :
        List.of(
            "millrace.jar", "millrace-cli.jar", "millrace-race.jar", "picocli.jar", "gson.jar")) {
      Path built = ROOT.resolve("cli/target/dist/lib").resolve(jar);
      Files.copy(built, lib.resolve(jar), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path graph = Files.createDirectory(lib.resolve("graph"));
    try (Stream<Path> jars = Files.list(ROOT.resolve("cli/target/dist/lib/graph"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, graph.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Path script = installation.resolve("millrace");
    Files.copy(ROOT.resolve("millrace"), script, StandardCopyOption.COPY_ATTRIBUTES);
  }

  static Command in(Path base) {
    try {
      return new Command(base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path script() {
    return script;
  }

  Path installation() {
    return installation;
  }

  /** From now on another script is run, in the same place. */
  void edit(String from, String to) throws IOException {
    String text = Files.readString(script);
    if (!text.contains(from)) {
      throw new IllegalArgumentException("not in the script: " + from);
    }
    script = installation.resolve("millrace-" + UUID.randomUUID());
    Files.writeString(script, text.replace(from, to));
  }

  /** An installation that a test may change; it makes no archives. */
  void ownInstallation() throws IOException {
    installation = base.resolve("millrace");
    install(installation);
    script = installation.resolve("millrace");
    edit("aot=$cache/aot/$digest", "aot=''");
  }

  Command with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Command without(String name) {
    environment.remove(name);
    return this;
  }

  void shell(Path path) {
    shell = path;
  }

  /** A cache of its own; without archives, as those take long to make. */
  Path ownCache() throws IOException {
    Path own = base.resolve("cache");
    Files.createDirectory(
        own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (!Files.isDirectory(SHARED.resolve("cache/aot"))) {
      file("Nothing.java", "void main() {}");
      run("run", "Nothing.java");
      Files.delete(directory.resolve("Nothing.java"));
    }
    Files.createSymbolicLink(own.resolve("aot"), SHARED.resolve("cache/aot"));
    environment.put("MILLRACE_CACHE", own.toString());
    return own;
  }

  Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Process start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  /** With something more in the environment, this time only. */
  Process start(Map<String, String> more, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(shell.toString(), script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    return builder.start();
  }

  Result run(String... arguments) throws IOException {
    return runWith("", arguments);
  }

  Result runWith(String input, String... arguments) throws IOException {
    Process process = start(arguments);
    process.outputWriter(StandardCharsets.UTF_8).append(input).close();
    return finish(process);
  }

  static Result finish(Process process) throws IOException {
    StringBuilder err = new StringBuilder();
    Thread reader = Thread.ofVirtual().start(() -> err.append(text(process.getErrorStream())));
    String out = text(process.getInputStream());
    try {
      reader.join();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("it hangs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Result(process.exitValue(), out, err.toString());
  }

  private static String text(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * What came of it.
   *
   * @param exitCode the exit code
   * @param out stdout
   * @param err stderr, without the line on preparing, which comes once
   */
  record Result(int exitCode, String out, String err) {
    Result {
      err = err.replace("millrace: preparing for faster starts with this JDK\n", "");
    }

    boolean hasJavaTrace() {
      return err.lines().anyMatch(line -> line.startsWith("\tat "));
    }
  }

  static @Nullable Path find(String tool) {
    for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")) {
      Path path = Path.of(place, tool);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    return null;
  }
}
