package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the shell script needs to launch a program without asking anyone: a directory that never
 * changes once it is linked to.
 *
 * <ul>
 *   <li>{@code args}: the JVM's arguments up to the main class, as an argument file
 *   <li>{@code classes.jar}: what was compiled; a jar, so that a running program keeps it even if
 *       the cache is cleared
 *   <li>{@code sums}: the SHA-256 of every source and of these files
 *   <li>{@code names}: the directories that were looked into, and the sources in them
 *   <li>{@code began}: as old as the look at the class path
 *   <li>{@code aot}: a link to the AOT cache, or {@code cds}: one to the archive for programs that
 *       are watched for races, or {@code no-aot} if it is meant to have neither
 *   <li>{@code used}: the last time that it was launched
 * </ul>
 */
final class LaunchEntry {
  /**
   * File systems round times, and a clock may tick slowly: what changed this long before the look
   * counts as after it.
   */
  private static final long MARGIN_SECONDS = 2;

  /** What is rewritten is longer, and still to be compiled and inlined as what it was. */
  private static final List<String> RACE_FLAGS =
      List.of(
          "-XX:-DontCompileHugeMethods",
          "-XX:MaxInlineSize=70",
          "-XX:FreqInlineSize=600",
          "-XX:InlineSmallCode=4000",
          "-XX:+UseCondCardMark");

  private final Workplace workplace;
  private final JvmFlags flags;
  private final String leaks;
  private final boolean race;
  private final Instant began;
  private final Path directory;
  private final List<String> arguments = new ArrayList<>();
  private final SortedMap<String, String> sums = new TreeMap<>();
  private String names = "";
  private boolean isSummable = true;

  /**
   * A new entry.
   *
   * @param workplace where
   * @param flags for the JVM
   * @param leaks one of {@link Diagnosis.Leaks}
   * @param race whether to look for data races
   * @param began when the first look at the program was taken
   */
  LaunchEntry(Workplace workplace, JvmFlags flags, String leaks, boolean race, Instant began)
      throws IOException {
    this.workplace = workplace;
    this.flags = flags;
    this.leaks = leaks;
    this.race = race;
    this.began = began;
    makePrivate(workplace.keys());
    makePrivate(workplace.programs());
    directory = workplace.programs().resolve(UUID.randomUUID().toString());
    makePrivate(directory);
  }

  private static void makePrivate(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A program that was compiled here. */
  void launch(Compilation program, List<Path> classPath) throws IOException {
    Path jar = directory.resolve("classes.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      // Compressing would take longer than it saves.
      out.setLevel(0);
      for (Map.Entry<String, ClassFile> entry : program.classes().entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey().replace('.', '/') + ".class"));
        out.write(CreationSites.mark(entry.getValue().bytes()));
      }
    }
    sum(jar);
    for (SourceFile source : program.sources()) {
      addSum(source.path(), source.sum());
    }
    StringBuilder listing = new StringBuilder();
    program.directories().forEach((place, files) -> listing.append(listing(place, files)));
    names = listing.toString();
    List<Path> path = new ArrayList<>(List.of(jar));
    path.addAll(classPath);
    arguments(program.mainClass(), List.of(), path);
  }

  private String listing(Path place, @Nullable Set<String> files) {
    if (place.toString().contains("\n")) {
      isSummable = false;
    }
    String found = files == null ? "-" : files.stream().collect(Collectors.joining("/", "/", "/"));
    return place + "\n" + found + "\n";
  }

  /** A jar, which is started as it is. */
  void launch(Program.Jar jar, List<Path> classPath) throws IOException {
    sum(jar.file());
    List<Path> path = new ArrayList<>(List.of(jar.file()));
    path.addAll(classPath);
    arguments(jar.mainClass(), jar.flags(), path);
  }

  /** A class of the class path. */
  void launch(String mainClass, List<Path> classPath) {
    arguments(mainClass, List.of(), classPath);
  }

  private void arguments(String mainClass, List<String> itsFlags, List<Path> classPath) {
    // The AOT cache only fits a class path that begins as that did with which it was made.
    List<Path> whole = new ArrayList<>(List.of(Installation.COMMAND, Installation.CORE));
    whole.addAll(classPath);
    arguments.add("-cp");
    arguments.add(
        whole.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    if (race) {
      // On the boot loader's path from the start: appended later it would cost the JDK's archive.
      arguments.add("-Xbootclasspath/a:" + Installation.RACE);
      arguments.add("-javaagent:" + Installation.RACE);
      arguments.addAll(RACE_FLAGS);
    }
    arguments.addAll(itsFlags);
    arguments.addAll(flags.words());
    arguments.addAll(flags.forLibrary());
    arguments.add("-D" + Diagnosis.LEAKS + "=" + leaks);
    if (workplace.temporary()) {
      arguments.add("-D" + Launch.TEMPORARY + "=" + workplace.directory());
    }
    arguments.add(Launch.class.getName());
    arguments.add(mainClass);
  }

  /**
   * Writes what is not yet written, and at last the link by which the script finds it.
   *
   * @param kind of the archive
   * @param archive of classes; null for none
   */
  void write(String kind, @Nullable Path archive) throws IOException {
    Path args = directory.resolve("args");
    // The launcher takes it as it takes its command line: in the encoding of the locale.
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    Files.write(args, arguments.stream().map(LaunchEntry::quoted).toList(), charset);
    sum(args);
    Path listing = directory.resolve("names");
    Files.writeString(listing, names, StandardCharsets.UTF_8);
    sum(listing);
    Path start = directory.resolve("began");
    Files.createFile(start);
    Files.setLastModifiedTime(start, FileTime.from(began.minusSeconds(MARGIN_SECONDS)));
    if (archive == null) {
      Files.createFile(directory.resolve("no-aot"));
    } else {
      Files.createSymbolicLink(directory.resolve(kind), archive);
    }
    if (isSummable) {
      StringBuilder lines = new StringBuilder();
      sums.forEach((file, sum) -> lines.append(sum).append("  ").append(file).append('\n'));
      Files.writeString(directory.resolve("sums"), lines, StandardCharsets.UTF_8);
    }
    Path link = workplace.keys().resolve(UUID.randomUUID().toString());
    Files.createSymbolicLink(
        link, Path.of("..", "programs", String.valueOf(directory.getFileName())));
    Files.move(link, workplace.keys().resolve(workplace.key()), StandardCopyOption.ATOMIC_MOVE);
  }

  private void sum(Path file) throws IOException {
    addSum(file, Sha256.of(Files.readAllBytes(file)));
  }

  private void addSum(Path file, @Nullable String sum) {
    String name = file.toString();
    if (sum == null) {
      return;
    }
    if (name.contains("\n") || name.contains("\\")) {
      // The tools that check sums each quote such names in their own way; this program is compiled
      // at every start.
      isSummable = false;
    }
    sums.put(name, sum);
  }

  /** As the java launcher reads it back from an argument file. */
  private static String quoted(String argument) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < argument.length(); i++) {
      char c = argument.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\f' -> quoted.append("\\f");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
