package dev.millrace.internal.diagnosis;

import dev.millrace.LeakedGoroutine;
import dev.millrace.internal.Activity;
import dev.millrace.internal.G;
import dev.millrace.internal.Recording;
import dev.millrace.internal.Registry;
import dev.millrace.internal.scheduler.Scheduler;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds goroutines that nothing can ever wake, and lets the garbage collector be the judge.
 *
 * <p>A goroutine that is parked is woken by whoever reaches it: through the channel (lock, wait
 * group, context ...) in whose queue it stands, through its handle, its thread, a timer. If nothing
 * that is alive reaches it, no program can ever wake it: and to find what nothing reaches is what
 * collectors do. So of all that are parked their stacks are written down, the registry lets go of
 * them, and the collector runs. Whoever is gone then was leaked, for certain; it is also freed. The
 * others are put back.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>From the withdrawal until the verdict nothing here holds a suspect but by a weak and a
 *       phantom reference: no local variable either, which is why the steps are methods of their
 *       own.
 *   <li>The verdict is that of the phantom reference, which comes after finalizers have had their
 *       chance to wake somebody. Only one that waits for its finalizer is neither gone nor to be
 *       had; it is missing in dumps until it ends.
 *   <li>Who ends meanwhile is gone, too; the registry knows.
 *   <li>A leak of our own stands among the suspects. If the collector does not find that, it did
 *       not run, or the JVM holds all virtual threads as it does unless it is told not to track
 *       them; then nothing is said at all.
 * </ul>
 *
 * <p>Of those found some are only kept by others: one waits for another one that is itself leaked.
 * To tell them apart each kind is withdrawn alone at first. What is not collected then, but is once
 * all are withdrawn, was held by another suspect.
 */
public final class LeakProof {
  /** So many kinds are tried alone, and for so long, before all are together. */
  private static final int ALONE = 16;

  private static final long ALONE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The stacks of so many suspects are taken; of more only some of each kind. */
  private static final int MANY = 20_000;

  private static final int SAMPLES = 32;

  private static final int ATTEMPTS = 3;

  /**
   * One that was found.
   *
   * @param snapshot what it was
   * @param kept whether another suspect could have woken it
   */
  public record Leaked(Snapshot snapshot, boolean kept) {
    /**
     * As the API shows it.
     *
     * @return a copy
     */
    public LeakedGoroutine published() {
      return new LeakedGoroutine(
          snapshot.id(),
          snapshot.state(),
          snapshot.waitsOn(),
          snapshot.stack(),
          snapshot.created(),
          kept);
    }
  }

  /**
   * What came of it.
   *
   * @param works whether anything can be found in this JVM
   * @param leaked what was found
   */
  public record Result(boolean works, List<Leaked> leaked) {}

  /** Somebody who may be leaked. */
  private static final class Suspect extends PhantomReference<Thread> {
    final Snapshot snapshot;
    private final WeakReference<G> goroutine;
    private boolean kept;

    Suspect(G g, Snapshot snapshot) {
      super(g.thread(), null);
      this.snapshot = snapshot;
      goroutine = new WeakReference<>(g);
    }

    /** False if it has ended. */
    boolean withdraw() {
      G g = goroutine.get();
      return g != null && Registry.withdraw(g);
    }

    void restore() {
      G g = goroutine.get();
      if (g != null) {
        Registry.restore(g);
      }
    }

    boolean isGone() {
      return refersTo(null);
    }
  }

  private LeakProof() {}

