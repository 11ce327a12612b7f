package dev.millrace.sync;

import dev.millrace.Go;
import dev.millrace.InterruptedRuntimeException;
import dev.millrace.Receiver;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.Latch;
import dev.millrace.internal.Patience;
import dev.millrace.internal.WaitReason;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps several goroutines from doing the same work at the same time: Go's {@code
 * singleflight.Group}.
 *
 * <p>The first call for a key does the work; those that come for the same key before it is done
 * wait for its result. Afterwards the key is forgotten: this is no cache.
 *
 * {@snippet file="SyncSnippetsTest.java" region="single-flight"}
 *
 * <p>Memory: what the function did happens before the return of every call that shares its result.
 *
 * @param <K> the type of the keys, with {@code equals} and {@code hashCode}
 * @param <V> the type of the results
 */
public final class SingleFlight<K, V extends @Nullable Object> {
  private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /** Makes one with no work under way. */
  public SingleFlight() {}

  /**
   * What came of a call.
   *
   * @param <V> the type of the result
   * @param value the result
   * @param shared whether more than one caller got it
   */
  public record Result<V extends @Nullable Object>(V value, boolean shared) {}

  /**
   * Work under way. What came of it is written before the latch opens, by whoever does the work,
   * and read after that.
   */
  private static final class Flight<V extends @Nullable Object> {
    /** {@code joined}, once nobody can join any more. */
    private static final int OVER = -1;

    private final Latch landed = new Latch(WaitReason.SINGLE_FLIGHT);

    /** How many wait for it besides the one that does it. */
    private final AtomicInteger joined = new AtomicInteger();

    private @Nullable V value;
    private @Nullable Throwable failure;
    private boolean shared;

    /** Whether the one that did it was interrupted: that is nobody's result. */
    private boolean abandoned;

    boolean join() {
      for (; ; ) {
        int n = joined.get();
        if (n == OVER) {
          return false;
        }
        if (joined.compareAndSet(n, n + 1)) {
          return true;
        }
      }
    }

    void run(Callable<? extends V> fn) {
      try {
        value = fn.call();
      } catch (InterruptedException | InterruptedRuntimeException e) {
        failure = e;
        abandoned = true;
      } catch (Throwable t) { // for all who share it, whatever it is
        failure = t;
      }
    }

    @SuppressWarnings("NullAway") // null only if that is what the function returned
    Result<V> result() throws Exception {
      return switch (failure) {
        case null -> new Result<>(value, shared);
        case Exception e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw new CompletionException(t);
      };
    }
  }

  /** A flight and whether the caller is the one that does the work. */
  private record Seat<V extends @Nullable Object>(Flight<V> flight, boolean pilot) {}

  /**
   * Calls the function, or waits for a call that is under way for the same key: Go's {@code Do}.
   *
   * <p>The first caller runs the function itself. If that is interrupted, only this caller gets the
   * interruption; of those who wait, one takes over and runs the function it brought. A function
   * that calls for its own key waits for ever.
   *
   * @param key names the work
   * @param fn does the work; called without a lock
   * @return the result
   * @throws InterruptedException if the thread is interrupted: on entry, while it waits, or in the
   *     function
   * @throws CompletionException if the function failed; its cause is what was thrown
   */
  public Result<V> call(K key, Callable<? extends V> fn) throws InterruptedException {
    return call(key, fn, Patience.INTERRUPTIBLE);
  }

  /**
   * {@link #call(Object, Callable)} that waits for another's call only until a context is done.
   * What ends the function, if this caller runs it, is its own affair.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @param key names the work
   * @param fn does the work; called without a lock
   * @return the result
   * @throws InterruptedException as {@link #call(Object, Callable)}
   * @throws ContextException what ended the context
   * @throws CompletionException as {@link #call(Object, Callable)}
   */
  public Result<V> call(Context ctx, K key, Callable<? extends V> fn) throws InterruptedException {
    return call(key, fn, Patience.whileLive(ctx));
  }

  private Result<V> call(K key, Callable<? extends V> fn, Patience patience)
      throws InterruptedException {
    Objects.requireNonNull(fn, "fn");
    patience.check();
    Flight<V> flight = fly(key, fn, patience, board(key));
    try {
      return flight.result();
    } catch (InterruptedException | InterruptedRuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new CompletionException(t);
    }
  }

  /**
   * {@link #call(Object, Callable)} without waiting: Go's {@code DoChan}. The function runs in a
   * goroutine of its own. When this returns the call is under way, and later ones share it.
   *
   * @param key names the work
   * @param fn does the work; called without a lock
   * @return where the result arrives as the one element; a failure is the cause of the close
   */
  public Receiver<Result<V>> callChan(K key, Callable<? extends V> fn) {
    Objects.requireNonNull(fn, "fn");
    Seat<V> seat = board(key);
    // There is room for it: a send would fail by an interrupt that the function has left behind.
    return Go.produce(1, out -> out.trySend(fly(key, fn, Patience.INTERRUPTIBLE, seat).result()));
  }

  /**
   * Forgets the work under way for a key: the next call does it anew. Those who wait for it still
   * get its result.
   *
   * @param key names the work
   */
  public void forget(K key) {
    flights.remove(key);
  }

  private Seat<V> board(K key) {
    Objects.requireNonNull(key, "key");
    Flight<V> mine = new Flight<>();
    for (; ; ) {
      Flight<V> other = flights.putIfAbsent(key, mine);
      if (other == null) {
        return new Seat<>(mine, true);
      }
      if (other.join()) {
        return new Seat<>(other, false);
      }
      flights.remove(key, other); // it is over, only not out of the way yet
    }
  }

  /** Does the work or waits for it; what it returns is over. */
  private Flight<V> fly(K key, Callable<? extends V> fn, Patience patience, Seat<V> first)
      throws InterruptedException {
    for (Seat<V> seat = first; ; seat = board(key)) {
      Flight<V> flight = seat.flight;
      if (seat.pilot) {
        flight.run(fn);
        flight.shared = flight.joined.getAndSet(Flight.OVER) > 0;
        flights.remove(key, flight);
        flight.landed.open();
        return flight;
      }
      flight.landed.await(patience);
      if (!flight.abandoned) {
        return flight;
      }
    }
  }
}
