package dev.millrace;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of these tests in a JVM of its own, with flags that this one cannot have. */
public final class ForkedJvm {
  /** Goroutines run on the scheduler of our own. */
  public static final String OWN_SCHEDULER = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  /** The JDK does not hold on to virtual threads. */
  public static final String UNTRACKED = "-Djdk.trackAllThreads=false";

  private ForkedJvm() {}

  /**
   * Runs a program to its end.
   *
   * @param main its class
   * @param flags of the JVM
   * @param arguments of the program
   * @return what it printed, on stdout and stderr
   * @throws Exception if there is no such program
   */
  public static List<String> run(Class<?> main, List<String> flags, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(location(Go.class) + File.pathSeparator + location(main));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // A hang is to be a failure.
    CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES).execute(process::destroyForcibly);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.lines().toList();
  }

  private static String location(Class<?> c) throws Exception {
    return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
