package dev.millrace.bench;

import static dev.millrace.bench.Row.Group.CHANNELS;
import static dev.millrace.bench.Row.Group.CROSSBEAM;
import static dev.millrace.bench.Row.Group.LATENCY;
import static dev.millrace.bench.Row.Group.SCALE;
import static dev.millrace.bench.Row.Group.SELECT;
import static dev.millrace.bench.Row.Group.SYNC;
import static dev.millrace.bench.Row.Group.WORK;
import static dev.millrace.bench.Row.measured;
import static dev.millrace.bench.Row.timed;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Work.TWO_MICROS;
import static dev.millrace.bench.worker.Work.work;

import dev.millrace.bench.worker.Elements;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** All rows, in the order of the table. */
final class Rows {
  private static final int THOUSANDS = 10_000;

  private final List<Row> rows = new ArrayList<>();

  private Rows() {}

  static List<Row> all() {
    Rows all = new Rows();
    all.channels();
    all.select();
    all.crossbeam();
    all.sync();
    all.scale();
    all.latency();
    all.parallelWork();
    return List.copyOf(all.rows);
  }

  private void channels() {
    rows.add(
        timed(
                CHANNELS,
                "rendezvous",
                "an element from one sender to one receiver, unbuffered",
                200_000,
                20_000,
                Elements::sum)
            .switches(1, 2));
    for (int capacity : new int[] {16, 100}) {
      rows.add(
          timed(
              CHANNELS,
              "buffered-" + capacity,
              "an element from one sender to one receiver, buffer of " + capacity,
              1_000_000,
              100_000,
              Elements::sum));
    }
    for (int capacity : new int[] {0, 16, 100, 1000}) {
      rows.add(
          timed(
              CHANNELS,
              "four-to-four-" + capacity,
              "an element from one of four senders to one of four receivers, buffer of " + capacity,
              200_000,
              20_000,
              n -> 4 * Elements.sum(n / 4)));
    }
    rows.add(
        timed(
            CHANNELS,
            "uncontended",
            "a send and a receive by the same goroutine, buffer of 128",
            2_000_000,
            200_000,
            Elements::sum));
    rows.add(
        timed(
                CHANNELS,
                "ping-pong",
                "an element to another goroutine and back, unbuffered",
                100_000,
                10_000,
                Elements::sum)
            .switches(2, 2));
    rows.add(
        timed(
            CHANNELS,
            "spawn",
            "a goroutine started and waited for with all others",
            200_000,
            20_000,
            n -> n));
    rows.add(
        timed(
                CHANNELS,
                "spawn-result",
                "a goroutine started and its result awaited, one after another",
                50_000,
                5_000,
                Elements::sum)
            .switches(2, 2));
    rows.add(
        new Row(
            "sieve",
            CHANNELS,
            "the prime sieve's first 500 primes",
            SIEVE,
            SIEVE,
            n -> 1,
            Rows::sumOfPrimes,
            crossings(SIEVE),
            500,
            0,
            List.of(new Figure("", "ms"))));
    for (int capacity : new int[] {0, 16, 100}) {
      int n = capacity == 0 ? 50 : 500;
      Row row =
          timed(
                  CHANNELS,
                  "chain-" + capacity,
                  "an element handed on by one of 10,000 stages in a row, buffers of " + capacity,
                  n,
                  n / 10,
                  Elements::sum)
              .operations(each -> each * (long) THOUSANDS);
      rows.add(capacity == 0 ? row.switches(1, THOUSANDS) : row);
    }
    for (int capacity : new int[] {0, 16, 100}) {
      int n = capacity == 0 ? 50 : 500;
      Row row =
          timed(
                  CHANNELS,
                  "pairs-" + capacity,
                  "an element within one of 10,000 pairs at once, buffers of " + capacity,
                  n,
                  n / 10,
                  each -> THOUSANDS * Elements.sum(each))
              .operations(each -> each * (long) THOUSANDS);
      rows.add(capacity == 0 ? row.switches(1, 2 * THOUSANDS) : row);
    }
  }

