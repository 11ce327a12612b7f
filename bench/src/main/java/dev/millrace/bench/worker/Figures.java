package dev.millrace.bench.worker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run has measured, by name. */
public final class Figures {
  private final Map<String, Double> values = new LinkedHashMap<>();

  public void put(String name, double value) {
    values.put(name, value);
  }

  /** Puts the percentiles of latencies that were measured in nanoseconds, in microseconds. */
  public void latencies(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    put("p50", percentile(sorted, 0.5));
    put("p99", percentile(sorted, 0.99));
    put("p99.9", percentile(sorted, 0.999));
  }

  private static double percentile(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * sorted.length))] / 1e3;
  }

  /** Puts what so many of something took to start, to wake and to end, in nanoseconds each. */
  public void lifecycle(int n, long start, long wake, long end) {
    put("start", (double) start / n);
    put("wake", (double) wake / n);
    put("end", (double) end / n);
  }

  /**
   * Puts what an item took of so many that were worked on side by side, and one after the other.
   */
  public void sideBySide(int items, long serial, long parallel) {
    put("item", parallel / 1e3 / items);
    put("of-serial", (double) parallel / serial);
  }

  public Map<String, Double> values() {
    return values;
  }

  /** As the answer to a round ends: a blank, a name, {@code =} and a value each. */
  String text() {
    return values.entrySet().stream()
        .map(figure -> String.format(Locale.ROOT, " %s=%.6g", figure.getKey(), figure.getValue()))
        .collect(Collectors.joining());
  }
}