  /**
   * Lets goroutines that are on their way to where they will wait get there: until they have, they
   * keep all those alive that they could still wake.
   *
   * @param patience for how many nanoseconds at most, if one of them never waits
   */
  public static void settle(long patience) {
    long end = System.nanoTime() + patience;
    while (Registry.anyMatch(LeakProof::isOnItsWay) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static boolean isOnItsWay(G g) {
    return switch (g.thread().getState()) {
      case NEW, RUNNABLE, BLOCKED -> g.isAlive();
      case WAITING, TIMED_WAITING, TERMINATED -> false;
    };
  }

  /**
   * Looks for leaks. Runs a full collection, or several.
   *
   * @param keptApart whether to tell those that are kept by others
   * @return what was found
   */
  public static synchronized Result run(boolean keptApart) {
    Registry.noteEnds();
    Control control = new Control();
    try {
      List<Suspect> suspects = suspects();
      if (suspects.isEmpty()) {
        return new Result(true, List.of());
      }
      Result result = judge(suspects, keptApart, control);
      if (Recording.isOn()) {
        Findings.record(result.leaked);
      }
      return result;
    } finally {
      control.end();
      Registry.forgetEnds();
    }
  }

  private static Result judge(List<Suspect> suspects, boolean keptApart, Control control) {
    if (keptApart) {
      long end = System.nanoTime() + ALONE_NANOS;
      List<List<Suspect>> kinds = kinds(suspects);
      if (kinds.size() > 1 && kinds.size() <= ALONE) {
        for (List<Suspect> kind : kinds) {
          if (System.nanoTime() - end > 0 || !judge(kind, control)) {
            break;
          }
          kind.forEach(s -> s.kept = !s.isGone());
        }
      }
    }
    boolean works = judge(suspects, control);
    List<Leaked> leaked =
        suspects.stream()
            .filter(s -> s.isGone() && !Registry.hasEnded(s.snapshot.id()))
            .sorted(Comparator.comparingLong(s -> s.snapshot.id()))
            .map(s -> new Leaked(s.snapshot, s.kept))
            .toList();
    return new Result(works, leaked);
  }

  /** Lets the collector decide about some; whether it did. */
  private static boolean judge(List<Suspect> suspects, Control control) {
    suspects.forEach(Suspect::withdraw);
    boolean decided = false;
    for (int i = 0; i < ATTEMPTS && !decided; i++) {
      control.renew();
      System.gc();
      decided = control.isGone();
    }
    suspects.forEach(Suspect::restore);
    return decided;
  }

  /** Those whose wait may be for ever. */
  private static List<Suspect> suspects() {
    List<Suspect> suspects = new ArrayList<>();
    boolean many = Registry.size() > MANY;
    Map<Object, List<Snapshot>> samples = new HashMap<>();
    Holders holders = new Holders();
    Registry.forEach(g -> {
      Activity activity = Activity.of(g.thread());
      if (activity.state() != Thread.State.WAITING) {
        return;
      }
      Snapshot s = many ? sampled(g, activity, samples, holders) : Snapshot.of(g, holders);
      if (s != null) {
        suspects.add(new Suspect(g, s));
      }
    });
    return suspects;
  }

  /** A snapshot with the stack of another one of its kind, if there are enough of these. */
  private static @Nullable Snapshot sampled(
      G g, Activity activity, Map<Object, List<Snapshot>> samples, Holders holders) {
    record Key(@Nullable Object reason, @Nullable String site, Class<?> task) {}
    List<Snapshot> ofKind =
        samples.computeIfAbsent(
            new Key(activity.reason(), g.site(), g.task()), _ -> new ArrayList<>());
    if (ofKind.size() >= SAMPLES) {
      Snapshot like = ofKind.get((int) (g.id() % SAMPLES));
      return new Snapshot(
          g.id(),
          like.state(),
          like.waited(),
          List.of(),
          like.stack(),
          g.parent(),
          g.site(),
          g.thread().threadId(),
          activity.holder());
    }
    Snapshot s = Snapshot.of(g, holders);
    if (s != null) {
      ofKind.add(s);
    }
    return s;
  }

  /**
   * By kind; those first that are likely to be kept by others, since one that is gone keeps nobody
   * any more: who waits for others to end, then receivers, of which the later ones are fed by the
   * earlier, then senders, where it is the other way round.
   */
  private static List<List<Suspect>> kinds(List<Suspect> suspects) {
    Map<Object, List<Suspect>> kinds = new LinkedHashMap<>();
    for (Suspect s : suspects) {
      kinds
          .computeIfAbsent(List.of(s.snapshot.state(), s.snapshot.stack()), _ -> new ArrayList<>())
          .add(s);
    }
    List<List<Suspect>> ordered = new ArrayList<>(kinds.values());
    ordered.sort(Comparator.comparingLong(LeakProof::turn));
    return ordered;
  }

  private static long turn(List<Suspect> kind) {
    Snapshot s = kind.getFirst().snapshot;
    long half = Long.MAX_VALUE / 4;
    return switch (s.state()) {
      case "chan send" -> half + s.id();
      case "chan receive", "select" -> half - s.id();
      default -> s.id() - half;
    };
  }

  /** Goroutines that are leaked for certain, each made anew for a collection. */
  private static final class Control {
    private List<WeakReference<Thread>> made = new ArrayList<>();
    private Reference<Thread> current = new PhantomReference<>(Thread.currentThread(), null);

    void renew() {
      current = make();
    }

    private Reference<Thread> make() {
      Thread t =
          Scheduler.threadFactory()
              .newThread(() -> {
                while (!Thread.interrupted()) {
                  LockSupport.park();
                }
              });
      made.add(new WeakReference<>(t));
      t.start();
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      while (t.getState() != Thread.State.WAITING && System.nanoTime() - patience < 0) {
        LockSupport.parkNanos(100_000);
      }
      return new PhantomReference<>(t, null);
    }

    boolean isGone() {
      return current.refersTo(null);
    }

    /** Those that nobody collects would be leaks of ours. */
    void end() {
      for (WeakReference<Thread> made : made) {
        Thread t = made.get();
        if (t != null) {
          t.interrupt();
        }
      }
      made = new ArrayList<>();
    }
  }
}
