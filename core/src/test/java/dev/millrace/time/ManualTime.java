package dev.millrace.time;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A source of time that stands still until a test advances it.
 *
 * <p>What is scheduled runs on the thread that advances, each thing at its own moment, the earlier
 * first, with no lock held. A goroutine that sleeps or waits with a timeout is then awake, but may
 * not have gone on yet. Before advancing, {@link #awaitScheduled} waits until the others have gone
 * to sleep.
 */
public final class ManualTime implements TimeSource {
  private static final long PATIENCE_SECONDS = 60;

  /** Not far from where a long overflows: nobody may compare moments but by difference. */
  private static final long ORIGIN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Entry> entries = new ArrayList<>();
  private volatile long elapsed;

  /** A source that has not been advanced. */
  public ManualTime() {}

  /**
   * How long this source has been advanced.
   *
   * @return the sum of what {@link #advance} was given
   */
  public Duration elapsed() {
    return Duration.ofNanos(elapsed);
  }

  /**
   * Advances, and runs what is due on the way.
   *
   * @param d by how much
   */
  public void advance(Duration d) {
    long end = elapsed + d.toNanos();
    for (; ; ) {
      Entry next = pollDueBy(end);
      if (next == null) {
        return;
      }
      next.action.run();
    }
  }

  /**
   * Waits, in real time, until at least so many things are scheduled.
   *
   * @param n how many
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitScheduled(int n) throws InterruptedException {
    long nanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    lock.lock();
    try {
      while (entries.size() < n) {
        nanos = changed.awaitNanos(nanos);
        if (nanos <= 0) {
          fail("only " + entries.size() + " of " + n + " things scheduled");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many things are scheduled.
   *
   * @return a number that changes as others go to sleep and wake
   */
  public int scheduled() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry pollDueBy(long end) {
    lock.lock();
    try {
      Entry next =
          entries.stream()
              .min(Comparator.comparingLong(Entry::at))
              .filter(e -> e.at <= end)
              .orElse(null);
      if (next == null) {
        elapsed = Math.max(elapsed, end);
      } else {
        entries.remove(next);
        elapsed = Math.max(elapsed, next.at);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanoTime() {
    return ORIGIN + elapsed;
  }

  @Override
  public Instant instant() {
    return EPOCH.plusNanos(elapsed);
  }

  @Override
  public Alarm schedule(long nanoTime, Runnable action) {
    Entry entry = new Entry(nanoTime - ORIGIN, action);
    lock.lock();
    try {
      if (entry.at > elapsed) {
        entries.add(entry);
        changed.signalAll();
        return () -> remove(entry);
      }
    } finally {
      lock.unlock();
    }
    action.run();
    return () -> false;
  }

  private boolean remove(Entry entry) {
    lock.lock();
    try {
      return entries.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Identity counts, so no record. */
  private static final class Entry {
    final long at;
    final Runnable action;

    Entry(long at, Runnable action) {
      this.at = at;
      this.action = action;
    }

    long at() {
      return at;
    }
  }
}
