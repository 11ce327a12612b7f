package dev.millrace;

import static dev.millrace.Go.produce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code produce}: a goroutine that owns a channel. */
@Timeout(60)
class ProduceTest {
  private final CompletableFuture<Throwable> crash = new CompletableFuture<>();

  private void watch() {
    Thread.currentThread().setUncaughtExceptionHandler((_, e) -> crash.complete(e));
  }

  @Test
  void theChannelIsClosedAtTheEndOfTheBody() {
    Receiver<Integer> numbers =
        produce(out -> {
          for (int i = 0; i < 3; i++) {
            out.send(i);
          }
        });
    assertThat(numbers).containsExactly(0, 1, 2);
    assertThat(numbers.isClosed()).isTrue();
    assertThat(numbers.capacity()).isZero();
  }

  @Test
  void withACapacityItIsBuffered() {
    Receiver<Integer> numbers = produce(5, out -> out.send(1));
    assertThat(numbers.capacity()).isEqualTo(5);
    assertThat(numbers).containsExactly(1);
    assertThatThrownBy(() -> produce(-1, out -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("makechan: size out of range");
  }

  @Test
  void aFailureOfTheBodyReachesTheReaderBehindTheElementsAndIsNoCrash() throws Exception {
    IOException failure = new IOException("boom");
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Receiver<Integer> numbers =
        produce(
            1,
            out -> {
              watch();
              thread.complete(Thread.currentThread());
              out.send(1);
              throw failure;
            });
    assertThat(numbers.receive()).isEqualTo(1);
    assertThatThrownBy(numbers::receive)
        .isInstanceOf(ChannelClosedException.class)
        .hasCause(failure);
    thread.get(30, TimeUnit.SECONDS).join();
    assertThat(crash).isNotDone();
  }

  @Test
  void anErrorOfTheBodyReachesTheReader() {
    StackOverflowError failure = new StackOverflowError("deep");
    Receiver<Integer> numbers =
        produce(out -> {
          throw failure;
        });
    assertThatThrownBy(numbers::receive).hasCause(failure);
  }

  @Test
  void aBodyMayCloseTheChannelItself() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Receiver<Integer> numbers =
        produce(out -> {
          watch();
          thread.complete(Thread.currentThread());
          try (out) {
            out.send(1);
          }
        });
    assertThat(numbers).containsExactly(1);
    IOException why = new IOException("why");
    Receiver<Integer> failed = produce(out -> out.close(why));
    assertThatThrownBy(failed::receive).hasCause(why);
    thread.get(30, TimeUnit.SECONDS).join();
    assertThat(crash).isNotDone();
  }

  /** The readers have been told that all was well, so nobody else would hear of it. */
  @Test
  void aFailureAfterTheBodyHasClosedTheChannelIsACrash() throws Exception {
    IOException failure = new IOException("boom");
    Receiver<Integer> numbers =
        produce(out -> {
          watch();
          out.close();
          throw failure;
        });
    assertThat(numbers).isEmpty();
    assertThat(crash.get(30, TimeUnit.SECONDS)).isSameAs(failure);
  }
}
