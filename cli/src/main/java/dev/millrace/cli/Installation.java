package dev.millrace.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars that this runs from, which are those that programs run with. */
final class Installation {
  private static final List<Path> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .toList();

  /** The command itself; programs need it for {@link Launch}. */
  static final Path COMMAND = CLASS_PATH.get(0);

  /** The library. */
  static final Path CORE = CLASS_PATH.get(1);

  /** The race detector, an agent. */
  static final Path RACE = CORE.resolveSibling("millrace-race.jar");

  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private Installation() {}

  /** All that the command needs for itself. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }
}
