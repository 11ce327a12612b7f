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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's archives of loaded and linked classes (JEP 483, 514, 515), made by trial runs when they
 * are missing or damaged: one for programs, one for this command's own compiling. Both are a help,
 * never a need: whatever goes wrong here goes by in silence, and the JVM itself does without an
 * archive that does not fit.
 */
final class AotCache implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final @Nullable Path place;
  private final @Nullable Path trial;
  private final List<Process> trials = new ArrayList<>();
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
    System.err.println("millrace: preparing for faster starts with this JDK");
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
    List<String> command = new ArrayList<>(List.of(Installation.JAVA.toString()));
    command.addAll(Arrays.stream(flags.split(" ")).filter(flag -> !flag.isEmpty()).toList());
    command.add("-XX:AOTCacheOutput=" + trial.resolve(name));
    command.addAll(properties);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    trials.add(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /**
   * Waits for the trial runs; returns the archive for programs, or null if this one is to run
   * without.
   */
  @Nullable Path finish(JvmFlags flags) {
    if (place == null) {
      return null;
    }
    adopt();
    Path archive = place.resolve("run");
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
      for (Process process : trials) {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      Path made = Files.createDirectory(from.resolve("made"));
      for (String name : List.of("run", "compile")) {
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
    for (String name : List.of("run", "compile")) {
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
