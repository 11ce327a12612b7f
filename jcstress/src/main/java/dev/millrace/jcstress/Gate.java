package dev.millrace.jcstress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs every jcstress test of this module and fails unless each one has passed.
 *
 * <p>jcstress by itself leaves out, without a word, a test that has more actors than the machine
 * has processors. So the tests that must have a result are read here from the compiled classes, and
 * not from what jcstress says it ran.
 */
final class Gate {
  /** JVM configurations a test runs under: interpreted, C1, C2, all tiers. */
  private static final int CONFIGURATIONS = 4;

  private static final int ITERATIONS = 4;
  private static final int SHORTEST_ITERATION_MILLIS = 50;

  /** What a fork takes besides its iterations. */
  private static final int FORK_MILLIS = 1500;

  private Gate() {}

  static void main(String[] args) throws Exception {
    Path classes = Path.of(args[0]);
    int seconds = Integer.parseInt(args[1]);
    String line = args.length > 2 ? args[2].strip() : "";

    SortedMap<String, List<TestResult>> results = new TreeMap<>();
    for (String name : declaredTests(classes)) {
      results.put(name, new ArrayList<>());
    }
    if (results.isEmpty()) {
      throw new IllegalStateException("no @JCStressTest under " + classes);
    }

    Path log = Path.of("jcstress.log").toAbsolutePath();
    long start = System.nanoTime();
    String resultFile = run(line.isEmpty() ? preset(results.size(), seconds) : line, log);
    new DiskReadCollector(
            resultFile,
            result -> results.computeIfAbsent(result.getName(), _ -> new ArrayList<>()).add(result))
        .dump();
    long took = (System.nanoTime() - start) / 1_000_000_000;

    List<String> failures = new ArrayList<>();
    results.forEach((name, list) -> check(name, list, failures));
    int runs = results.values().stream().mapToInt(List::size).sum();
    IO.println(
        "jcstress: " + results.size() + " tests, " + runs + " runs, " + took + " s; log: " + log);
    if (!failures.isEmpty()) {
      failures.forEach(failure -> System.err.println("jcstress: FAILED " + failure));
      System.exit(1);
    }
  }

  private static List<String> declaredTests(Path classes)
      throws IOException, ClassNotFoundException {
    List<String> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String path = classes.relativize(file).toString();
        if (path.endsWith(".class") && !path.endsWith("-info.class")) {
          String name =
              path.substring(0, path.length() - ".class".length())
                  .replace(file.getFileSystem().getSeparator(), ".");
          if (Class.forName(name, false, Gate.class.getClassLoader())
              .isAnnotationPresent(JCStressTest.class)) {
            tests.add(name.replace('$', '.'));
          }
        }
      }
    }
    return tests;
  }

  /** The short mode: about {@code seconds} in all, whatever the number of tests. */
  private static String preset(int tests, int seconds) {
    int each = (seconds * 1000 / (tests * CONFIGURATIONS) - FORK_MILLIS) / ITERATIONS;
    int time = Math.max(SHORTEST_ITERATION_MILLIS, each);
    return "-m quick -f 1 -sc false -iters " + ITERATIONS + " -time " + time;
  }

  /**
   * Runs jcstress, which is talkative, into a log of its own; returns the file with its results.
   */
  private static String run(String line, Path log) throws Exception {
    String[] args = line.split("\\s+");
    PrintStream out = System.out;
    try (PrintStream file =
        new PrintStream(new BufferedOutputStream(Files.newOutputStream(log)), false, UTF_8)) {
      System.setOut(file);
      Options options = new Options(args);
      if (!options.parse()) {
        throw new IllegalArgumentException("jcstress does not understand: " + line);
      }
      try {
        new JCStress(options).run();
      } catch (AssertionError _) {
        // A test failed; the results say which, and so does the check of them.
      }
      return options.getResultFile();
    } finally {
      System.setOut(out);
    }
  }

  private static void check(String name, List<TestResult> results, List<String> failures) {
    if (results.isEmpty()) {
      failures.add(name + ": no result; has it more actors than the machine has processors?");
    }
    for (TestResult result : results) {
      String run = name + " with " + result.getConfig().jvmArgs;
      if (result.status() != Status.NORMAL) {
        failures.add(run + ": " + result.status() + " " + result.getMessages());
      } else if (result.getTotalCount() == 0) {
        failures.add(run + ": no sample was taken");
      } else if (!result.grading().isPassed) {
        failures.add(run + ": " + result.grading().failureMessages);
      }
    }
  }
}
