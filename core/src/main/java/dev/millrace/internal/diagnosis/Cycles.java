package dev.millrace.internal.diagnosis;

import dev.millrace.internal.Activity;
import dev.millrace.internal.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who waits for whom by locks, where that goes round.
 *
 * <p>Whoever waits for a lock waits for nothing else, so from each there goes one way at most, to
 * whoever has locked it. That is not always who will unlock it: any goroutine may, as in Go. So a
 * way round proves nothing by itself, and is only looked for among those of whom it is known that
 * nobody can wake them: in a total deadlock, and among the leaked.
 *
 * <p>Only those that have locked something can be in a cycle: so of a million that wait for one
 * mutex no more than its holder is kept.
 */
final class Cycles {
  /** So many are written. */
  private static final int MANY = 10;

  /** Somebody who waits for a lock that somebody has locked. */
  private record Waits(String who, String on, long holder) {}

  /** By the number of the thread. */
  private final Map<Long, Waits> waits = new TreeMap<>();

  private Cycles() {}

  /** Among goroutines of whom that is all there is. */
  static Cycles among(List<Snapshot> gone) {
    Cycles cycles = new Cycles();
    Set<Long> holders = new HashSet<>();
    gone.forEach(s -> holders.add(s.holder()));
    cycles.add(gone, holders);
    return cycles;
  }

  /** Among all goroutines that there are, and others. */
  static Cycles among(List<Snapshot> gone, List<Thread> others) {
    Cycles cycles = new Cycles();
    Set<Long> holders = new HashSet<>();
    gone.forEach(s -> holders.add(s.holder()));
    Registry.forEach(g -> holders.add(Activity.of(g.thread()).holder()));
    others.forEach(t -> holders.add(Activity.of(t).holder()));
    cycles.add(gone, holders);
    Holders names = new Holders();
    names.add(gone);
    Registry.forEach(g -> cycles.add(g.thread(), g.toString(), holders, names));
    others.forEach(t -> cycles.add(t, Holders.name(t), holders, names));
    return cycles;
  }

  private void add(List<Snapshot> gone, Set<Long> holders) {
    for (Snapshot s : gone) {
      if (s.holder() != 0 && holders.contains(s.thread())) {
        String on = s.waitsOn().isEmpty() ? "a lock" : s.waitsOn().getFirst();
        waits.put(s.thread(), new Waits("goroutine " + s.id(), on, s.holder()));
      }
    }
  }

  private void add(Thread t, String who, Set<Long> holders, Holders names) {
    if (holders.contains(t.threadId())) {
      Activity activity = Activity.of(t);
      if (activity.holder() != 0) {
        String on = Places.describe(activity.places().getFirst(), names);
        waits.put(t.threadId(), new Waits(who, on, activity.holder()));
      }
    }
  }

  /** Each as those who are in it, one after the other. */
  private List<List<Waits>> find() {
    List<List<Waits>> cycles = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (long start : waits.keySet()) {
      List<Long> way = new ArrayList<>();
      long thread = start;
      while (waits.containsKey(thread) && seen.add(thread)) {
        way.add(thread);
        thread = waits.get(thread).holder;
      }
      int from = way.indexOf(thread);
      if (from >= 0) {
        cycles.add(way.subList(from, way.size()).stream().map(waits::get).toList());
      }
    }
    return cycles;
  }

  /** Writes a paragraph each. */
  void writeTo(Appendable out) throws IOException {
    List<List<Waits>> cycles = find();
    for (List<Waits> cycle : cycles.subList(0, Math.min(cycles.size(), MANY))) {
      write(cycle, out);
      out.append('\n');
    }
    if (cycles.size() > MANY) {
      out.append(more(cycles.size() - MANY)).append("\n\n");
    }
  }

  private static void write(List<Waits> cycle, Appendable out) throws IOException {
    out.append(
        cycle.size() == 1
            ? "cycle: it waits for what it has locked itself\n"
            : "cycle: each waits for what the next one has locked\n");
    for (Waits w : cycle) {
      out.append('\t').append(w.who).append(" waits for ").append(w.on).append('\n');
    }
  }

  private static String more(int n) {
    return "cycle: and " + n + (n == 1 ? " more" : " more of them");
  }

  /** All, without empty lines between. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    try {
      writeTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().replace("\n\n", "\n");
  }
}
