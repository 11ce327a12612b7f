package dev.millrace;

import dev.millrace.internal.G;
import dev.millrace.internal.Registry;
import dev.millrace.internal.diagnosis.DumpText;
import dev.millrace.internal.diagnosis.LeakProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
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
}
