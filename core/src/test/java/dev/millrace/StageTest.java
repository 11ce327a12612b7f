package dev.millrace;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A completion stage as a receiver. */
@Timeout(60)
class StageTest {
  private final CompletableFuture<Integer> future = new CompletableFuture<>();

  @Test
  void theResultIsItsOneElement() throws Exception {
    CompletionStage<Integer> stage = future.minimalCompletionStage();
    Receiver<Integer> receiver = Receiver.of(stage);
    assertThat(receiver.tryReceive()).isNull();
    var waiting = Running.of(receiver::receive).blocked();
    assertThat(future.complete(4)).isTrue();
    assertThat(waiting.result()).isEqualTo(4);
    assertThat(receiver.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
  }

  @Test
  void theResultMayBeThereAlreadyAndMayBeNull() throws Exception {
    Receiver<@Nullable String> receiver = Receiver.of(CompletableFuture.completedFuture(null));
    assertThat(receiver.receiveOrClosed()).isEqualTo(new Received.Value<@Nullable String>(null));
    assertThat(receiver.isClosed()).isTrue();
  }

  @Test
  void aFailureIsTheCauseOfTheClose() {
    IOException failure = new IOException("boom");
    Receiver<Integer> receiver = Receiver.of(future);
    Receiver<Integer> derived = Receiver.of(future.thenApply(i -> i + 1));
    assertThat(future.completeExceptionally(failure)).isTrue();
    assertThat(receiver.tryReceive()).isEqualTo(new Received.Closed<>(failure));
    assertThat(derived.tryReceive())
        .as("without a CompletionException around it")
        .isEqualTo(new Received.Closed<>(failure));
  }

  @Test
  void aCancelIsTheCauseOfTheClose() {
    Receiver<Integer> receiver = Receiver.of(future);
    assertThat(future.cancel(true)).isTrue();
    assertThatThrownBy(receiver::receive).hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void madeOnceItIsACaseOfASelectInALoop() throws Exception {
    Receiver<Integer> receiver = Receiver.of(future);
    for (int i = 0; i < 3; i++) {
      String taken = select(recv(receiver).map(_ -> "result"), otherwise().map(_ -> "not yet"));
      assertThat(taken).isEqualTo("not yet");
    }
    assertThat(future.complete(9)).isTrue();
    Integer result = select(recv(receiver), recv(Chan.<Integer>never()));
    assertThat(result).isEqualTo(9);
    Received<Integer> end = select(recvOrClosed(receiver));
    assertThat(end.ok()).isFalse();
  }

  @Test
  void aFutureThatIsAStageIsAccepted() throws Exception {
    Future<Integer> plain = future;
    Receiver<Integer> receiver = Receiver.of(plain);
    assertThat(future.complete(1)).isTrue();
    assertThat(receiver.receive()).isEqualTo(1);
  }

  @Test
  void aPlainFutureIsRefusedWithAMessageThatSaysHow() {
    assertThatThrownBy(() -> Receiver.of(new FutureTask<>(() -> 1)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CompletableFuture")
        .hasMessageContaining("async(future::get)");
  }
}
