package dev.millrace.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All goroutines that have started and not ended: what dumps and the search for leaks go through.
 *
 * <p>Doubly linked lists through the goroutines themselves, so that to start one allocates nothing
 * for it; one list a shard, so that those who start goroutines at the same time rarely meet.
 *
 * <p>Invariants, under the shard's lock:
 *
 * <ul>
 *   <li>{@code linked} says whether a goroutine is in the list of its shard, which its number
 *       chooses.
 *   <li>It is in there from before its first step, as long as it has not ended, unless {@link
 *       #withdraw} took it out, to see whether anybody else holds it; {@link #restore} undoes that.
 *   <li>Its end is marked before it is removed. So one that ended while it was out is not restored.
 *   <li>Between {@link #noteEnds} and {@link #forgetEnds} the numbers of those that end are kept:
 *       they are gone as well, but not leaked. That this has begun is read under the lock; so of
 *       whoever is shown by {@link #forEach} afterwards no end goes unnoticed.
 * </ul>
 */
public final class Registry {
  private static final int SHARDS = 64; // a power of two

  /** So many goroutines with consecutive numbers, of one creator most likely, share a shard. */
  static final int CONSECUTIVE = 16;

  /** The numbers of those that have ended, while they are noted. */
  private static final Set<Long> ENDED = ConcurrentHashMap.newKeySet();

  private static volatile boolean noting;

  private static final Shard[] ALL = new Shard[SHARDS];

  static {
    for (int i = 0; i < SHARDS; i++) {
      ALL[i] = new Shard();
    }
  }

  private Registry() {}

  private static final class Shard {
    final SpinLock lock = new SpinLock();
    @Nullable G first;
    int size;
  }

  private static Shard shard(G g) {
    return ALL[(int) (g.id() / CONSECUTIVE) & (SHARDS - 1)];
  }

  static void add(G g) {
    Shard s = shard(g);
    s.lock.lock();
    try {
      link(s, g);
    } finally {
      s.lock.unlock();
    }
  }

  static void remove(G g) {
    boolean note;
    Shard s = shard(g);
    s.lock.lock();
    try {
      if (g.linked) {
        unlink(s, g);
      }
      note = noting;
    } finally {
      s.lock.unlock();
    }
    if (note) {
      ENDED.add(g.id());
    }
  }

  public static void noteEnds() {
    noting = true;
  }

  /** Whether a goroutine has ended since they are noted. */
  public static boolean hasEnded(long id) {
    return ENDED.contains(id);
  }

  public static void forgetEnds() {
    noting = false;
    ENDED.clear();
  }

  /** Takes a goroutine out though it has not ended; false if it is not there. */
  public static boolean withdraw(G g) {
    Shard s = shard(g);
    s.lock.lock();
    try {
      boolean there = g.linked;
      if (there) {
        unlink(s, g);
      }
      return there;
    } finally {
      s.lock.unlock();
    }
  }

  /** Puts a withdrawn goroutine back, unless it has ended. */
  public static void restore(G g) {
    Shard s = shard(g);
    s.lock.lock();
    try {
      if (!g.linked && g.isAlive()) {
        link(s, g);
      }
    } finally {
      s.lock.unlock();
    }
  }

  private static void link(Shard s, G g) {
    G f = s.first;
    g.next = f;
    if (f != null) {
      f.prev = g;
    }
    s.first = g;
    g.linked = true;
    s.size++;
  }

  private static void unlink(Shard s, G g) {
    G p = g.prev;
    G n = g.next;
    if (p == null) {
      s.first = n;
    } else {
      p.next = n;
    }
    if (n != null) {
      n.prev = p;
    }
    g.prev = null;
    g.next = null;
    g.linked = false;
    s.size--;
  }

  /** How many there are, at about this moment. */
  public static int size() {
    int size = 0;
    for (Shard s : ALL) {
      s.lock.lock();
      size += s.size;
      s.lock.unlock();
    }
    return size;
  }

  /**
   * Shows all goroutines that were there throughout, and of those that came or ended meanwhile
   * some. Only the references of one shard are copied at a time, and no lock is held while they are
   * shown.
   */
  public static void forEach(Consumer<G> action) {
    List<G> some = new ArrayList<>();
    for (Shard s : ALL) {
      // Memory is asked for without the lock.
      ((ArrayList<G>) some).ensureCapacity(s.size + CONSECUTIVE);
      s.lock.lock();
      try {
        for (G g = s.first; g != null; g = g.next) {
          some.add(g);
        }
      } finally {
        s.lock.unlock();
      }
      some.forEach(action);
      some.clear();
    }
  }

  /** Whether something holds for one of them at least; those that {@link #forEach} shows. */
  public static boolean anyMatch(Predicate<G> condition) {
    boolean[] found = {false};
    forEach(g -> found[0] = found[0] || condition.test(g));
    return found[0];
  }
}