  private void select() {
    rows.add(
        timed(
            SELECT,
            "select-two",
            "an element from one of two senders, by a select over both channels, unbuffered",
            100_000,
            10_000,
            n -> 2 * Elements.sum(n / 2)));
    rows.add(
        timed(
            SELECT,
            "select-default",
            "a select over two empty channels with a default",
            2_000_000,
            200_000,
            n -> n));
    rows.add(
        timed(
            SELECT,
            "select-ready",
            "a send, and a select over two channels of which one is ready",
            1_000_000,
            100_000,
            Elements::sum));
    for (int cases : new int[] {2, 16, 64}) {
      rows.add(
          timed(
              SELECT,
              "select-of-" + cases,
              "a send, and a select over " + cases + " channels of which one is ready, in turn",
              200_000,
              20_000,
              Elements::sum));
    }
    rows.add(
        timed(
            SELECT,
            "select-timeout",
            "an element from a sender, or a timeout of a minute, which does not fire",
            100_000,
            10_000,
            Elements::sum));
  }

  private void crossbeam() {
    IntToLongFunction four = n -> 4 * Elements.sum(n / 4);
    for (String capacity : List.of("n", "unbounded")) {
      rows.add(
          timed(
              CROSSBEAM,
              "sequential-" + capacity,
              "a send, and later a receive, by the same goroutine; capacity " + capacity,
              200_000,
              20_000,
              Elements::sum));
    }
    for (String capacity : List.of("0", "1", "n", "unbounded")) {
      String end = "; capacity " + capacity;
      Row oneToOne =
          timed(
              CROSSBEAM,
              "one-to-one-" + capacity,
              "an element from one sender to one receiver" + end,
              200_000,
              20_000,
              Elements::sum);
      rows.add(capacity.equals("0") ? oneToOne.switches(1, 2) : oneToOne);
      rows.add(
          timed(
              CROSSBEAM,
              "many-to-one-" + capacity,
              "an element from one of four senders to one receiver" + end,
              200_000,
              20_000,
              four));
      rows.add(
          timed(
              CROSSBEAM,
              "many-to-many-" + capacity,
              "an element from one of four senders to one of four receivers" + end,
              200_000,
              20_000,
              four));
      rows.add(
          timed(
              CROSSBEAM,
              "select-receive-" + capacity,
              "an element from four senders with a channel each, by a select over all" + end,
              200_000,
              20_000,
              four));
      rows.add(
          timed(
              CROSSBEAM,
              "select-both-" + capacity,
              "an element from a select over four sends to a select over four receives" + end,
              200_000,
              20_000,
              four));
    }
  }

  private void sync() {
    rows.add(
        timed(
            SYNC,
            "mutex-uncontended",
            "a lock and an unlock of a mutex that nobody else wants",
            2_000_000,
            200_000,
            n -> n));
    rows.add(
        timed(
            SYNC,
            "mutex-contended",
            "a lock and an unlock of a mutex that eight goroutines want",
            200_000,
            20_000,
            n -> n));
    rows.add(
        timed(
            SYNC,
            "rw-mutex-uncontended",
            "a read lock and its unlock, which nobody else wants",
            2_000_000,
            200_000,
            n -> n));
    rows.add(
        timed(
            SYNC,
            "rw-mutex-contended",
            "a lock and an unlock by one of eight goroutines; one of ten writes",
            200_000,
            20_000,
            n -> n));
    rows.add(
        timed(
                SYNC,
                "wait-group",
                "one of a hundred goroutines started, done and waited for together",
                1_000,
                100,
                n -> 100L * n)
            .operations(n -> 100L * n));
    rows.add(
        timed(
                SYNC,
                "context-cancel",
                "one of 1,011 contexts of a tree made and, by its root, cancelled",
                200,
                20,
                n -> 1_000L * n)
            .operations(n -> 1_011L * n));
    rows.add(
        measured(
            SYNC,
            "timers-pending",
            "a million timers of an hour at once (a quick run: 100,000); each started, its memory,"
                + " stopped",
            1_000_000,
            100_000,
            n -> n,
            new Figure("start", "ns"),
            new Figure("bytes", "B"),
            new Figure("stop", "ns")));
    rows.add(
        measured(
            SYNC,
            "ticker",
            "how far apart two ticks of a millisecond's ticker are from that",
            500,
            100,
            n -> n,
            latencies()));
  }

