package dev.millrace.sync;

import dev.millrace.internal.Latch;
import dev.millrace.internal.WaitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does something once: Go's {@code sync.Once}, {@code OnceFunc} and {@code OnceValue}.
 *
 * {@snippet file="SyncSnippetsTest.java" region="once"}
 *
 * <p>Memory, as Go's memory model says of {@code Once}: the end of the one run happens before the
 * return of every call.
 */
public final class Once {
  private static final VarHandle BEGUN;

  static {
    try {
      BEGUN = MethodHandles.lookup().findVarHandle(Once.class, "begun", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through BEGUN
  private volatile boolean begun;

  private final Latch ended = new Latch(WaitReason.ONCE);

  /** Makes one that has done nothing yet. */
  public Once() {}

  /**
   * Runs the action if this is the first call, whatever action the others bring. The others return
   * when that run is over; they cannot be interrupted, and their interrupt flag stays as it is.
   *
   * <p>An action that throws counts as run: the exception goes to the first caller, and nothing is
   * ever run again. An action that calls {@code run} of the same {@code Once} waits for ever.
   *
   * @param action what to do
   */
  public void run(Runnable action) {
    Objects.requireNonNull(action, "action");
    if (ended.isOpen()) {
      ended.edgeOfOpen();
    } else if (BEGUN.compareAndSet(this, false, true)) {
      try {
        action.run();
      } finally {
        ended.open();
      }
    } else {
      ended.awaitUninterruptibly();
    }
  }

  /**
   * Makes an action that runs another one only the first time: Go's {@code sync.OnceFunc}. If that
   * throws, every call throws the same exception. The other one is forgotten when it has run.
   *
   * @param action what to do
   * @return the action, for any number of goroutines
   */
  public static Runnable func(Runnable action) {
    Objects.requireNonNull(action, "action");
    Supplier<@Nullable Void> once =
        new Value<>(() -> {
          action.run();
          return null;
        });
    return once::get;
  }

  /**
   * Makes a supplier that asks another one only the first time, and then gives the same value each
   * time: Go's {@code sync.OnceValue}. If that throws, every call throws the same exception. The
   * other one is forgotten when it has been asked.
   *
   * @param <T> the type of the value
   * @param supplier what gives the value
   * @return the supplier, for any number of goroutines
   */
  public static <T extends @Nullable Object> Supplier<T> value(Supplier<? extends T> supplier) {
    return new Value<T>(Objects.requireNonNull(supplier, "supplier"));
  }

  /** What came of it is written by the one run, and read after its end. */
  private static final class Value<T extends @Nullable Object> implements Supplier<T> {
    private final Once once = new Once();
    private @Nullable Supplier<? extends T> supplier;
    private @Nullable T value;
    private @Nullable Throwable failure;

    private Value(Supplier<? extends T> supplier) {
      this.supplier = supplier;
    }

    @Override
    @SuppressWarnings("NullAway") // null only if that is what the supplier gave
    public T get() {
      once.run(this::ask);
      return switch (failure) {
        case null -> value;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw Value.<RuntimeException>unchecked(t);
      };
    }

    private void ask() {
      Supplier<? extends T> s = Objects.requireNonNull(supplier);
      supplier = null;
      try {
        value = s.get();
      } catch (Throwable t) { // for every caller, whatever it is
        failure = t;
      }
    }

    /** A checked exception that came out of a supplier by stealth goes out as it came. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable t) throws E {
      throw (E) t;
    }
  }
}
