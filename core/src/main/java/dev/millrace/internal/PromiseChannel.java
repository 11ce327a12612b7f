package dev.millrace.internal;

import dev.millrace.Goroutine;
import dev.millrace.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a goroutine: kept for those who await it, and sent once to those who receive.
 *
 * <p>{@code result} and {@code failure} are written by the goroutine and read after its end, which
 * orders them.
 */
public final class PromiseChannel<T extends @Nullable Object> extends Channel<T>
    implements Promise<T> {
  private final G goroutine;
  private @Nullable T result;
  private @Nullable Throwable failure;

  private PromiseChannel(Callable<? extends T> callable, @Nullable String site) {
    super(1, Kind.ORDINARY, site);
    goroutine = new G(() -> settle(callable), null, site);
  }

  public static <T extends @Nullable Object> Promise<T> start(
      Callable<? extends T> callable, @Nullable String site) {
    var promise = new PromiseChannel<T>(callable, site);
    promise.goroutine.start();
    return promise;
  }

  private void settle(Callable<? extends T> callable) {
    T value;
    try {
      value = callable.call();
    } catch (Throwable t) { // carried to whoever asks, whatever it is
      failure = t;
      close(t);
      return;
    }
    result = value;
    trySend(value);
    close();
  }

  @Override
  @SuppressWarnings("NullAway") // a result that is null where T is not was the callable's doing
  public T await() throws InterruptedException {
    goroutine.join();
    if (failure != null) {
      throw new CompletionException(failure);
    }
    return result;
  }

  @Override
  public Goroutine goroutine() {
    return goroutine;
  }
}
