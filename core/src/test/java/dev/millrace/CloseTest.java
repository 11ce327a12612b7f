package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Close, in its three forms. */
@Timeout(60)
class CloseTest {
  private final Exception cause = new Exception("why");
  private final Chan<Integer> ch = Chan.make(2);

  private static void assertMisuse(Task task, String message) {
    assertThatThrownBy(task::run)
        .isExactlyInstanceOf(ChannelMisuseException.class)
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(ChannelClosedException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  @Test
  void aSecondCloseIsCloseOfClosedChannel() {
    ch.close();
    assertMisuse(ch::close, "close of closed channel");
  }

  @Test
  void aPlainCloseAfterACloseWithACauseDoesNothing() {
    ch.close(cause);
    ch.close();
    ch.close();
    assertThatThrownBy(ch::receive).hasCause(cause);
  }

  @Test
  void aCloseWithACauseAfterAnyCloseIsCloseOfClosedChannel() {
    ch.close();
    assertMisuse(() -> ch.close(cause), "close of closed channel");
    assertThatThrownBy(ch::receive).hasNoCause();
    Chan<Integer> failed = Chan.make();
    failed.close(cause);
    assertMisuse(() -> failed.close(new Exception("other")), "close of closed channel");
    failed.close();
    assertMisuse(() -> failed.close(new Exception("other")), "close of closed channel");
    assertThatThrownBy(failed::receive).hasCause(cause);
    Chan<Integer> tried = Chan.make();
    assertThat(tried.tryClose()).isTrue();
    assertMisuse(() -> tried.close(cause), "close of closed channel");
  }

  @Test
  void tryCloseClosesOnce() {
    assertThat(ch.tryClose()).isTrue();
    assertThat(ch.isClosed()).isTrue();
    assertThat(ch.tryClose()).isFalse();
    assertMisuse(ch::close, "close of closed channel");
  }

  @Test
  void tryCloseAfterAnyCloseIsFalse() {
    ch.close();
    assertThat(ch.tryClose()).isFalse();
    Chan<Integer> failed = Chan.make();
    failed.close(cause);
    assertThat(failed.tryClose()).isFalse();
    assertThatThrownBy(failed::receive).hasCause(cause);
    failed.close();
  }

  @Test
  void aCauseIsNotNull() {
    assertThatThrownBy(() -> ch.close(noCause())).isInstanceOf(NullPointerException.class);
    assertThat(ch.isClosed()).isFalse();
  }

  @SuppressWarnings("NullAway") // what code without nullness checks would pass
  private static Throwable noCause() {
    return null;
  }

  @Test
  void aSendAfterTheCloseIsSendOnClosedChannel() {
    ch.close(cause);
    assertMisuse(() -> ch.send(1), "send on closed channel");
    assertMisuse(() -> ch.trySend(1), "send on closed channel");
    assertMisuse(() -> ch.send(1, java.time.Duration.ofSeconds(1)), "send on closed channel");
    assertMisuse(() -> ch.send(1, java.time.Duration.ZERO), "send on closed channel");
    assertThat(ch.length()).isZero();
  }

  @Test
  void aReceiveAfterTheCloseDrainsTheBufferFirst() throws Exception {
    ch.send(1);
    ch.send(2);
    ch.close();
    assertThat(ch.receive()).isEqualTo(1);
    assertThat(ch.receiveOrClosed()).isEqualTo(new Received.Value<>(2));
    assertThat(ch.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(ch::receive)
          .isExactlyInstanceOf(ChannelClosedException.class)
          .isNotInstanceOf(IllegalStateException.class)
          .hasMessage("receive on closed channel")
          .hasNoCause();
    }
  }

  @Test
  void theCauseComesAfterTheBufferIsDrained() throws Exception {
    ch.send(1);
    ch.close(cause);
    assertThat(ch.receive()).isEqualTo(1);
    assertThatThrownBy(ch::receive)
        .isExactlyInstanceOf(ChannelClosedException.class)
        .hasMessage("receive on closed channel")
        .hasCause(cause);
    assertThat(ch.receiveOrClosed()).isEqualTo(new Received.Closed<>(cause));
    assertThatThrownBy(() -> ch.receive(java.time.Duration.ofSeconds(1)))
        .isInstanceOf(ChannelClosedException.class)
        .hasCause(cause);
    assertThatThrownBy(() -> ch.receive(java.time.Duration.ZERO))
        .isInstanceOf(ChannelClosedException.class)
        .hasCause(cause);
    assertThat(ch.receiveOrClosed(java.time.Duration.ZERO)).isEqualTo(new Received.Closed<>(cause));
    assertThat(ch.receiveOrClosed(java.time.Duration.ofSeconds(1)))
        .isEqualTo(new Received.Closed<>(cause));
  }

  @Test
  void theEndCanBeToldFromAnElementByItsPattern() throws Exception {
    ch.send(3);
    ch.close(cause);
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Received<Integer> received = ch.receiveOrClosed();
      told.add(
          switch (received) {
            case Received.Value(var v) -> "value " + v + " " + received.ok();
            case Received.Closed(var c) ->
                "closed by " + (c == null ? "" : c.getMessage()) + " " + received.ok();
          });
    }
    assertThat(told).containsExactly("value 3 true", "closed by why false");
  }

  @Test
  void aSenderBlockedAtTheCloseGetsSendOnClosedChannel() throws Exception {
    for (Chan<Integer> full : List.of(Chan.<Integer>make(), full(1), full(2))) {
      var sender = Running.task(() -> full.send(9)).blocked();
      var selecting =
          Running.task(() -> Go.select(Go.send(full, 9), Go.recv(Chan.never()))).blocked();
      full.close(cause);
      assertMisuse(() -> rethrow(sender), "send on closed channel");
      assertMisuse(() -> rethrow(selecting), "send on closed channel");
      for (int i = 0; i < full.capacity(); i++) {
        assertThat(full.receive()).as("the element of a failed send is not sent").isEqualTo(i);
      }
      assertThat(full.receiveOrClosed()).isEqualTo(new Received.Closed<>(cause));
    }
  }

  private static Chan<Integer> full(int capacity) {
    Chan<Integer> ch = Chan.make(capacity);
    for (int i = 0; i < capacity; i++) {
      assertThat(ch.trySend(i)).isTrue();
    }
    return ch;
  }

  private static void rethrow(Running<?> running) throws Exception {
    if (running.failure() instanceof Exception e) {
      throw e;
    }
  }

  @Test
  void everyReceiverBlockedAtTheCloseSeesTheEnd() throws Exception {
    // More than a close completes in one go.
    List<Running<Received<Integer>>> receivers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      receivers.add(Running.<Received<Integer>>of(ch::receiveOrClosed).blocked());
    }
    var plain = Running.of(ch::receive).blocked();
    ch.close(cause);
    for (var receiver : receivers) {
      assertThat(receiver.result()).isEqualTo(new Received.Closed<>(cause));
    }
    assertThat(plain.failure()).isInstanceOf(ChannelClosedException.class).hasCause(cause);
  }

