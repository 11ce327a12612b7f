package dev.millrace.bench;

import static dev.millrace.bench.Row.Group.CHANNELS;
import static dev.millrace.bench.Row.Group.SCALE;
import static dev.millrace.bench.Row.timed;

import dev.millrace.bench.worker.Elements;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All rows, in the order of the table. */
final class Rows {
  private static final int THOUSANDS = 10_000;

  private final List<Row> rows = new ArrayList<>();

  private Rows() {}

  static List<Row> all() {
    Rows all = new Rows();
    all.channels();
    all.carriers();
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
      int n = capacity == 0 ? 100 : 500;
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
      int n = capacity == 0 ? 100 : 500;
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

  private void carriers() {
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
