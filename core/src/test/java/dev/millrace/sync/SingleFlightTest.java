package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ChannelClosedException;
import dev.millrace.Receiver;
import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of {@link SingleFlight}. */
@Timeout(120)
class SingleFlightTest {
  private final SingleFlight<String, @Nullable Object> flights = new SingleFlight<>();

  @Test
  void aCallAloneGetsItsResultUnshared() throws Exception {
    assertThat(flights.call("key", () -> "bar")).isEqualTo(new SingleFlight.Result<>("bar", false));
    assertThat(flights.call("key", () -> null).value()).isNull();
  }

  @Test
  void callsForTheSameKeyShareOneRun() throws Exception {
    var runs = new AtomicInteger();
    var go = new CountDownLatch(1);
    var results = new ConcurrentLinkedQueue<SingleFlight.Result<?>>();
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      actors.add(
          Actor.start(() ->
                  results.add(
                      flights.call(
                          "key",
                          () -> {
                            go.await();
                            return runs.incrementAndGet();
                          })))
              .blocked());
    }
    assertThat(flights.call("other", () -> 5).shared()).isFalse();
    go.countDown();
    for (Actor a : actors) {
      a.join();
    }
    assertThat(runs).hasValue(1);
    assertThat(results).hasSize(10).containsOnly(new SingleFlight.Result<>(1, true));
    assertThat(flights.call("key", () -> 7).value()).as("no cache").isEqualTo(7);
  }

  @Test
  void aFailureIsThrownToAllWrapped() throws Exception {
    var go = new CountDownLatch(1);
    var failure = new IOException("failed");
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      actors.add(
          Actor.start(() ->
                  flights.call(
                      "key",
                      () -> {
                        go.await();
                        throw failure;
                      }))
              .blocked());
    }
    go.countDown();
    for (Actor a : actors) {
      assertThat(a.failure()).isInstanceOf(CompletionException.class).hasCause(failure);
    }
    assertThatThrownBy(() ->
            flights.call(
                "key",
                () -> {
                  throw new StackOverflowError();
                }))
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void afterForgetTheNextCallRunsAnew() throws Exception {
    var go = new CountDownLatch(1);
    Actor first =
        Actor.start(() ->
                assertThat(
                        flights.call(
                            "key",
                            () -> {
                              go.await();
                              return 1;
                            }))
                    .isEqualTo(new SingleFlight.Result<>(1, false)))
            .blocked();
    flights.forget("key");
    assertThat(flights.call("key", () -> 2)).isEqualTo(new SingleFlight.Result<>(2, false));
    go.countDown();
    first.join();
  }

  @Test
  void whenTheOneThatRunsItIsInterruptedAnotherTakesOver() throws Exception {
    var never = new CountDownLatch(1);
    Actor first =
        Actor.start(() ->
                flights.call(
                    "key",
                    () -> {
                      never.await();
                      return 1;
                    }))
            .blocked();
    Actor second =
        Actor.start(() -> assertThat(flights.call("key", () -> 2).value()).isEqualTo(2)).blocked();
    first.interrupt();
    assertThat(first.failure()).isInstanceOf(InterruptedException.class);
    second.join();
  }

  @Test
  void whoWaitsCanBeInterruptedAndEndedByItsContext() throws Exception {
    var go = new CountDownLatch(1);
    Actor first =
        Actor.start(() ->
                flights.call(
                    "key",
                    () -> {
                      go.await();
                      return 1;
                    }))
            .blocked();
    Actor second = Actor.start(() -> flights.call("key", () -> 2)).blocked();
    second.interrupt();
    assertThat(second.failure()).isInstanceOf(InterruptedException.class);
    try (var ctx = Context.background().withCancel()) {
      Actor third = Actor.start(() -> flights.call(ctx, "key", () -> 3)).blocked();
      ctx.cancel();
      assertThat(third.failure()).isInstanceOf(ContextCanceledException.class);
    }
    go.countDown();
    first.join();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> flights.call("key", () -> 4)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void callChanIsUnderWayWhenItReturns() throws Exception {
    var go = new CountDownLatch(1);
    Receiver<SingleFlight.Result<@Nullable Object>> chan =
        flights.callChan(
            "key",
            () -> {
              go.await();
              return 1;
            });
    Actor second =
        Actor.start(() ->
                assertThat(flights.call("key", () -> 2))
                    .isEqualTo(new SingleFlight.Result<>(1, true)))
            .blocked();
    go.countDown();
    assertThat(chan.receive()).isEqualTo(new SingleFlight.Result<>(1, true));
    second.join();
    assertThatThrownBy(chan::receive).isInstanceOf(ChannelClosedException.class).hasNoCause();
  }

  @Test
  void aFailureOfCallChanIsTheCauseOfTheClose() {
    var failure = new IOException("failed");
    var chan =
        flights.callChan(
            "key",
            () -> {
              throw failure;
            });
    assertThatThrownBy(chan::receive).isInstanceOf(ChannelClosedException.class).hasCause(failure);
  }

  @Test
  void aKeyIsForgottenWhenItsWorkIsDone() throws Exception {
    var keys = new SingleFlight<Object, String>();
    WeakReference<Object> key = new WeakReference<>(calledFor(keys));
    while (key.get() != null) {
      System.gc();
      Thread.sleep(1);
    }
    assertThat(keys.call("another", () -> "bar").value()).isEqualTo("bar");
  }

  private static Object calledFor(SingleFlight<Object, String> keys) throws InterruptedException {
    var key = new Object();
    assertThat(keys.call(key, () -> "foo").value()).isEqualTo("foo");
    return key;
  }

  /** The runs of a key never overlap, and everybody gets what one run after its call made. */
  @Test
  void runsOfAKeyNeverOverlap() throws Exception {
    var running = new AtomicInteger();
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      actors.add(
          Actor.start(
              i % 2 == 0 ? Actor.Kind.PLATFORM : Actor.Kind.VIRTUAL,
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  flights.call(
                      "key",
                      () -> {
                        assertThat(running.incrementAndGet()).isEqualTo(1);
                        return running.decrementAndGet();
                      });
                }
              }));
    }
    for (Actor a : actors) {
      a.join();
    }
  }

  @Test
  void anInterruptThatTheFunctionLeavesBehindKeepsNoResultFromItsChannel() throws Exception {
    var flight = new SingleFlight<String, Integer>();
    var result =
        flight.callChan(
            "key",
            () -> {
              Thread.currentThread().interrupt();
              return 7;
            });
    assertThat(result.receive().value()).isEqualTo(7);
  }

  /** A key that has something done while the flight that is over is taken out of the way. */
  private static final class Key {
    private final Runnable atRemoval;
    private int hashed;

    Key(Runnable atRemoval) {
      this.atRemoval = atRemoval;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Key;
    }

    @Override
    public int hashCode() {
      if (++hashed == 2) {
        atRemoval.run();
      }
      return 1;
    }
  }

  @Test
  void nobodyJoinsAFlightThatIsOver() throws Exception {
    var flight = new SingleFlight<Key, Integer>();
    var second = new AtomicReference<SingleFlight.@Nullable Result<Integer>>();
    Key key =
        new Key(() -> {
          try {
            Actor.start(() -> second.set(flight.call(new Key(() -> {}), () -> 2))).join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(flight.call(key, () -> 1)).isEqualTo(new SingleFlight.Result<>(1, false));
    assertThat(second.get()).isEqualTo(new SingleFlight.Result<>(2, false));
  }
}
