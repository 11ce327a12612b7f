package dev.millrace.bench;

import static dev.millrace.bench.Row.Group.CHANNELS;
import static dev.millrace.bench.Row.Group.COMPUTE;
import static dev.millrace.bench.Row.Group.FOOTPRINT;
import static dev.millrace.bench.Row.Group.MEMORY;
import static dev.millrace.bench.Row.Group.SCALE;
import static dev.millrace.bench.Row.Group.STANDARD;
import static dev.millrace.bench.Row.Group.START;
import static dev.millrace.bench.Row.Group.SYNC;
import static dev.millrace.bench.Row.measured;
import static dev.millrace.bench.Row.timed;

import dev.millrace.bench.race.RaceKernels;
import dev.millrace.bench.worker.Elements;
import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.FiguresBody;
import dev.millrace.bench.worker.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** What is run without and with a race detector, in the order of the table. */
final class RaceRows {
  /** The row of those programs that are compiled when they are started. */
  static final String FROM_SOURCE = "hello-from-source";

  /** What every detector must report before anything is measured. */
  static final Row RACY =
      measured(SYNC, "racy", "a field that two goroutines count up without a lock", 1, 1, n -> n);

  private static final Suite KERNELS = RaceKernels.kernels();
  private static final Map<String, Long> EXPECTED = new ConcurrentHashMap<>();

  private final List<Row> rows = new ArrayList<>();

  private RaceRows() {}

  static List<Row> all() {
    RaceRows all = new RaceRows();
    all.memory();
    all.compute();
    all.standard();
    all.sync();
    all.channels();
    all.footprint();
    all.scale();
    all.start();
    return List.copyOf(all.rows);
  }

  /** What needs a process of its own for each sample: memory that was once used stays. */
  static boolean isFresh(Row row) {
    return row.group() == FOOTPRINT || row.group() == SCALE;
  }

  /**
   * Why Go's detector had better not be asked for so many goroutines, or null: each takes 20 KB of
   * it, and the system would end who takes more than there is.
   */
  static @Nullable String tooLarge(int n, Row row, long available) {
    long needed = row.group() == SCALE ? n * 22_000L : 0;
    return needed <= available
        ? null
        : String.format(
            Locale.ROOT,
            "%,d goroutines take %d GB of it, and %d GB are free",
            n,
            needed / 1_000_000_000,
            available / 1_000_000_000);
  }

  private void memory() {
    kernel(MEMORY, "eratosthenes", "a number of a sieve over booleans", 5_000_000, 500_000);
    kernel(
        MEMORY,
        "eratosthenes-passed",
        "the same with an array that another method has made",
        5_000_000,
        500_000);
    kernel(
        MEMORY,
        "matmul",
        "a multiplication and an addition of two square matrices",
        300,
        120,
        n -> (long) n * n * n);
    kernel(
        MEMORY,
        "matmul-passed",
        "the same with matrices that another method has made",
        300,
        120,
        n -> (long) n * n * n);
    kernel(MEMORY, "fields", "x++ and y += … of one of 1,024 objects", 20_000_000, 2_000_000);
    kernel(
        MEMORY,
        "structs",
        "a particle moved, of an array of objects (Go: of structs)",
        10_000_000,
        1_000_000);
    kernel(MEMORY, "quicksort", "an int sorted", 500_000, 50_000);
    kernel(MEMORY, "hash-own", "an operation of a hash map over arrays", 2_000_000, 200_000);
  }

  private void compute() {
    kernel(COMPUTE, "nbody", "a step of five bodies", 200_000, 20_000);
    kernel(COMPUTE, "fib", "a call", 35, 28, n -> 2 * fib(n + 1) - 1);
    kernel(COMPUTE, "mandelbrot", "a point", 400, 100, n -> (long) n * n);
  }

  private static long fib(int n) {
    long a = 0;
    long b = 1;
    for (int i = 0; i < n; i++) {
      long next = a + b;
      a = b;
      b = next;
    }
    return a;
  }

  private void standard() {
    kernel(
        STANDARD,
        "trees",
        "a node of a binary tree, made and counted",
        16,
        12,
        n -> 9L * ((2L << n) - 1));
    kernel(STANDARD, "hash-standard", "an operation of the standard hash map", 2_000_000, 200_000);
    kernel(STANDARD, "strings", "a number put into a text", 500_000, 50_000);
  }

  private void sync() {
    kernel(SYNC, "mutex-fields", "four field updates below a mutex", 2_000_000, 200_000);
    kernel(SYNC, "mutex-four", "the same of a mutex that four goroutines want", 1_000_000, 100_000);
  }

  /** Rows of the bench itself, and one more. */
  private void channels() {
    for (String name : List.of("rendezvous", "buffered-100", "spawn", "sieve")) {
      rows.add(
          Rows.all().stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow());
    }
    kernel(CHANNELS, "pool-4", "a job for one of four workers, and its result", 50_000, 5_000);
  }

  private void footprint() {
    Figure peak = new Figure("peak", "MB");
    rows.add(measured(FOOTPRINT, "memory-idle", "a program that does nothing", 1, 1, _ -> 1, peak));
    rows.add(
        measured(
            FOOTPRINT,
            "memory-tree",
            "a binary tree of two million nodes",
            20,
            16,
            n -> (2L << n) - 1,
            peak));
    rows.add(
        measured(
            FOOTPRINT,
            "memory-array",
            "an array of eight million longs, written and read",
            8_000_000,
            1_000_000,
            Elements::sum,
            peak));
    rows.add(
        measured(
            FOOTPRINT,
            "memory-map",
            "a standard map of a million entries",
            1_000_000,
            100_000,
            n -> n,
            peak));
  }

  private void scale() {
    for (int count : new int[] {8_000, 100_000, 1_000_000}) {
      rows.add(
          measured(
              SCALE,
              "parked-" + count,
              String.format(
                  Locale.ROOT,
                  "one of %,d goroutines at once%s: what lives on the heap (Go: without what the"
                      + " detector has), what is resident, and the time from start to end",
                  count,
                  count == 1_000_000 ? " (a quick run: 200,000)" : ""),
              count,
              Math.min(count, 200_000),
              n -> n,
              new Figure("bytes", "B"),
              new Figure("resident", "B"),
              new Figure("life", "ns")));
    }
  }

  private void start() {
    Figure time = new Figure("", "ms");
    rows.add(
        new Row(
            "hello",
            START,
            "millrace run of what has run before; Go: what is built",
            1,
            1,
            n -> 1,
            n -> 1,
            0,
            0,
            0,
            List.of(time)));
    rows.add(
        new Row(
            FROM_SOURCE,
            START,
            "the same beside go run",
            1,
            1,
            n -> 1,
            n -> 1,
            0,
            0,
            0,
            List.of(time)));
  }

  private void kernel(Row.Group group, String name, String description, int n, int quickN) {
    kernel(group, name, description, n, quickN, count -> count);
  }

  /** What must come out is what comes out here; Java and Go have to agree on it. */
  private void kernel(
      Row.Group group,
      String name,
      String description,
      int n,
      int quickN,
      IntToLongFunction operations) {
    IntToLongFunction expected =
        count -> EXPECTED.computeIfAbsent(name + " " + count, _ -> run(name, count));
    rows.add(timed(group, name, description, n, quickN, expected).operations(operations));
  }

  private static long run(String name, int n) {
    FiguresBody body = Objects.requireNonNull(KERNELS.get(name), name);
    try {
      return body.run(n, new Figures());
    } catch (Exception failure) {
      throw new IllegalStateException(name, failure);
    }
  }
}
