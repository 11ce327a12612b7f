package dev.millrace;

import dev.millrace.internal.Deadline;
import dev.millrace.internal.G;
import dev.millrace.internal.Registry;
import dev.millrace.internal.diagnosis.DumpText;
import dev.millrace.internal.diagnosis.LeakProof;
import dev.millrace.internal.diagnosis.Management;
import dev.millrace.internal.diagnosis.StallWatch;
import dev.millrace.internal.diagnosis.Watch;
import dev.millrace.internal.scheduler.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All goroutines of this process: which there are, what they are doing, and which are lost.
 *
 * {@snippet file="GoroutinesSnippetsTest.java" region="dump"}
 */
public final class Goroutines {
  private Goroutines() {}

  /**
   * The goroutine that runs this code.
   *
   * @return a handle; null if the current thread runs no goroutine
   */
  public static @Nullable Goroutine current() {
    return G.current();
  }

  /**
   * How many goroutines have started and not ended: Go's {@code runtime.NumGoroutine}.
   *
   * @return their number at about this moment
   */
  public static int count() {
    return Registry.size();
  }

  /**
   * What all goroutines are doing, in the format in which Go's {@code SIGQUIT} shows it. Nobody is
   * stopped: each goroutine is shown as it is when its turn comes.
   *
   * @return a text of one paragraph a goroutine
   */
  public static String dump() {
    StringBuilder text = new StringBuilder();
    try {
      new DumpText(text).writeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * As {@link #dump()}, but goroutines that are in the same state at the same place are shown once,
   * with their number; written as it is made.
   *
   * @param out where to write
   * @throws IOException what writing throws
   */
  public static void dump(Appendable out) throws IOException {
    new DumpText(out).writeGrouped();
  }

  /**
   * Finds the goroutines that nothing can ever wake: who waits on channels, locks, wait groups,
   * conditions or contexts that nobody alive can reach. Each is reported once, and its memory is
   * freed.
   *
   * <p>It runs the garbage collector, fully and several times, and returns when that has decided.
   * There are no false reports: what could still be woken by anybody, however unlikely, is
   * reachable. For the same reason a leak is not found while a static field, a running goroutine or
   * a handle that somebody keeps leads to it.
   *
   * <p>{@code millrace run} calls it when main has returned. In other programs it needs the JVM to
   * be started with {@code -Djdk.trackAllThreads=false}, as the JDK holds on to every virtual
   * thread otherwise.
   *
   * @return those that were found now
   * @throws IllegalStateException if this JVM keeps all virtual threads alive, or does not collect
   *     garbage when asked to
   */
  public static List<LeakedGoroutine> leaked() {
    LeakProof.Result result = LeakProof.run(true);
    if (!result.works()) {
      throw new IllegalStateException(
          "leaks cannot be found: this JVM keeps every virtual thread alive; start it with"
              + " -Djdk.trackAllThreads=false, and without -XX:+DisableExplicitGC");
    }
    return result.leaked().stream().map(LeakProof.Leaked::published).toList();
  }

  /**
   * Logs it if all goroutines are asleep and nothing can ever wake one, as an error of {@code
   * dev.millrace}: see {@link #onDeadlock}.
   *
   * @throws IllegalStateException if deadlocks cannot be found in this JVM
   */
  public static void logDeadlock() {
    onDeadlock(report ->
        System.getLogger(Goroutines.class.getPackageName()).log(System.Logger.Level.ERROR, report));
  }

  /**
   * Has something done, once, if all goroutines are asleep and nothing can ever wake one: Go's
   * {@code all goroutines are asleep - deadlock!}, which ends a program there. Here nothing is
   * ended. {@code millrace run} looks for it by itself, and does as Go does.
   *
   * <p>That is only said where it is certain. Every thread of the process must wait with no limit
   * of time, on a channel or on anything else, or be idle in its pool. Whoever runs, sleeps, waits
   * for a socket or has a task scheduled may still wake a goroutine; so may a shutdown hook, the
   * handler of a signal, a cleaner, and native code that calls into Java. So in a server, where
   * something is always awake, nothing will be heard of this: look for {@linkplain #leaked()
   * leaks}.
   *
   * <p>Nobody looks unless this was called. Then one thread does, when the scheduler has come to
   * rest, and again at ever greater distances while it rests. It never runs the garbage collector.
   *
   * {@snippet file="GoroutinesSnippetsTest.java" region="deadlock"}
   *
   * @param action what to do with the report: a line, and what all goroutines, and other threads
   *     that wait for channels and the like, are doing. It is called on a thread of its own
   * @throws IllegalStateException if deadlocks cannot be found, as goroutines run on the JDK's
   *     scheduler: this needs {@code --add-opens java.base/java.lang=ALL-UNNAMED} (on the module
   *     path {@code =dev.millrace})
   */
  public static void onDeadlock(Consumer<? super String> action) {
    Objects.requireNonNull(action, "action");
    needOurScheduler("deadlocks");
    Watch.ofApplication(deadlock -> action.accept(deadlock.toString())).start();
  }

  /**
   * Has something done whenever a goroutine has held its carrier for long: it computes and never
   * waits, or waits where it cannot let go of it, as in native code, a file or the initialiser of a
   * class. The others go on meanwhile, as the scheduler adds a carrier for each that is held; what
   * suffers is the number of processors.
   *
   * <p>To compute is no mistake, so choose a time that no honest piece of work takes here. A stall
   * is told once, however long it lasts, and not if it is over before its stack has been read.
   *
   * <p>Goroutines pay nothing for it: the scheduler's monitor looks at its carriers once a
   * millisecond anyway, and times are no more exact than that.
   *
   * {@snippet file="GoroutinesSnippetsTest.java" region="stall"}
   *
   * @param threshold how long is too long; more than zero
   * @param action what to do with the report: a line, and what the goroutine is doing, as in a
   *     dump. It is called on a thread of its own, for one stall after another
   * @throws IllegalArgumentException if the threshold is not positive
   * @throws IllegalStateException if stalls cannot be found, as goroutines run on the JDK's
   *     scheduler: see {@link #onDeadlock}
   */
  public static void onStall(Duration threshold, Consumer<? super String> action) {
    Objects.requireNonNull(action, "action");
    if (!threshold.isPositive()) {
      throw new IllegalArgumentException("threshold must be positive: " + threshold);
    }
    needOurScheduler("stalls");
    StallWatch.start(Deadline.nanos(threshold), action);
  }

  private static void needOurScheduler(String what) {
    if (!Scheduler.isOurs()) {
      throw new IllegalStateException(
          what
              + " cannot be found where goroutines run on the JDK's scheduler; start the JVM"
              + " with --add-opens java.base/java.lang=ALL-UNNAMED (dev.millrace on the module"
              + " path)");
    }
  }

  /**
   * Shows the goroutines to JMX, as {@code dev.millrace:type=Goroutines}: see {@link
   * GoroutinesMXBean}. Once is enough; called again it does nothing.
   *
   * <p>Nothing is registered unless this was called, as the JDK's server of such beans takes some
   * tens of milliseconds to start, and its module may not be there.
   *
   * @throws IllegalStateException if the module {@code java.management} is not there, as in an
   *     application of modules that nothing else requires it in: this needs {@code --add-modules
   *     java.management}; or if another copy of this library has registered its own
   */
  public static void registerMXBean() {
    // Classes of a module that is not resolved are found neither by name nor at link time.
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      throw new IllegalStateException(
          "goroutines cannot be shown to JMX: the module java.management is not there; start the"
              + " JVM with --add-modules java.management");
    }
    Management.register();
  }
}
