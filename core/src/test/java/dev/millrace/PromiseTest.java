package dev.millrace;

import static dev.millrace.Go.after;
import static dev.millrace.Go.async;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code async}: a goroutine with a result. */
@Timeout(60)
class PromiseTest {
  private final Chan<Integer> gate = Chan.make();

  @Test
  void awaitGivesTheResultToAsManyAsAsk() throws Exception {
    Promise<Integer> promise = async(gate::receive);
    var one = Running.of(promise::await).blocked();
    var other = Running.of(promise::await).blocked();
    gate.send(7);
    assertThat(one.result()).isEqualTo(7);
    assertThat(other.result()).isEqualTo(7);
    assertThat(promise.await()).isEqualTo(7);
    assertThat(promise.await()).isEqualTo(7);
  }

  @Test
  void theResultMayBeNull() throws Exception {
    Promise<@Nullable String> promise = Go.<@Nullable String>async(() -> null);
    assertThat(promise.await()).isNull();
    assertThat(promise.receiveOrClosed()).isEqualTo(new Received.Value<@Nullable String>(null));
    assertThat(promise.receiveOrClosed()).isEqualTo(new Received.Closed<@Nullable String>(null));
  }

  @Test
  void asAReceiverItCarriesTheResultOnceAndIsThenClosed() throws Exception {
    Promise<Integer> promise = async(() -> 3);
    assertThat(promise.receive()).isEqualTo(3);
    assertThatThrownBy(promise::receive).isInstanceOf(ChannelClosedException.class).hasNoCause();
    assertThat(promise.await()).as("await does not need the element").isEqualTo(3);
  }

  @Test
  void itIsACaseOfASelect() throws Exception {
    Promise<Integer> promise = async(gate::receive);
    String first =
        select(
            recv(promise).map(i -> "result " + i),
            after(Duration.ofMillis(2)).map(_ -> "too late"));
    assertThat(first).isEqualTo("too late");
    gate.send(5);
    Integer result = select(recv(promise), recv(Chan.<Integer>never()));
    assertThat(result).isEqualTo(5);
  }

  @Test
  void aFailureIsCarriedAndIsNoCrash() throws Exception {
    IOException failure = new IOException("boom");
    CrashOf<Integer> failing = new CrashOf<>(failure);
    Promise<Integer> promise = async(failing);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(promise::await)
          .isExactlyInstanceOf(CompletionException.class)
          .hasCause(failure);
    }
    assertThatThrownBy(promise::receive)
        .isExactlyInstanceOf(ChannelClosedException.class)
        .hasCause(failure);
    assertThat(promise.tryReceive()).isEqualTo(new Received.Closed<Integer>(failure));
    promise.goroutine().join();
    assertThat(failing.crash).isNull();
  }

  /** Fails, and notices if that is taken for a crash. */
  private static final class CrashOf<T> implements Callable<T> {
    private final Exception failure;
    private volatile @Nullable Throwable crash;

    CrashOf(Exception failure) {
      this.failure = failure;
    }

    @Override
    public T call() throws Exception {
      Thread.currentThread().setUncaughtExceptionHandler((_, e) -> crash = e);
      throw failure;
    }
  }

  @Test
  void anErrorIsCarriedToo() {
    StackOverflowError failure = new StackOverflowError("deep");
    Promise<Integer> promise =
        async(() -> {
          throw failure;
        });
    assertThatThrownBy(promise::await).hasCause(failure);
  }

  @Test
  void awaitIsInterruptedAndTheGoroutineGoesOn() throws Exception {
    Promise<Integer> promise = async(gate::receive);
    var waiting = Running.of(promise::await).blocked();
    waiting.interrupt();
    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    assertThat(Running.interrupted(promise::await).failure())
        .isInstanceOf(InterruptedException.class);
    gate.send(1);
    assertThat(promise.await()).isEqualTo(1);
    assertThat(Running.interrupted(promise::await).failure())
        .as("ready or not")
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void interruptedItFails() {
    Promise<Integer> promise = async(gate::receive);
    promise.goroutine().interrupt();
    assertThatThrownBy(promise::await).hasCauseExactlyInstanceOf(InterruptedException.class);
  }
}
