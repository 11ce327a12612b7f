package dev.millrace.internal.diagnosis;

import dev.millrace.internal.Activity;
import dev.millrace.internal.G;
import dev.millrace.internal.Registry;
import dev.millrace.internal.scheduler.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether all goroutines are asleep, and whether anybody else is there who could wake them.
 *
 * <p>Nobody in a process in which every thread waits without a limit of time will ever go on. So
 * where no goroutine runs or waits for time, and no other thread does either, the program is stuck;
 * it does not matter on what each of them waits. Who else could act: a thread that runs or waits
 * for time, in native code too; a timer or scheduled task (some thread waits for its time); a
 * shutdown hook, since Ctrl-C may come; the handler of a signal; a debugger. All of these count as
 * alive, and where it is not certain, too: then nothing is said.
 *
 * <p>What the JVM's own threads may still do, as to clean up after an object that is not reachable
 * any more, is given its chance by the collection that {@link LeakProof} runs between two looks.
 */
final class Stillness {
  /** The JVM's, which do nothing by themselves. */
  private static final Set<String> HARMLESS =
      Set.of(
          "Reference Handler",
          "Finalizer",
          "Signal Dispatcher",
          "Common-Cleaner",
          "Notification Thread",
          "Attach Listener",
          "VirtualThread-unblocker",
          "JFR Recorder Thread",
          "JFR Periodic Tasks",
          "JFR Shutdown Hook");

  private Stillness() {}

  /** The waits of all goroutines; null if one of them is not asleep. */
  static @Nullable List<Long> waits() {
    List<Long> waits = new ArrayList<>();
    boolean[] awake = new boolean[1];
    Registry.forEach(g -> {
      Activity a = Activity.of(g.thread());
      awake[0] |= !isAsleep(g, a);
      waits.add(g.id() << 32 | (a.stamp() & 0xffff_ffffL));
    });
    if (awake[0] || Scheduler.stillness() < 0) {
      return null;
    }
    waits.sort(null);
    return waits;
  }

  private static boolean isAsleep(G g, Activity a) {
    // Who waits for something from outside is parked, too, but a thread that is awake waits for it.
    return a.state() == Thread.State.WAITING || !g.isAlive();
  }

  /**
   * Somebody who is no goroutine and could still do something, in words; null if there is nobody.
   */
  static @Nullable String alive(Set<Thread> ours) {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[root.activeCount() + 16];
    int n = root.enumerate(threads, true);
    if (n == threads.length) {
      return "many threads";
    }
    for (int i = 0; i < n; i++) {
      Thread t = threads[i];
      if (!ours.contains(t) && isAwake(t)) {
        return "thread \"" + t.getName() + "\"";
      }
    }
    return Scheduler.outsiders();
  }

  private static boolean isAwake(Thread t) {
    if (HARMLESS.contains(t.getName()) || Scheduler.isMachinery(t)) {
      return false;
    }
    return switch (t.getState()) {
      case NEW, TERMINATED, WAITING -> false;
      case BLOCKED -> false; // whoever has the monitor is awake, or asleep as well
      case RUNNABLE -> true;
      case TIMED_WAITING -> !isIdleInPool(t);
    };
  }

  /** Whether it only waits for a while whether somebody has work for it. */
  private static boolean isIdleInPool(Thread t) {
    for (StackTraceElement frame : t.getStackTrace()) {
      String name = frame.getClassName();
      String method = frame.getMethodName();
      if (name.endsWith("ScheduledThreadPoolExecutor$DelayedWorkQueue")) {
        return false; // it waits for the time of a task
      }
      if ((name.equals("java.util.concurrent.ThreadPoolExecutor") && method.equals("getTask"))
          || (name.equals("java.util.concurrent.ForkJoinPool") && method.equals("awaitWork"))) {
        return true;
      }
    }
    return false;
  }
}
