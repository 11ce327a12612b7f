package dev.millrace.race.instrument;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A bit of everything that is rewritten: what the rewriting of it needs has been loaded before the
 * program's first class comes.
 */
final class Sample {
  private static final Map<String, Object> ALL = new HashMap<>();
  private static long count;
  private volatile boolean seen;
  private int[] elements;
  private double size;

  Sample(int[] elements) {
    this.elements = elements;
  }

  synchronized int sum(List<String> names) throws InterruptedException {
    int sum = 0;
    for (int i = 0; i < elements.length; i++) {
      elements[i]++;
      sum += elements[i];
    }
    for (String name : names) {
      ALL.put(name, this);
    }
    while (!seen) {
      wait(1);
    }
    return sum;
  }

  double next(Runnable action) {
    synchronized (this) {
      try {
        action.run();
        return size += 0.5;
      } catch (IllegalStateException e) {
        return 0;
      }
    }
  }

  static Runnable task(List<String> names) {
    return names::clear;
  }

  static long count() {
    return count++;
  }
}
