package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's archives of loaded and linked classes (JEP 483, 514, 515), made by trial runs when they
 * are missing or damaged: one for programs, one for this command's own compiling; and one for
 * programs that are watched for races. All are a help, never a need: whatever goes wrong here goes
 * by in silence, and the JVM itself does without an archive that does not fit.
 *
 * <p>That for races is of the kind that agents can be used with (CDS), and has only what the
 * detector is and what it and each start need of the JDK. The JVM asks agents about archived
 * classes as about others, and takes what they make of them.
 */
final class AotCache implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** What there may be of them in one place. */
  private static final List<String> NAMES = List.of("run", "compile", "race");

  /** What the detector is, but for the class that it tries itself on. */
  private static final List<String> DETECTOR =
      List.of(
          "dev/millrace/race/Agent",
          "dev/millrace/race/instrument/",
          "dev/millrace/race/jdk/",
          "dev/millrace/race/runtime/");

  private static final List<String> JDK = List.of("java/", "javax/", "jdk/", "sun/", "com/sun/");

  private final @Nullable Path place;
  private final @Nullable Path trial;
  private final List<Process> trials = new CopyOnWriteArrayList<>();
  private @Nullable Thread maker;
  private boolean adopted;

  private AotCache(@Nullable Path place, @Nullable Path trial) {
    this.place = place;
    this.trial = trial;
  }

  /** Starts the trial runs that are needed; they go on while the program is compiled. */
  static AotCache start(Workplace workplace) {
    Path place = workplace.aot();
    if (place == null || isWhole(place)) {
      return new AotCache(place, null);
    }
    say();
    Path trial = place.resolveSibling(UUID.randomUUID() + ".trial");
    AotCache cache = new AotCache(place, trial);
    try {
      Files.createDirectories(trial);
      Path sample = trial.resolve("Sample.java");
      Files.writeString(sample, Warmup.SAMPLE);
      String flags = System.getProperty("millrace.flags", "");
      cache.train(
          "run",
          flags,
          Installation.COMMAND + File.pathSeparator + Installation.CORE,
          List.of(),
          Launch.class,
          Warmup.class.getName());
      cache.train(
          "compile",
          System.getProperty("millrace.ownflags", ""),
          Installation.classPath(),
          List.of("-Dmillrace.work=" + trial, "-Dmillrace.key=sample"),
          Main.class,
          "run",
          sample.toString());
    } catch (IOException e) {
      // Then there is none this time.
    }
    return cache;
  }

  /** The same of the archive for programs that are watched for races; in a place of its own. */
  static AotCache startRace(Workplace workplace) {
    Path place = racePlace(workplace.aot());
    if (place == null || isWhole(place)) {
      return new AotCache(place, null);
    }
    if (isWhole(Objects.requireNonNull(workplace.aot()))) {
      say(); // else it has been said
    }
    Path trial = place.resolveSibling(UUID.randomUUID() + ".trial");
    AotCache cache = new AotCache(place, trial);
    cache.maker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                Files.createDirectories(trial);
                cache.archiveDetector(trial);
              } catch (IOException | InterruptedException e) {
                // Then there is none this time.
              }
            });
    return cache;
  }

  /** Where the archive for races is that belongs to others. */
  static @Nullable Path racePlace(@Nullable Path aot) {
    return aot == null ? null : aot.resolveSibling(aot.getFileName() + "-race");
  }

  private static void say() {
    System.err.println("millrace: preparing for faster starts with this JDK");
  }

  /** Agents are not to be there when an archive is made, so a list is made with this one first. */
  private void archiveDetector(Path trial) throws IOException, InterruptedException {
    Path all = trial.resolve("all");
    Path list = trial.resolve("list");
    String flags = System.getProperty("millrace.flags", "");
    String classPath = Installation.COMMAND + File.pathSeparator + Installation.CORE;
    String detector = "-Xbootclasspath/a:" + Installation.RACE;
    Process listing =
        start(
            flags,
            "-XX:DumpLoadedClassList=" + all,
            detector,
            "-javaagent:" + Installation.RACE,
            "-cp",
            classPath,
            Launch.class.getName(),
            Warmup.class.getName());
    listing.getOutputStream().close();
    if (!listing.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return;
    }
    Files.write(list, Files.readAllLines(all).stream().filter(AotCache::isForRaces).toList());
    start(
        flags,
        "-Xshare:dump",
        "-XX:SharedClassListFile=" + list,
        "-XX:SharedArchiveFile=" + trial.resolve("race"),
        detector,
        "-cp",
        classPath);
  }

  /**
   * Whether a line of a list of classes is to be kept. Not what says how constants are resolved
   * ({@code @cp}): with that, classes that are edited do not find their native methods.
   */
  static boolean isForRaces(String line) {
    if (line.startsWith("@lambda-form-invoker ")) {
      return true;
    }
    String name = line.startsWith("@lambda-proxy ") ? line.substring(14) : line;
    // Other loaders' classes have a source.
    return !line.contains(" source:")
        && (JDK.stream().anyMatch(name::startsWith)
            || DETECTOR.stream().anyMatch(name::startsWith));
  }

  private Process start(String flags, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Installation.JAVA.toString()));
    command.addAll(Arrays.stream(flags.split(" ")).filter(flag -> !flag.isEmpty()).toList());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("MILLRACE_RACE"); // meant for the program
    Process process = builder.start();
    trials.add(process);
    return process;
  }

  private void train(
      String name,
      String flags,
      String classPath,
      List<String> properties,
      Class<?> main,
      String... arguments)
      throws IOException {
    if (trial == null) {
      return;
    }
    List<String> rest = new ArrayList<>(List.of("-XX:AOTCacheOutput=" + trial.resolve(name)));
    rest.addAll(properties);
    rest.addAll(List.of("-cp", classPath, main.getName()));
    rest.addAll(List.of(arguments));
    start(flags, rest.toArray(new String[0]));
  }

  /**
   * Waits for the trial runs; returns the archive of a name, or null if this program is to run
   * without.
   */
  @Nullable Path finish(JvmFlags flags, String name) {
    if (place == null) {
      return null;
    }
    adopt();
    Path archive = place.resolve(name);
    return flags.chooseArchive() || !Files.isRegularFile(archive) ? null : archive;
  }

  private void adopt() {
    if (place != null && trial != null && !adopted) {
      adopted = true;
      adopt(place, trial);
    }
  }

  private void adopt(Path to, Path from) {
    try {
      if (maker != null) {
        maker.join();
      }
      for (Process process : trials) {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      Path made = Files.createDirectory(from.resolve("made"));
      for (String name : NAMES) {
        if (Files.isRegularFile(from.resolve(name))) {
          Files.move(from.resolve(name), made.resolve(name));
        }
      }
      Files.writeString(made.resolve("seal"), seal(made));
      if (Files.exists(to)) {
        if (isWhole(to)) {
          // Another run was faster.
          return;
        }
        Files.move(to, from.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(made, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another run was faster, or there is no room.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the archives are as they were made; one that could not be made is not tried again. */
  private static boolean isWhole(Path place) {
    try {
      return Files.readString(place.resolve("seal")).equals(seal(place));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sizes and times tell damage; summing up all that the JVM maps would cost more than it is worth.
   */
  private static String seal(Path place) throws IOException {
    StringBuilder seal = new StringBuilder();
    for (String name : NAMES) {
      Path file = place.resolve(name);
      if (Files.isRegularFile(file)) {
        seal.append(name)
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file))
            .append('\n');
      }
    }
    return seal.toString();
  }

  /** A program that does not compile is no reason to try again at the next one. */
  @Override
  public void close() {
    adopt();
    trials.forEach(Process::destroyForcibly);
    if (trial != null) {
      deleteTree(trial);
    }
  }

  static void deleteTree(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The next pruning finds it.
    }
  }
}
