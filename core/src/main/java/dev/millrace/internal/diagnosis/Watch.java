package dev.millrace.internal.diagnosis;

import dev.millrace.internal.Recording;
import dev.millrace.internal.WaitReason;
import dev.millrace.internal.scheduler.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks for total deadlocks, and for leaks if asked to.
 *
 * <p>It sleeps until the scheduler says that nothing has run for a moment, and looks. Whoever is
 * awake then may fall asleep later without a word to the scheduler; so it looks again, later and
 * later as long as nothing runs: what it finds is never older than the silence before it.
 *
 * <p>There are two proofs that goroutines which are all asleep will not wake:
 *
 * <ul>
 *   <li>nobody else could ever act, as {@link Stillness} says;
 *   <li>nobody else is awake, and the first goroutine, which is the program, is leaked, as {@link
 *       LeakProof} says. That costs a collection, so it is tried more and more rarely as long as it
 *       does not hold, and only in a program that {@code millrace run} has started. It says nothing
 *       of one who means to wait for ever: {@code select()} without cases keeps a program going
 *       that lives on what it has registered with the JVM.
 * </ul>
 */
public final class Watch extends Thread {
  private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_LOOK = TimeUnit.MINUTES.toNanos(1);

  /** Between a proof and the next one, at first. */
  private static final long FIRST_PROOF = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long LAST_PROOF = TimeUnit.HOURS.toNanos(1);

  /** Where goroutines have run since the last proof, the next one comes so soon at the latest. */
  private static final long BUSY_PROOF = TimeUnit.MINUTES.toNanos(1);

  /** Of all time, proofs may take one part in so many. */
  private static final int SHARE = 100;

  private static final long UNKNOWN = -1;

  /** The goroutine that runs main. */
  private static final long MAIN = 1;

  /** What proofs took of a program that loses many goroutines is not all kept for a report. */
  private static final int MANY = 10_000;

  /** Who is told. */
  public interface Listener {
    /**
     * The program is stuck; called once.
     *
     * @param deadlock what to tell of it
     */
    void deadlock(Deadlock deadlock);

    /**
     * Goroutines are leaked.
     *
     * @param leaked those found now
     */
    default void leaks(List<LeakProof.Leaked> leaked) {}
  }

  private final Listener listener;
  private final boolean mayCollect;
  private final long period;
  private final Set<Thread> ours;

  /** What proofs have taken. */
  private final List<Snapshot> gone = new ArrayList<>();

  private @Nullable Snapshot goneMain;
  private volatile boolean settled = true;

  private long nextLook;
  private long lookAfter;
  private long provedAt;
  private long proofTook;
  private long proofAfter = FIRST_PROOF;
  private long slicesAtProof = UNKNOWN;

  private Watch(Listener listener, boolean mayCollect, long period, Set<Thread> ours) {
    super(null, null, "millrace-watch", 0, false);
    this.listener = listener;
    this.mayCollect = mayCollect;
    this.period = period;
    this.ours = ours;
    setDaemon(true);
  }

  /**
   * Makes one of a whole program, which is still to be started.
   *
   * @param listener who is told, on this thread
   * @param period between two searches for leaks, in nanoseconds; 0 for none
   * @param ours a thread that waits for nothing but the end of the program
   * @return a thread
   */
  public static Watch ofProgram(Listener listener, long period, Thread ours) {
    return new Watch(listener, true, period, Set.of(ours));
  }

  /**
   * Makes one that never collects garbage, and which is still to be started.
   *
   * @param action what to do about a deadlock, on this thread
   * @return a thread
   */
  public static Watch ofApplication(Consumer<? super Deadlock> action) {
    return new Watch(action::accept, false, 0, Set.of());
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
      long now = System.nanoTime();
      if (settled) {
        settled = false;
        lookAfter = FIRST_LOOK;
        nextLook = now;
      }
      if (lookAfter != 0 && now - nextLook >= 0) {
        if (look(now)) {
          return;
        }
      } else if (period != 0 && now - nextSearch >= 0) {
        take(LeakProof.run(true));
        nextSearch = System.nanoTime() + period;
      } else {
        pause(now, nextSearch);
      }
    }
  }

  private void pause(long now, long nextSearch) {
    long until = Long.MAX_VALUE;
    if (lookAfter != 0) {
      until = nextLook - now;
    }
    if (period != 0) {
      until = Math.min(until, nextSearch - now);
    }
    if (until == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, until);
    }
  }

  /** Whether a deadlock was found. */
  private boolean look(long now) {
    if (Scheduler.stillness() < 0) {
      lookAfter = 0; // until the scheduler says that all have come to rest again
      return false;
    }
    nextLook = now + lookAfter;
    lookAfter = Math.min(2 * lookAfter, LAST_LOOK);
    Stillness stillness = Stillness.look(ours);
    switch (stillness.verdict()) {
      case AWAKE -> {
        return false;
      }
      case UNCERTAIN -> {
        if (!mayCollect) {
          return false;
        }
        if (goneMain == null) {
          prove(now);
        }
        if (goneMain == null || meansToWait(goneMain)) {
          return false;
        }
        stillness = Stillness.look(ours);
        if (stillness.verdict() == Stillness.Verdict.AWAKE) {
          return false;
        }
      }
      case TOTAL -> {
        if (stillness.isEmpty() && gone.isEmpty()) {
          return false;
        }
      }
    }
    Deadlock deadlock = new Deadlock(gone, stillness.waiting());
    if (Recording.isOn()) {
      Findings.record(deadlock);
    }
    listener.deadlock(deadlock);
    return true;
  }

  private static boolean meansToWait(Snapshot s) {
    return s.state().equals(WaitReason.SELECT_NO_CASES.toString())
        || s.state().equals(WaitReason.CHAN_RECEIVE_NIL.toString())
        || s.state().equals(WaitReason.CHAN_SEND_NIL.toString());
  }

  /** Lets the collector decide, if it is time. */
  private void prove(long now) {
    long slices = Scheduler.stillness();
    if (slicesAtProof == UNKNOWN) {
      slicesAtProof = slices; // the proof has run some itself
    } else if (slices != slicesAtProof) {
      slicesAtProof = slices;
      proofAfter = Math.min(proofAfter, Math.max(BUSY_PROOF, SHARE * proofTook));
    }
    if (proofTook != 0 && now - provedAt < proofAfter) {
      return;
    }
    take(LeakProof.run(false));
    provedAt = System.nanoTime();
    proofTook = provedAt - now;
    proofAfter = Math.min(2 * proofAfter, LAST_PROOF);
    slicesAtProof = UNKNOWN;
  }

  private void take(LeakProof.Result proof) {
    List<LeakProof.Leaked> leaked = proof.leaked();
    for (LeakProof.Leaked l : leaked) {
      Snapshot s = l.snapshot();
      if (s.id() == MAIN) {
        goneMain = s;
        gone.add(s);
      } else if (gone.size() < MANY) {
        gone.add(s);
      }
    }
    if (!leaked.isEmpty()) {
      listener.leaks(leaked);
    }
  }
}
