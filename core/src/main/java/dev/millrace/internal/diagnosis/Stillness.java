package dev.millrace.internal.diagnosis;

import dev.millrace.internal.Activity;
import dev.millrace.internal.G;
import dev.millrace.internal.Registry;
import dev.millrace.internal.SystemTimeSource;
import dev.millrace.internal.scheduler.Scheduler;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Whether all goroutines are asleep, and whether anybody else is there who could wake them.
 *
 * <p>Nobody in a process in which every thread waits without a limit of time will ever go on. So
 * where no goroutine runs or waits for time, and no other thread does either, the program is stuck;
 * it does not matter on what each of them waits. Who else could act: a thread that runs or waits
 * for time, in native code too; a timer or scheduled task (some thread waits for its time); who
 * waits for a socket (some thread polls for it); a debugger (its threads run). All of these are
 * awake. What has no thread until it acts, a shutdown hook, the handler of a signal, whatever the
 * collector may call, could be asleep for ever or not: then it is not certain.
 *
 * <p>All of it has to be so at one moment, and a look takes a while. So what a look is built on is
 * looked at before and after, and must not have moved:
 *
 * <ul>
 *   <li>of goroutines, how many slices of them have run: {@link Scheduler#stillness()};
 *   <li>of other threads, how often they have gone to sleep: {@link KernelThreads}. Where there is
 *       no such thing, another thread that waits is not certain to be asleep;
 *   <li>unless it waits for something of this library, which knows whom it has woken: then it must
 *       be the same wait both times.
 * </ul>
 */
final class Stillness {
  /** What a look has come to. */
  enum Verdict {
    /** Nobody can ever act again. */
    TOTAL,
    /** All are asleep, as far as can be seen, but something could wake somebody. */
    UNCERTAIN,
    /** Somebody is awake, or will be by itself. */
    AWAKE
  }

  /** Frames of one that waits until its pool has work for it. */
  private static final List<String> OF_POOLS =
      List.of(
          "jdk.internal.misc.Unsafe",
          "java.util.concurrent.locks.",
          "java.util.concurrent.SynchronousQueue",
          "java.util.concurrent.LinkedTransferQueue",
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.LinkedBlockingDeque",
          "java.util.concurrent.ArrayBlockingQueue",
          "java.util.concurrent.PriorityBlockingQueue");

  private final Set<Thread> ours;
  private final boolean isKernelKnown = KernelThreads.areKnown();
  private final Map<Thread, Integer> waits = new LinkedHashMap<>();
  private int goroutines;
  private Verdict verdict = Verdict.TOTAL;
  private String why = "";

  private Stillness(Set<Thread> ours) {
    this.ours = ours;
  }

  /**
   * Looks at all threads there are.
   *
   * @param ours platform threads that wait for nothing but the verdict
   * @return what it has come to
   */
  static Stillness look(Set<Thread> ours) {
    Stillness look = new Stillness(ours);
    long slices = Scheduler.stillness();
    if (slices < 0) {
      look.found(Verdict.AWAKE, "a goroutine");
      return look;
    }
    look.threads();
    if (look.verdict == Verdict.AWAKE) {
      return look;
    }
    Map<Thread, Integer> waits = look.waits;
    look = new Stillness(ours);
    Map<String, String> sleeps = KernelThreads.asleep();
    look.threads();
    look.goroutines();
    String outside = Outside.any();
    if (outside != null) {
      look.found(Verdict.UNCERTAIN, outside);
    }
    if (look.isKernelKnown && (sleeps == null || !Objects.equals(sleeps, KernelThreads.asleep()))) {
      look.found(Verdict.AWAKE, "a thread that was just woken");
    }
    if (!look.waits.equals(waits)) {
      look.found(Verdict.AWAKE, "a thread that was just woken");
    }
    if (Scheduler.stillness() != slices) {
      look.found(Verdict.AWAKE, "a goroutine");
    }
    return look;
  }

  Verdict verdict() {
    return verdict;
  }

  /** Whether there is nobody who waits. */
  boolean isEmpty() {
    return goroutines == 0 && waits.isEmpty();
  }

  /** Platform threads that wait for something of this library. */
  List<Thread> waiting() {
    return List.copyOf(waits.keySet());
  }

  @Override
  public String toString() {
    return verdict + (why.isEmpty() ? "" : ": " + why);
  }

  /** The worst of all is what counts. */
  private void found(Verdict v, String who) {
    if (v.compareTo(verdict) > 0) {
      verdict = v;
      why = who;
    }
  }

  private void asleepIfTheKernelSaysSo(String who) {
    if (!isKernelKnown) {
      found(Verdict.UNCERTAIN, who);
    }
  }

  // ---- goroutines

  private void goroutines() {
    if (Scheduler.isHeld()) {
      asleepIfTheKernelSaysSo("a goroutine that holds on to its carrier");
    }
    Registry.forEach(g -> {
      if (g.isAlive()) {
        goroutine(g);
      }
    });
  }

  private void goroutine(G g) {
    goroutines++;
    Thread t = g.thread();
    Activity activity = Activity.of(t);
    switch (activity.state()) {
      case WAITING -> {
        if (activity.reason() == null && waitsForTheCollector(t.getStackTrace())) {
          found(Verdict.UNCERTAIN, g + ", which waits for a reference");
        }
      }
      case BLOCKED -> asleepIfTheKernelSaysSo(g.toString());
      case NEW, RUNNABLE, TIMED_WAITING -> found(Verdict.AWAKE, g.toString());
      case TERMINATED -> {}
    }
  }

  // ---- threads

  private void threads() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[root.activeCount() + 16];
    int n = root.enumerate(threads, true);
    if (n == threads.length) {
      found(Verdict.AWAKE, "more and more threads");
    }
    for (int i = 0; i < n && verdict != Verdict.AWAKE; i++) {
      Thread t = threads[i];
      if (!Scheduler.isMachinery(t) && !(t instanceof Watch) && !StallWatch.isIdle(t)) {
        thread(t);
      }
    }
  }

  private void thread(Thread t) {
    Thread.State state = t.getState();
    if (state == Thread.State.TERMINATED || (state == Thread.State.WAITING && ours.contains(t))) {
      return;
    }
    StackTraceElement[] stack = t.getStackTrace();
    if (isIdleOfTheJvm(t, stack)) {
      return;
    }
    String who = "thread \"" + t.getName() + "\"";
    switch (state) {
      case NEW, RUNNABLE -> {
        if (Outside.isIdleClient(t)) {
          found(Verdict.UNCERTAIN, who);
        } else if (!Outside.isIdlePoller(t)) {
          found(Verdict.AWAKE, who);
        }
      }
      case TIMED_WAITING -> {
        if (isIdleInPool(stack) || isIdleTimekeeper(t, stack)) {
          asleep(t, who);
        } else if (isIdleRecorder(t, stack)) {
          found(Verdict.UNCERTAIN, who + ", which may have something to do from time to time");
        } else if (isIdleCleaner(stack)) {
          found(Verdict.UNCERTAIN, who + ", which waits for a reference");
        } else {
          found(Verdict.AWAKE, who);
        }
      }
      case WAITING -> {
        Activity activity = Activity.of(t);
        if (t.isInterrupted()) {
          found(Verdict.AWAKE, who); // or will be, once it gets a processor
        } else if (activity.isAsleep()) {
          waits.put(t, activity.stamp());
        } else if (waitsForTheCollector(stack)) {
          found(Verdict.UNCERTAIN, who + ", which waits for a reference");
        } else {
          asleep(t, who);
        }
      }
      case BLOCKED -> asleep(t, who); // whoever has the monitor is awake, or asleep as well
      case TERMINATED -> {}
    }
  }

  private void asleep(Thread t, String who) {
    asleepIfTheKernelSaysSo(who);
    if (KernelThreads.isMachinery(t.getName())) {
      found(Verdict.UNCERTAIN, who);
    }
  }

  /** Whether it is one of those that every JVM has, and does nothing now. */
  private static boolean isIdleOfTheJvm(Thread t, StackTraceElement[] stack) {
    return switch (t.getName()) {
      // These have a frame only while they run something of the program's.
      case "Signal Dispatcher",
          "Notification Thread",
          "Attach Listener",
          "DestroyJavaVM",
          "JFR Recorder Thread" ->
          stack.length == 0;
      case "Reference Handler", "VirtualThread-unblocker" -> isOfTheJdk(t);
      case "Finalizer" -> isOfTheJdk(t) && waitsForTheCollector(stack);
      case "Common-Cleaner" -> isOfTheJdk(t) && isIdleCleaner(stack);
      default -> false;
    };
  }

  private static boolean isOfTheJdk(Thread t) {
    String name = t.getClass().getName();
    return name.startsWith("java.lang.ref.") || name.equals("jdk.internal.misc.InnocuousThread");
  }

  /** Whether it is woken when an object has become unreachable. */
  private static boolean waitsForTheCollector(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals("java.lang.ref.ReferenceQueue")) {
        return true;
      }
    }
    return false;
  }

  /** These look from time to time whether there is anything left to clean up after. */
  private static boolean isIdleCleaner(StackTraceElement[] stack) {
    return waitsForTheCollector(stack)
        && Arrays.stream(stack)
            .anyMatch(frame -> frame.getClassName().equals("jdk.internal.ref.CleanerImpl"));
  }

  /** The flight recorder's, between two rounds of what a program may have given it to do. */
  private static boolean isIdleRecorder(Thread t, StackTraceElement[] stack) {
    return t.getName().startsWith("JFR ")
        && Arrays.stream(stack)
            .allMatch(frame ->
                frame.getClassName().startsWith("jdk.jfr.internal.")
                    || frame.getClassName().startsWith("java.lang."));
  }

  /** Whether it waits for the time of what has been called off. */
  private static boolean isIdleTimekeeper(Thread t, StackTraceElement[] stack) {
    return Arrays.stream(stack)
            .anyMatch(frame -> frame.getClassName().endsWith("$DelayedWorkQueue"))
        && SystemTimeSource.isIdle(t);
  }

  /** Whether it only waits for a while whether somebody has work for it. */
  private static boolean isIdleInPool(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      String method = frame.getMethodName();
      if ((name.equals("java.util.concurrent.ThreadPoolExecutor") && method.equals("getTask"))
          || (name.equals("java.util.concurrent.ForkJoinPool") && method.equals("awaitWork"))) {
        return true;
      }
      if (OF_POOLS.stream().noneMatch(name::startsWith)) {
        return false; // as of a queue of what has to wait for its time
      }
    }
    return false;
  }
}
