package dev.millrace;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code Chan.never()}: Go's nil channel. */
@Timeout(60)
class NeverTest {
  private final Chan<Integer> never = Chan.never();

  @Test
  void sendAndReceiveWaitForEverAndCanBeInterrupted() throws Exception {
    List<Task> operations =
        List.of(
            () -> never.send(1),
            never::receive,
            never::receiveOrClosed,
            () -> never.send(1, Duration.ofSeconds(Long.MAX_VALUE)),
            () -> never.receive(Duration.ofSeconds(Long.MAX_VALUE)),
            () -> never.iterator().next());
    for (Task operation : operations) {
      var running = Running.task(operation).blocked();
      running.interrupt();
      assertThat(running.failure())
          .isInstanceOfAny(InterruptedException.class, InterruptedRuntimeException.class);
    }
  }

  @Test
  void itsTimedFormsTimeOut() {
    for (Duration d : List.of(Duration.ofNanos(1), Duration.ZERO, Duration.ofMillis(5))) {
      assertThatThrownBy(() -> never.send(1, d)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> never.receive(d)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> never.receiveOrClosed(d)).isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void nothingIsEverReadyOnIt() throws Exception {
    assertThat(never.trySend(1)).isFalse();
    assertThat(never.tryReceive()).isNull();
    String taken =
        select(
            recv(never).map(_ -> "receive"),
            send(never, 1).map(_ -> "send"),
            otherwise().map(_ -> "otherwise"));
    assertThat(taken).isEqualTo("otherwise");
  }

  @Test
  void twoThatWaitOnItDoNotMeet() throws Exception {
    var receiver = Running.of(never::receive).blocked();
    var sender = Running.task(() -> never.send(1)).blocked();
    assertThat(never.trySend(2)).isFalse();
    assertThat(never.tryReceive()).isNull();
    var another = Running.of(never::receive).blocked();
    assertThat(receiver.isBlocked()).isTrue();
    assertThat(sender.isBlocked()).isTrue();
    receiver.interrupt();
    sender.interrupt();
    another.interrupt();
    assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
    assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
    assertThat(another.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void noSelectThatWaitsOnItIsMet() throws Exception {
    Chan<Integer> other = Chan.make();
    var receiver = Running.<Integer>of(() -> select(recv(never), recv(other))).blocked();
    assertThat(never.trySend(1)).isFalse();
    assertThat(other.trySend(2)).isTrue();
    assertThat(receiver.result()).isEqualTo(2);
    var sender =
        Running.<Integer>of(() -> select(send(never, 1).map(_ -> 0), recv(other))).blocked();
    assertThat(never.tryReceive()).isNull();
    assertThat(other.trySend(3)).isTrue();
    assertThat(sender.result()).isEqualTo(3);
  }

  @Test
  void closingItIsCloseOfNilChannel() {
    assertThatThrownBy(never::close)
        .isExactlyInstanceOf(ChannelMisuseException.class)
        .hasMessage("close of nil channel")
        .hasNoCause();
    assertThatThrownBy(() -> never.close(new Exception()))
        .hasMessage("close of nil channel")
        .hasNoCause();
    assertThatThrownBy(never::tryClose).hasMessage("close of nil channel");
    assertThat(never.isClosed()).isFalse();
  }

  @Test
  void itHasNoBufferAndHoldsNothing() {
    assertThat(never.length()).isZero();
    assertThat(never.capacity()).isZero();
  }
}
