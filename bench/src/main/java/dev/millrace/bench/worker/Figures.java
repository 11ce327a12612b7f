package dev.millrace.bench.worker;

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
