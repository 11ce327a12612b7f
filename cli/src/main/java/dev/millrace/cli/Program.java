package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** What the word FILE stands for. */
sealed interface Program {
  /**
   * A source file, with those beside it that it refers to.
   *
   * @param file where it is
   * @param typed what the user called it
   */
  record Sources(Path file, String typed) implements Program {}

  /**
   * A jar that says what its main class is.
   *
   * @param file where it is
   * @param mainClass its main class
   * @param flags what its manifest asks of the JVM, as flags
   */
  record Jar(Path file, String mainClass, List<String> flags) implements Program {}

  /**
   * A class on the class path.
   *
   * @param name its name
   */
  record OnClassPath(String name) implements Program {}

  static Program find(String typed, boolean hasClassPath) throws UserError {
    Path path;
    try {
      path = Path.of(typed);
    } catch (InvalidPathException e) {
      throw UserError.failed("no such file: " + typed);
    }
    if (Files.isDirectory(path)) {
      throw UserError.failed(
          typed + " is a directory; name the file with main in it" + example(path));
    }
    if (!Files.exists(path)) {
      if (hasClassPath && SourceVersion.isName(typed)) {
        return new OnClassPath(typed);
      }
      throw UserError.failed("no such file: " + typed + nearby(path, typed, hasClassPath));
    }
    if (!Files.isReadable(path)) {
      throw UserError.failed("cannot read " + typed + ": permission denied (chmod +r lets you)");
    }
    if (typed.endsWith(".jar")) {
      return jar(path, typed);
    }
    if (typed.endsWith(".class")) {
      throw UserError.failed(
          typed + " is a compiled class; run it by its name, as in: millrace run -cp DIR NAME");
    }
    if (!typed.endsWith(".java") && !SourceFile.isScript(path)) {
      throw UserError.failed(typed + " is neither a .java file nor a .jar");
    }
    return new Sources(path.toAbsolutePath().normalize(), typed);
  }

  private static Program jar(Path path, String typed) throws UserError {
    try (JarFile jar = new JarFile(path.toFile())) {
      Manifest manifest = jar.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String mainClass = attributes.getValue(Attributes.Name.MAIN_CLASS);
      if (mainClass == null) {
        throw UserError.failed(
            "no Main-Class in the manifest of "
                + typed
                + "; name the class, as in: millrace run -cp "
                + typed
                + " CLASS");
      }
      List<String> flags = new ArrayList<>();
      for (Map.Entry<String, String> flag :
          Map.of("Add-Opens", "--add-opens=", "Add-Exports", "--add-exports=").entrySet()) {
        String value = attributes.getValue(flag.getKey());
        if (value != null) {
          Stream.of(value.trim().split("\\s+"))
              .sorted()
              .forEach(name -> flags.add(flag.getValue() + name + "=ALL-UNNAMED"));
        }
      }
      if (attributes.getValue("Enable-Native-Access") != null) {
        flags.add("--enable-native-access=ALL-UNNAMED");
      }
      return new Jar(path.toAbsolutePath().normalize(), mainClass.trim(), flags);
    } catch (IOException e) {
      throw UserError.failed("cannot read " + typed + " as a jar: " + e.getMessage());
    }
  }

  private static String example(Path directory) {
    List<String> sources = namesIn(directory);
    return sources.isEmpty()
        ? ""
        : ", as in: millrace run " + directory.resolve(sources.getFirst());
  }

  private static String nearby(Path path, String typed, boolean hasClassPath) {
    Path parent = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return "";
    }
    if (!Files.isDirectory(parent)) {
      return " (there is no directory "
          + (path.getParent() == null ? parent : path.getParent())
          + ")";
    }
    List<String> names = namesIn(parent);
    String near =
        names.stream()
            .filter(known -> known.equalsIgnoreCase(name + ".java"))
            .findFirst()
            .or(() -> Nearest.to(name.toString(), names))
            .orElse("");
    if (!near.isEmpty()) {
      return "; did you mean " + path.resolveSibling(near) + "?";
    }
    boolean className =
        SourceVersion.isName(typed)
            && !hasClassPath
            && !typed.endsWith(".java")
            && !typed.endsWith(".jar");
    return className
        ? " (to run a class, say where it is: millrace run -cp PATH " + typed + ")"
        : "";
  }

  /** What could be run, of all that is in a directory. */
  private static List<String> namesIn(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".java") || name.endsWith(".jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
