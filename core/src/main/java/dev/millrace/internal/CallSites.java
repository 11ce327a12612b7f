package dev.millrace.internal;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Producer;
import dev.millrace.Promise;
import dev.millrace.Receiver;
import dev.millrace.Task;
import dev.millrace.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What creates goroutines and channels, with the place where it stands in the program as one more
 * argument: {@code Main.main(Main.java:12)}.
 *
 * <p>{@code millrace run} compiles what it runs, and has it call these, with constants, in place of
 * the methods of the same names in {@code Go} and {@code Chan}: so a place costs nothing, where to
 * walk the stack would cost more than to start a goroutine. Otherwise a place is known only if
 * {@value #PROPERTY} is set, which has the stack walked.
 */
public final class CallSites {
  private static final String PROPERTY = "dev.millrace.creation";

  private static final boolean WALK = Boolean.getBoolean(PROPERTY);

  private static final StackWalker WALKER = StackWalker.getInstance();

  private CallSites() {}

  /** The first frame that is not of this library, if the stack is to be walked. */
  static @Nullable String ofCaller() {
    if (!WALK) {
      return null;
    }
    return WALKER.walk(frames ->
        frames
            .filter(frame -> !frame.getClassName().startsWith("dev.millrace."))
            .findFirst()
            .map(frame -> frame.toStackTraceElement().toString())
            .orElse(null));
  }

  public static Goroutine go(Task task, String site) {
    return new G(Objects.requireNonNull(task, "task"), null, site).start();
  }

  public static Goroutine go(Context ctx, Task task, String site) {
    return new G(Objects.requireNonNull(task, "task"), Objects.requireNonNull(ctx, "ctx"), site)
        .start();
  }

  public static <T extends @Nullable Object> Promise<T> async(
      Callable<? extends T> callable, String site) {
    return PromiseChannel.start(Objects.requireNonNull(callable, "callable"), site);
  }

  public static <T extends @Nullable Object> Receiver<T> produce(Producer<T> body, String site) {
    return produce(0, body, site);
  }

  public static <T extends @Nullable Object> Receiver<T> produce(
      int capacity, Producer<T> body, String site) {
    return Receiving.produce(capacity, body, site);
  }

  public static <T extends @Nullable Object> Chan<T> make(String site) {
    return Channel.make(0, site);
  }

  public static <T extends @Nullable Object> Chan<T> make(int capacity, String site) {
    return Channel.make(capacity, site);
  }
}
