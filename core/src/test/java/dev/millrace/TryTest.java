package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code trySend} and {@code tryReceive}: they fail only if it could not be done at that moment.
 */
@Timeout(60)
class TryTest {
  @Test
  void trySendSucceedsWhileTheBufferHasRoom() {
    Chan<Integer> ch = Chan.make(2);
    assertThat(ch.trySend(1)).isTrue();
    assertThat(ch.trySend(2)).isTrue();
    assertThat(ch.trySend(3)).isFalse();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(1));
    assertThat(ch.trySend(3)).isTrue();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(2));
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(3));
    assertThat(ch.tryReceive()).isNull();
  }

  @Test
  void trySendOnAnUnbufferedChannelNeedsAReceiverThatWaits() throws Exception {
    Chan<Integer> ch = Chan.make();
    assertThat(ch.trySend(1)).isFalse();
    var receiver = Running.of(ch::receive).blocked();
    assertThat(ch.trySend(2)).isTrue();
    assertThat(ch.trySend(3)).isFalse();
    assertThat(receiver.result()).isEqualTo(2);
  }

  @Test
  void tryReceiveOnAnUnbufferedChannelNeedsASenderThatWaits() throws Exception {
    Chan<Integer> ch = Chan.make();
    assertThat(ch.tryReceive()).isNull();
    var sender = Running.task(() -> ch.send(1)).blocked();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(1));
    assertThat(ch.tryReceive()).isNull();
    assertThat(sender.failure()).isNull();
  }

  @Test
  void tryReceiveFromAFullBufferLetsTheFirstSenderThatWaitsIn() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    ch.send(1);
    var first = Running.task(() -> ch.send(2)).blocked();
    var second = Running.task(() -> ch.send(3)).blocked();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(1));
    assertThat(first.failure()).isNull();
    assertThat(second.isBlocked()).isTrue();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(2));
    assertThat(second.failure()).isNull();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(3));
  }

  @Test
  void trySendOnAClosedChannelIsMisuse() {
    for (int capacity = 0; capacity < 2; capacity++) {
      Chan<Integer> ch = Chan.make(capacity);
      ch.close();
      assertThatThrownBy(() -> ch.trySend(1))
          .isExactlyInstanceOf(ChannelMisuseException.class)
          .hasMessage("send on closed channel");
    }
  }

  @Test
  void tryReceiveOnAClosedChannelDrainsItAndIsThenTheEnd() {
    Exception cause = new Exception("why");
    Chan<Integer> ch = Chan.make(1);
    assertThat(ch.trySend(1)).isTrue();
    ch.close(cause);
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(1));
    assertThat(ch.tryReceive()).isEqualTo(new Received.Closed<>(cause));
    assertThat(ch.tryReceive()).isEqualTo(new Received.Closed<>(cause));
  }

  /** Half full, with two at work in it, it is never full and never empty. */
  @Test
  void neitherFailsBecauseSomebodyElseIsAtWork() throws Exception {
    Chan<Integer> busy = Chan.make(1000);
    for (int i = 0; i < 500; i++) {
      busy.send(i);
    }
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Boolean> half =
        () -> {
          together.await();
          for (int i = 0; i < 1_000_000; i++) {
            if (!busy.trySend(i)) {
              throw new AssertionError("full with " + busy.length());
            }
            if (busy.tryReceive() == null) {
              throw new AssertionError("empty with " + busy.length());
            }
          }
          return true;
        };
    var one = Running.onPlatform(half);
    var other = Running.onPlatform(half);
    assertThat(one.result()).isTrue();
    assertThat(other.result()).isTrue();
    assertThat(busy.length()).isEqualTo(500);
  }
}
