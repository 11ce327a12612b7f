package dev.millrace.internal.diagnosis;

import dev.millrace.internal.G;
import dev.millrace.internal.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names for those who have locked something. A lock knows them by the number of their thread, which
 * costs it nothing and keeps nobody alive; whose that is is looked up for a report, once for all of
 * it and only where somebody waits for a lock.
 *
 * <p>It holds all goroutines, so it must be gone before the collector is asked about any.
 */
final class Holders {
  private final Map<Long, String> gone = new HashMap<>();
  private @Nullable List<G> byThread;

  /** Some that are no more, and may still have something locked. */
  void add(List<Snapshot> some) {
    some.forEach(s -> gone.put(s.thread(), "goroutine " + s.id()));
  }

  String name(long thread) {
    String known = gone.get(thread);
    if (known != null) {
      return known;
    }
    List<G> all = byThread;
    if (all == null) {
      byThread = all = new ArrayList<>(Registry.size());
      Registry.forEach(all::add);
      all.sort(Comparator.comparingLong(Holders::number));
    }
    int from = 0;
    int to = all.size() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      long number = number(all.get(middle));
      if (number == thread) {
        return all.get(middle).toString();
      }
      if (number < thread) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    for (Thread t : platformThreads()) {
      if (t != null && t.threadId() == thread) {
        return name(t);
      }
    }
    return "thread #" + thread + " (no goroutine, or one that has ended)";
  }

  static String name(Thread t) {
    return "thread \"" + t.getName() + "\"";
  }

  private static long number(G g) {
    return g.thread().threadId();
  }

  /** With nulls behind the last one. */
  static @Nullable Thread[] platformThreads() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    @Nullable Thread[] threads = new Thread[root.activeCount() + 16];
    root.enumerate(threads, true);
    return threads;
  }
}