  private void scale() {
    rows.add(
        measured(
            SCALE,
            "scale-1",
            "a goroutine that waits, woken, ended",
            1,
            1,
            n -> n,
            lifecycle(false)));
    for (int count : new int[] {1_000, 100_000, 1_000_000}) {
      rows.add(
          measured(
              SCALE,
              "scale-" + count,
              String.format(
                  Locale.ROOT,
                  "one of %,d goroutines that wait at once%s: started, its memory, woken, ended",
                  count,
                  count == 1_000_000 ? " (a quick run: 200,000)" : ""),
              count,
              Math.min(count, 200_000),
              n -> n,
              lifecycle(count >= 100_000)));
    }
    rows.add(
        measured(
            SCALE,
            "units-8",
            "one that can run beside others: one of 8,000 goroutines; in Node.js one of 8 worker"
                + " threads",
            8,
            8,
            n -> n,
            lifecycle(true)));
    for (int carriers : new int[] {1, 2, 4, 8}) {
      rows.add(
          timed(
                  SCALE,
                  "carriers-" + carriers,
                  "an element within one of 100 pairs, buffers of 16, on " + carriers + " carriers",
                  2_000,
                  200,
                  n -> 100 * Elements.sum(n))
              .operations(n -> 100L * n)
              .carriers(carriers));
    }
  }

  /** So few that the collector would hardly see them have no bytes. */
  private static Figure[] lifecycle(boolean bytes) {
    List<Figure> figures =
        new ArrayList<>(
            List.of(new Figure("start", "ns"), new Figure("wake", "ns"), new Figure("end", "ns")));
    if (bytes) {
      figures.add(new Figure("bytes", "B"));
    }
    return figures.toArray(Figure[]::new);
  }

  private static Figure[] latencies() {
    return new Figure[] {
      new Figure("p50", "µs"), new Figure("p99", "µs"), new Figure("p99.9", "µs")
    };
  }

  private void latency() {
    rows.add(
        measured(
            LATENCY,
            "handoff-busy",
            "from when a message, one a millisecond, is due until it is received, all carriers busy"
                + " with others",
            1_000,
            200,
            n -> n,
            latencies()));
    rows.add(
        measured(
            LATENCY,
            "longest-wait-hogs",
            "the longest wait of one that could run, beside a hog a carrier that computes for 100"
                + " ms",
            5,
            1,
            n -> n,
            new Figure("longest", "µs")));
    rows.add(
        measured(
            LATENCY,
            "longest-wait-ping-pong",
            "the longest wait of one that could run, beside a pair a carrier that plays ping-pong",
            500,
            100,
            n -> n,
            new Figure("longest", "µs")));
    rows.add(
        measured(
            LATENCY,
            "cpu-trickle",
            "CPU that a message a millisecond takes",
            1_000,
            200,
            Elements::sum,
            new Figure("cpu", "%")));
    rows.add(
        measured(
            LATENCY,
            "cpu-parked",
            "CPU that 10,000 parked goroutines take",
            1_000,
            200,
            n -> n,
            new Figure("cpu", "%")));
  }

  private void parallelWork() {
    Figure[] figures = {new Figure("item", "µs"), new Figure("of-serial", "×")};
    rows.add(
        measured(
            WORK,
            "work-pairs",
            "10,000 goroutines in pairs, 2 µs of work before each send; and as part of the time"
                + " that one alone takes",
            20,
            4,
            n ->
                2
                    * 5_000
                    * IntStream.range(0, n).mapToLong(i -> work(element(i), TWO_MICROS)).sum(),
            figures));
    for (int micros : new int[] {2, 20}) {
      int steps = micros / 2 * TWO_MICROS;
      rows.add(
          measured(
              WORK,
              "work-stages-" + micros + "us",
              "a producer and a consumer with "
                  + micros
                  + " µs of work each; and as part of the time of one after the other",
              20_000 / micros,
              2_000 / micros,
              n ->
                  2
                      * IntStream.range(0, n)
                          .mapToLong(i -> work(work(element(i), steps), steps))
                          .sum(),
              figures));
    }
  }

  /** One more than the 500th prime. */
  private static final int SIEVE = 3572;

  private static IntStream primes(int below) {
    return IntStream.range(2, below).filter(i -> smallestDivisor(i) == i);
  }

  private static int smallestDivisor(int i) {
    return IntStream.rangeClosed(2, i).filter(d -> i % d == 0).findFirst().orElse(i);
  }

  static long sumOfPrimes(int below) {
    return primes(below).asLongStream().sum();
  }

  /**
   * How many elements go through the channels of the sieve: every number goes through the first,
   * and then through one more for each prime that does not divide it, up to the one that does.
   */
  static long crossings(int below) {
    int[] primes = primes(below).toArray();
    long crossings = 0;
    for (int i = 2; i < below; i++) {
      for (int prime : primes) {
        crossings++;
        if (i % prime == 0) {
          break;
        }
      }
    }
    return crossings;
  }
}
