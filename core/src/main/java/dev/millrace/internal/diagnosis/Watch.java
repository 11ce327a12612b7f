package dev.millrace.internal.diagnosis;

import dev.millrace.internal.scheduler.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that looks for total deadlocks, and for leaks if asked to, in a program that {@code
 * millrace run} has started.
 *
 * <p>It sleeps until the scheduler says that nothing has run for a moment. If then all goroutines
 * are asleep there are two proofs that they will not wake:
 *
 * <ul>
 *   <li>there is nobody else, as {@link Stillness} says;
 *   <li>the first goroutine, which is the program, is leaked, as {@link LeakProof} says. That holds
 *       whoever else may be there, but costs a collection; so it is tried later and later as long
 *       as it does not hold.
 * </ul>
 *
 * <p>Idle stays idle: after a look that came to nothing it waits for the scheduler again, and while
 * somebody sleeps, waits for time or for a socket it does not look at all.
 */
public final class Watch extends Thread {
  /** Between a proof and the next one when somebody else is there, at first. */
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);

  /** The goroutine that runs main. */
  private static final long MAIN = 1;

  /** Who is told. */
  public interface Listener {
    /**
     * The program is stuck; called once.
     *
     * @param report what Go would print
     */
    void deadlock(String report);

    /**
     * Goroutines are leaked.
     *
     * @param leaked those found now
     */
    void leaks(List<LeakProof.Leaked> leaked);
  }

  private final Listener listener;
  private final long period;
  private volatile boolean settled;

  private long pause = FIRST_PAUSE;
  private long nextProof;
  private long nextLook;
  private long lookedAt = -1;

  /**
   * Makes one that is still to be started.
   *
   * @param listener who is told, on this thread
   * @param period between two searches for leaks, in nanoseconds; 0 for none
   */
  public Watch(Listener listener, long period) {
    super(null, null, "millrace-watch", 0, false);
    this.listener = listener;
    this.period = period;
    setDaemon(true);
  }

  @Override
  public synchronized void start() {
    super.start();
    Scheduler.whenSettled(() -> {
      settled = true;
      LockSupport.unpark(this);
    });
  }

  @Override
  public void run() {
    long nextSearch = System.nanoTime() + period;
    for (; ; ) {
      long until = period == 0 ? Long.MAX_VALUE : nextSearch - System.nanoTime();
      if (!settled) {
        if (nextLook != 0) {
          LockSupport.parkNanos(this, Math.min(until, nextLook - System.nanoTime()));
        } else if (period != 0) {
          LockSupport.parkNanos(this, until);
        } else {
          LockSupport.park(this);
        }
      }
      if (settled || (nextLook != 0 && System.nanoTime() - nextLook >= 0)) {
        settled = false;
        nextLook = 0;
        if (look()) {
          return;
        }
      }
      if (period != 0 && System.nanoTime() - nextSearch >= 0) {
        search();
        nextSearch = System.nanoTime() + period;
      }
    }
  }

  private void search() {
    List<LeakProof.Leaked> leaked = LeakProof.run(true).leaked();
    if (!leaked.isEmpty()) {
      listener.leaks(leaked);
    }
  }

  /** Whether a deadlock was found. */
  private boolean look() {
    List<Long> before = Stillness.waits();
    if (before == null || before.isEmpty()) {
      return false;
    }
    Set<Thread> ours = Set.of(this);
    boolean alone = Stillness.alive(ours) == null;
    long now = System.nanoTime();
    if (!alone) {
      long asleep = Scheduler.stillness();
      if (asleep != lookedAt) {
        lookedAt = asleep;
        pause = FIRST_PAUSE;
        nextProof = now + pause;
      }
      if (now - nextProof < 0) {
        nextLook = nextProof;
        return false;
      }
      pause = Math.min(4 * pause, LONGEST_PAUSE);
    }
    String report = report();
    LeakProof.Result proof = LeakProof.run(false);
    boolean stuck = proof.leaked().stream().anyMatch(leaked -> leaked.snapshot().id() == MAIN);
    if (!stuck && alone) {
      // The proof's own goroutine has run, so the carriers have to come to rest again.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      stuck = isUnchanged(before, proof) && Stillness.alive(ours) == null;
    }
    if (stuck) {
      listener.deadlock(report);
      return true;
    }
    if (!proof.leaked().isEmpty()) {
      listener.leaks(proof.leaked());
    }
    if (!alone) {
      lookedAt = Scheduler.stillness();
      nextProof = System.nanoTime() + pause;
      nextLook = nextProof;
    }
    return false;
  }

  /** Whether all still wait for the same, but for those that are gone. */
  private static boolean isUnchanged(List<Long> before, LeakProof.Result proof) {
    List<Long> after = Stillness.waits();
    if (after == null) {
      return false;
    }
    List<Long> expected = new ArrayList<>(before);
    Set<Long> gone =
        Set.copyOf(proof.leaked().stream().map(leaked -> leaked.snapshot().id()).toList());
    expected.removeIf(wait -> gone.contains(wait >>> 32));
    return after.equals(expected);
  }

  private static String report() {
    StringBuilder text =
        new StringBuilder("fatal error: all goroutines are asleep - deadlock!\n\n");
    try {
      new DumpText(text).writeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
