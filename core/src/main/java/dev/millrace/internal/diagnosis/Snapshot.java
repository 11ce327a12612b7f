package dev.millrace.internal.diagnosis;

import dev.millrace.internal.Activity;
import dev.millrace.internal.G;
import dev.millrace.internal.Registry;
import dev.millrace.internal.WaitReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine as a dump shows it.
 *
 * @param id its number
 * @param state in Go's words where there are any
 * @param waited for how many seconds it has been known to wait
 * @param waitsOn what it waits on, in words; one for each case of a select
 * @param stack what it is in the middle of, the innermost first, without the machinery
 * @param parent the number of the goroutine that created it; 0 for none
 * @param site where it was created; null if that is not known
 * @param thread the number of its thread; 0 where it comes from another process
 * @param holder the number of the thread that has locked what it waits for; 0 if it does not wait
 *     for a lock, or that is not known
 */
public record Snapshot(
    long id,
    String state,
    int waited,
    List<String> waitsOn,
    List<StackTraceElement> stack,
    long parent,
    @Nullable String site,
    long thread,
    long holder) {
  /** All goroutines, by number: what they are is read one by one, as they are asked for. */
  static List<G> goroutines() {
    List<G> all = new ArrayList<>(Registry.size());
    Registry.forEach(all::add);
    all.sort(Comparator.comparingLong(G::id));
    return all;
  }

  /** Null if it has ended. */
  static @Nullable Snapshot of(G g, Holders holders) {
    Thread t = g.thread();
    Activity before = Activity.of(t);
    StackTraceElement[] stack = t.getStackTrace();
    Activity activity = Activity.of(t);
    if (activity.state() == Thread.State.TERMINATED || !g.isAlive()) {
      return null;
    }
    if (activity.stamp() != before.stamp()) {
      // It went on meanwhile, so the stack may be of before or after.
      activity = new Activity(Thread.State.RUNNABLE, null, List.of(), null, 0);
    }
    return new Snapshot(
        g.id(),
        state(activity, t, stack),
        g.waited(activity.stamp()),
        waitsOn(activity, holders),
        Arrays.asList(Frames.visible(stack)),
        g.parent(),
        g.site(),
        t.threadId(),
        activity.holder());
  }

  private static String state(Activity activity, Thread t, StackTraceElement[] stack) {
    WaitReason reason = activity.reason();
    if (reason != null) {
      return reason.toString();
    }
    return switch (activity.state()) {
      case NEW -> "idle";
      case RUNNABLE -> isMounted(t) ? "running" : "runnable";
      case BLOCKED -> "monitor enter";
      case WAITING, TIMED_WAITING -> elsewhere(activity.blocker(), stack);
      case TERMINATED -> "dead";
    };
  }

  /** As the JDK shows it: {@code VirtualThread[#22]/runnable@carrier}. */
  private static boolean isMounted(Thread t) {
    return t.toString().indexOf('@') >= 0;
  }

  /** What it waits for that is not of this library. */
  private static String elsewhere(@Nullable Object blocker, StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.startsWith("sun.nio.ch.")) {
        return WaitReason.IO_WAIT.toString();
      }
      if (name.equals("java.lang.Thread") && frame.getMethodName().startsWith("sleep")) {
        return WaitReason.SLEEP.toString();
      }
      if (name.equals("java.lang.Object") && frame.getMethodName().startsWith("wait")) {
        return "Object.wait";
      }
    }
    if (blocker == null) {
      return "park";
    }
    Class<?> c = blocker.getClass();
    for (Class<?> outer = c.getEnclosingClass(); outer != null; outer = c.getEnclosingClass()) {
      c = outer;
    }
    return "park (" + c.getName() + ")";
  }

  /** What goroutines have in common that a short dump shows once. */
  record Kind(String state, List<String> waitsOn, List<StackTraceElement> stack, String created) {}

  Kind kind() {
    return new Kind(stateWithTime(), waitsOn, stack, Objects.requireNonNullElse(created(), ""));
  }

  /** What a thread is doing that is no goroutine. */
  static Kind kind(Thread t, Holders holders) {
    Activity activity = Activity.of(t);
    StackTraceElement[] stack = t.getStackTrace();
    return new Kind(
        state(activity, t, stack),
        waitsOn(activity, holders),
        Arrays.asList(Frames.visible(stack)),
        "");
  }

  private static List<String> waitsOn(Activity activity, Holders holders) {
    return activity.places().stream().map(place -> Places.describe(place, holders)).toList();
  }

  /**
   * The state with the minutes, as Go shows them.
   *
   * @return what stands between the brackets
   */
  public String stateWithTime() {
    return waited < 60 ? state : state + ", " + waited / 60 + " minutes";
  }

  /**
   * Where and by whom it was created.
   *
   * @return what stands in the last line; null if nothing of that is known
   */
  public @Nullable String created() {
    if (parent == 0 && site == null) {
      return null;
    }
    return "created"
        + (site == null ? "" : " by " + site)
        + (parent == 0 ? "" : " in goroutine " + parent);
  }
}
