package dev.millrace.internal.diagnosis;

import dev.millrace.internal.G;
import dev.millrace.internal.Recording;
import dev.millrace.internal.Registry;
import dev.millrace.internal.scheduler.Scheduler;
import dev.millrace.internal.scheduler.Stall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that names goroutines which hold their carrier for too long.
 *
 * <p>The scheduler's monitor sees that a slice is long, as it does for its own sake; which
 * goroutine that is, and what it is doing, is found out here, so that the monitor is not kept.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A stall is told once, and not at all if it is over before its stack has been read: the
 *       report is of what the goroutine did during the stall, or there is none.
 *   <li>While there is nothing to tell this thread counts for nobody: it is {@linkplain #isIdle
 *       idle} only if the queue is empty and the last report has been handed over.
 * </ul>
 */
public final class StallWatch extends Thread {
  private final Queue<Stall> seen = new ConcurrentLinkedQueue<>();
  private final Consumer<? super String> action;
  private volatile boolean busy;

  private StallWatch(Consumer<? super String> action) {
    super(null, null, "millrace-stalls", 0, false);
    this.action = action;
    setDaemon(true);
  }

  /**
   * Begins to look.
   *
   * @param nanos how long is too long
   * @param action what to do with a report, on a thread that does nothing else
   */
  public static void start(long nanos, Consumer<? super String> action) {
    StallWatch watch = new StallWatch(action);
    watch.start();
    Scheduler.whenStalled(nanos, watch::add);
  }

  private void add(Stall stall) {
    seen.add(stall);
    LockSupport.unpark(this);
  }

  /** Whether a thread is one of these, and has nothing to do. */
  static boolean isIdle(Thread t) {
    return t instanceof StallWatch watch && watch.seen.isEmpty() && !watch.busy;
  }

  @Override
  public void run() {
    for (; ; ) {
      busy = true;
      Stall stall = seen.poll();
      if (stall == null) {
        busy = false;
        LockSupport.park(this);
        continue;
      }
      String report = report(stall);
      if (report != null) {
        try {
          action.accept(report);
        } catch (RuntimeException | Error e) { // the next stall is to be told all the same
          getUncaughtExceptionHandler().uncaughtException(this, e);
        }
      }
    }
  }

  /** Null if it is over, or no goroutine's. */
  private static @Nullable String report(Stall stall) {
    Snapshot s = find(stall);
    long nanos = stall.nanos();
    if (s == null || !stall.lasts()) {
      return null;
    }
    if (Recording.isOn()) {
      Findings.record(s, nanos);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    StringBuilder text = new StringBuilder("stalled: goroutine ").append(s.id());
    text.append(" has held its carrier for ").append(millis).append(" ms\n\n");
    try {
      new DumpText(text).write(s);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static @Nullable Snapshot find(Stall stall) {
    G[] found = new G[1];
    Registry.forEach(g -> {
      if (stall.isOf(g.thread())) {
        found[0] = g;
      }
    });
    return found[0] == null ? null : Snapshot.of(found[0], new Holders());
  }
}
