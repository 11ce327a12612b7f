package dev.millrace.internal.diagnosis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leaked goroutines by the place where they wait: what a program tells at its end. */
public final class LeakReport {
  /** What leaks have in common that are told in one line. */
  private record Site(String state, @Nullable StackTraceElement at, String created, boolean kept) {}

  private final Map<Site, Integer> sites = new LinkedHashMap<>();
  private final List<Snapshot> lockers = new ArrayList<>();

  /** Makes one of nothing. */
  public LeakReport() {}

  /**
   * Adds what was found.
   *
   * @param leaked by one search
   */
  public synchronized void add(List<LeakProof.Leaked> leaked) {
    for (LeakProof.Leaked l : leaked) {
      Snapshot s = l.snapshot();
      StackTraceElement at =
          s.stack().stream()
              .filter(frame -> !frame.getClassName().startsWith("dev.millrace."))
              .findFirst()
              .orElse(s.stack().isEmpty() ? null : s.stack().getFirst());
      String created = s.site() == null ? "" : "created by " + s.site();
      if (s.holder() != 0) {
        lockers.add(s);
      }
      sites.merge(new Site(s.state(), at, created, l.kept()), 1, Integer::sum);
    }
  }

  /**
   * Whether nothing was found.
   *
   * @return whether there is nothing to tell
   */
  public synchronized boolean isEmpty() {
    return sites.isEmpty();
  }

  /**
   * A line a place, a few for each cycle of locks, and how many there are in all.
   *
   * @return lines
   */
  public synchronized String summary() {
    StringBuilder text = new StringBuilder();
    int all = 0;
    for (Map.Entry<Site, Integer> e : sites.entrySet()) {
      Site site = e.getKey();
      all += e.getValue();
      text.append("leaked: ").append(goroutines(e.getValue()));
      text.append(" [").append(site.state).append(']');
      if (site.at != null) {
        text.append(" at ").append(DumpText.frame(site.at));
      }
      if (!site.created.isEmpty()) {
        text.append(", ").append(site.created);
      }
      if (site.kept) {
        text.append(" (only other leaked goroutines could wake it)");
      }
      text.append('\n');
    }
    text.append(Cycles.among(lockers));
    text.append("leaked: ").append(goroutines(all)).append(" in all, which nothing can wake\n");
    return text.toString();
  }

  private static String goroutines(int n) {
    return n + (n == 1 ? " goroutine" : " goroutines");
  }

  /**
   * As in a dump, a paragraph each, and one for each cycle of locks.
   *
   * @param leaked by one search
   * @return paragraphs
   */
  public static String inFull(List<LeakProof.Leaked> leaked) {
    StringBuilder text = new StringBuilder();
    DumpText dump = new DumpText(text);
    try {
      for (LeakProof.Leaked l : leaked) {
        dump.write(l);
      }
      Cycles.among(leaked.stream().map(LeakProof.Leaked::snapshot).toList()).writeTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