  @Test
  void everySenderBlockedAtTheCloseIsTold() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    List<Running<?>> senders = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      senders.add(Running.task(() -> unbuffered.send(1)).blocked());
    }
    unbuffered.close();
    for (var sender : senders) {
      assertMisuse(() -> rethrow(sender), "send on closed channel");
    }
    assertThat(unbuffered.tryReceive()).isEqualTo(new Received.Closed<>(null));
  }

  /** Not even to one who receives while the close is still telling them one after another. */
  @Test
  void aReceiveAfterTheCloseLetsNoSenderIn() throws Exception {
    for (int round = 0; round < 20; round++) {
      Chan<Integer> full = full(1);
      List<Running<?>> senders = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        senders.add(Running.task(() -> full.send(9)).blocked());
      }
      var receiver =
          Running.onPlatform(() -> {
            while (!full.isClosed()) {
              Thread.onSpinWait();
            }
            return full.stream().toList();
          });
      full.close();
      assertThat(receiver.result()).containsExactly(0);
      for (var sender : senders) {
        assertMisuse(() -> rethrow(sender), "send on closed channel");
      }
    }
  }

  @Test
  void isClosedSaysThatCloseWasCalled() {
    assertThat(ch.isClosed()).isFalse();
    assertThat(ch.trySend(1)).isTrue();
    ch.close(cause);
    assertThat(ch.isClosed()).as("with elements in the buffer").isTrue();
  }

  @Test
  void tryWithASenderIsDeferClose() throws Exception {
    Sender<Integer> out = ch;
    try (out) {
      out.send(1);
    }
    assertThat(ch).containsExactly(1);
  }

  @Test
  void ofManyThatTryToCloseOneSucceeds() throws Exception {
    for (int round = 0; round < 1000; round++) {
      Chan<Integer> contended = Chan.make();
      var one = Running.onPlatform(contended::tryClose);
      boolean mine = contended.tryClose();
      assertThat(one.result()).isEqualTo(!mine);
    }
  }

  /** The element or the end is there at each moment. */
  @Test
  void whileOneClosesAndDrainsItAReceiveIsReady() throws Exception {
    for (int i = 0; i < 5000; i++) {
      Chan<Integer> closing = full(1);
      var other =
          Running.onPlatform(() ->
              Go.<Boolean>select(
                  Go.recvOrClosed(closing).map(_ -> true), Go.otherwise().map(_ -> false)));
      closing.close();
      assertThat(closing.receiveOrClosed()).isNotNull();
      assertThat(other.result()).isTrue();
    }
  }
}
