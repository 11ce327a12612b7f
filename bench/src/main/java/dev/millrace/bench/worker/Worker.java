package dev.millrace.bench.worker;

import dev.millrace.bench.floor.FloorRows;
import dev.millrace.bench.jox.JoxRows;
import dev.millrace.bench.juc.JucRows;
import dev.millrace.bench.kotlin.KotlinRows;
import dev.millrace.bench.millrace.MillraceRows;
import dev.millrace.bench.race.RaceKernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Runs one row of one system in a process of its own. It says {@code ready}, then waits for a line
 * {@code round N MILLIS}, runs the row with N again and again until that time is over (once, if it
 * is 0), and answers {@code ok RUNS NANOSECONDS SUM} with the figures that the row measures itself,
 * or {@code failed CAUSE}. It ends when its input does. The workers of Go and Node.js do the same.
 */
public final class Worker {
  private Worker() {}

  /** The rows of a system on the JVM. */
  public static Suite suite(String system) {
    return switch (system) {
      case "millrace" -> MillraceRows.suite();
      case "jox" -> JoxRows.suite();
      case "kotlin" -> KotlinRows.suite();
      case "juc" -> JucRows.suite();
      case "race" -> RaceKernels.suite();
      case "floor" -> FloorRows.suite();
      default -> throw new IllegalArgumentException("unknown system: " + system);
    };
  }

  public static void main(String[] args) throws IOException {
    FiguresBody body = suite(args[0]).get(args[1]);
    if (body == null) {
      throw new IllegalArgumentException(args[0] + " has no row " + args[1]);
    }
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = System.out;
    out.println("ready");
    String line;
    while ((line = in.readLine()) != null) {
      String[] words = line.split(" ", -1);
      out.println(answer(body, Integer.parseInt(words[1]), Long.parseLong(words[2])));
    }
    System.exit(0); // whatever a failed run has left behind
  }

  static String answer(FiguresBody body, int n, long millis) {
    try {
      Figures figures = new Figures();
      int runs = 0;
      long sum = 0;
      long began = System.nanoTime();
      long elapsed;
      do {
        sum += body.run(n, figures);
        runs++;
        elapsed = System.nanoTime() - began;
      } while (elapsed < millis * 1_000_000);
      return "ok " + runs + " " + elapsed + " " + sum + figures.text();
    } catch (Throwable failure) { // an error, too, is the row's result
      failure.printStackTrace();
      return "failed " + oneLine(failure);
    }
  }

  private static String oneLine(@Nullable Throwable failure) {
    return String.valueOf(failure).lines().findFirst().orElse("");
  }
}
