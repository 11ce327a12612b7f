package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends and receives, with a buffer and without. */
@Timeout(60)
class ChannelTest {
  @Test
  void aSendOnAnUnbufferedChannelWaitsForTheReceiver() throws Exception {
    Chan<Integer> ch = Chan.make();
    var sender = Running.task(() -> ch.send(7)).blocked();
    assertThat(ch.receive()).isEqualTo(7);
    assertThat(sender.failure()).isNull();
  }

  @Test
  void aReceiveOnAnUnbufferedChannelWaitsForTheSender() throws Exception {
    Chan<Integer> ch = Chan.make();
    var receiver = Running.of(ch::receive).blocked();
    ch.send(7);
    assertThat(receiver.result()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16})
  void aSendOnABufferedChannelWaitsOnlyWhileTheBufferIsFull(int capacity) throws Exception {
    Chan<Integer> ch = Chan.make(capacity);
    for (int i = 0; i < capacity; i++) {
      ch.send(i);
    }
    var sender = Running.task(() -> ch.send(capacity)).blocked();
    assertThat(ch.receive()).isEqualTo(0);
    assertThat(sender.failure()).isNull();
    assertThat(ch.length()).isEqualTo(capacity);
  }

  @Test
  void aReceiveOnABufferedChannelWaitsOnlyWhileTheBufferIsEmpty() throws Exception {
    Chan<Integer> ch = Chan.make(2);
    var receiver = Running.of(ch::receive).blocked();
    ch.send(1);
    assertThat(receiver.result()).isEqualTo(1);
    ch.send(2);
    assertThat(ch.receive()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10})
  void elementsComeOutInTheOrderInWhichTheyWentIn(int capacity) throws Exception {
    Chan<Integer> ch = Chan.make(capacity);
    Running.task(() -> {
      for (int i = 0; i < 1000; i++) {
        ch.send(i);
      }
    });
    for (int i = 0; i < 1000; i++) {
      assertThat(ch.receive()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void sendersThatWaitAreServedFirstComeFirstServed(int capacity) throws Exception {
    Chan<Integer> ch = Chan.make(capacity);
    for (int i = 0; i < capacity; i++) {
      ch.send(i);
    }
    for (int i = capacity; i < capacity + 10; i++) {
      int value = i;
      Running.task(() -> ch.send(value)).blocked();
    }
    for (int i = 0; i < capacity + 10; i++) {
      assertThat(ch.receive()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void receiversThatWaitAreServedFirstComeFirstServed(int capacity) throws Exception {
    Chan<Integer> ch = Chan.make(capacity);
    List<Running<Integer>> receivers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      receivers.add(Running.<Integer>of(ch::receive).blocked());
    }
    for (int i = 0; i < 10; i++) {
      ch.send(i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(receivers.get(i).result()).isEqualTo(i);
    }
  }

  /** A slot that a receiver frees belongs to the sender that waits, not to one that comes by. */
  @Test
  void nobodyOvertakesASenderThatWaits() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    ch.send(1);
    Running.task(() -> ch.send(2)).blocked();
    assertThat(ch.receive()).isEqualTo(1);
    assertThat(ch.trySend(3)).isFalse();
    assertThat(ch.receive()).isEqualTo(2);
  }

  @Test
  void nobodyOvertakesAReceiverThatWaits() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    var receiver = Running.of(ch::receive).blocked();
    ch.send(1);
    assertThat(ch.tryReceive()).isNull();
    assertThat(receiver.result()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void nullIsAnElementLikeAnyOther(int capacity) throws Exception {
    Chan<@Nullable String> ch = Chan.make(capacity);
    for (int i = 0; i < 2; i++) {
      var sender = Running.task(() -> ch.send(null));
      assertThat(ch.receive()).isNull();
      assertThat(sender.failure()).isNull();
      var receiver = Running.<Received<@Nullable String>>of(ch::receiveOrClosed).blocked();
      assertThat(ch.trySend(null)).isTrue();
      assertThat(receiver.result()).isEqualTo(new Received.Value<@Nullable String>(null));
    }
    if (capacity > 0) {
      assertThat(ch.trySend(null)).isTrue();
      assertThat(ch.length()).isEqualTo(1);
      assertThat(ch.tryReceive()).isEqualTo(new Received.Value<@Nullable String>(null));
    }
    List<@Nullable String> seen = new ArrayList<>();
    Running.task(() -> {
      try (ch) {
        ch.send(null);
        ch.send("a");
      }
    });
    for (String s : ch) {
      seen.add(s);
    }
    assertThat(seen).isEqualTo(Arrays.asList(null, "a"));
  }

  @Test
  void lengthIsTheNumberOfElementsInTheBuffer() throws Exception {
    Chan<Integer> ch = Chan.make(2);
    assertThat(ch.length()).isZero();
    ch.send(1);
    assertThat(ch.length()).isEqualTo(1);
    ch.send(2);
    assertThat(ch.length()).isEqualTo(2);
    Running.task(() -> ch.send(3)).blocked();
    assertThat(ch.length()).as("one that waits is not in the buffer").isEqualTo(2);
    assertThat(ch.receive()).isEqualTo(1);
    assertThat(ch.length()).isEqualTo(2);
    assertThat(ch.receive()).isEqualTo(2);
    assertThat(ch.length()).isEqualTo(1);
    ch.close();
    assertThat(ch.length()).as("a close leaves the buffer alone").isEqualTo(1);
    assertThat(ch.receive()).isEqualTo(3);
    assertThat(ch.length()).isZero();
  }

  @Test
  void theLengthOfAnUnbufferedChannelIsZeroWhoeverWaits() throws Exception {
    Chan<Integer> ch = Chan.make();
    Running.task(() -> ch.send(3)).blocked();
    assertThat(ch.length()).isZero();
    assertThat(ch.capacity()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void capacityIsThatOfTheBuffer(int capacity) {
    Chan<Integer> ch = Chan.make(capacity);
    assertThat(ch.capacity()).isEqualTo(capacity);
    if (capacity > 0) {
      assertThat(ch.trySend(1)).isTrue();
    }
    ch.close();
    assertThat(ch.capacity()).isEqualTo(capacity);
  }

  @Test
  void aLoopThatAsksOnlyForTheLengthSeesItChange() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    var loop =
        Running.onPlatform(() -> {
          long turns = 0;
          while (ch.length() == 0) {
            turns++;
          }
          while (!ch.isClosed()) {
            turns++;
          }
          return turns;
        });
    ch.send(1);
    ch.close();
    assertThat(loop.result()).isNotNegative();
  }

  /** Not even while somebody else changes it do they say what was never so. */
  @Test
  void lengthAndIsClosedAreExactWhileOthersAreAtWork() throws Exception {
    Chan<Integer> half = Chan.make(100);
    for (int i = 0; i < 50; i++) {
      half.send(i);
    }
    Chan<Integer> closed = Chan.make(1);
    closed.close();
    AtomicBoolean over = new AtomicBoolean();
    var worker =
        Running.onPlatform(() -> {
          while (!over.get()) {
            assertThat(half.trySend(1)).isTrue();
            assertThat(half.tryReceive()).isNotNull();
            assertThat(closed.tryReceive()).isEqualTo(new Received.Closed<Integer>(null));
          }
          return true;
        });
    for (int i = 0; i < 500_000; i++) {
      int length = half.length();
      if (length < 50 || length > 51 || !closed.isClosed()) {
        over.set(true);
        throw new AssertionError(length + " " + closed.isClosed());
      }
    }
    over.set(true);
    assertThat(worker.result()).isTrue();
  }

  @Test
  void aNegativeSizeIsOutOfRange() {
    for (int size : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> Chan.make(size))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("makechan: size out of range");
    }
  }

  @Test
  void makeWithoutASizeIsUnbuffered() {
    assertThat(Chan.make().capacity()).isZero();
  }

  @Test
  void aPlatformThreadMayDoEverything() throws Exception {
    Chan<Integer> ch = Chan.make();
    var receiver = Running.onPlatform(ch::receive).blocked();
    assertThat(ch.trySend(1)).isTrue();
    assertThat(receiver.result()).isEqualTo(1);
    var sender =
        Running.onPlatform(() -> {
          ch.send(2);
          return ch.receiveOrClosed();
        });
    assertThat(ch.receive()).isEqualTo(2);
    sender.blocked();
    ch.close();
    assertThat(sender.result()).isEqualTo(new Received.Closed<Integer>(null));
  }

  @Test
  void aChannelIsAnElementLikeAnyOther() throws Exception {
    Chan<Chan<Integer>> channels = Chan.make(1);
    Chan<Integer> ch = Chan.make(1);
    channels.send(ch);
    String taken =
        Go.select(
            Go.send(channels.receive(), 2).map(_ -> "sent"), Go.otherwise().map(_ -> "otherwise"));
    assertThat(taken).isEqualTo("sent");
    assertThat(ch.receive()).isEqualTo(2);
  }

  /** Whatever its class, and whoever waits: no copy, no other object that is equal. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void anElementIsHandedOverAsItIs(int capacity) throws Exception {
    Chan<Object> ch = Chan.make(capacity);
    for (Object element : List.of("text", new int[] {1}, new ArrayList<>(), new Object())) {
      var receiver = Running.of(ch::receive).blocked();
      ch.send(element);
      assertThat(receiver.result()).isSameAs(element);
      var sender = Running.task(() -> ch.send(element));
      assertThat(ch.receive()).isSameAs(element);
      assertThat(sender.failure()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 19})
  void whatManySendManyReceive(int capacity) throws Exception {
    int n = 1000;
    Chan<Integer> ch = Chan.make(capacity);
    List<Running<?>> senders = new ArrayList<>();
    List<Running<int[]>> receivers = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      senders.add(
          Running.task(() -> {
            for (int i = 0; i < n; i++) {
              ch.send(i);
            }
          }));
      receivers.add(
          Running.of(() -> {
            int[] counts = new int[n];
            for (int i = 0; i < n; i++) {
              counts[ch.receive()]++;
            }
            return counts;
          }));
    }
    int[] counts = new int[n];
    for (var receiver : receivers) {
      Arrays.setAll(counts, i -> counts[i] + count(receiver, i));
    }
    for (var sender : senders) {
      assertThat(sender.failure()).isNull();
    }
    assertThat(counts).containsOnly(4);
    assertThat(ch.length()).isZero();
  }

  private static int count(Running<int[]> receiver, int i) {
    try {
      return receiver.result()[i];
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What waits is moved by the collector, with the stack that it waits on. */
  @Test
  void whoeverWaitsDuringACollectionGoesOnWithTheSameElements() throws Exception {
    Chan<List<Integer>> ch = Chan.make();
    Chan<List<Integer>> other = Chan.make();
    var sender =
        Running.task(() -> {
          for (int i = 0; i < 20; i += 2) {
            deep(50, i, ch::send);
            deep(50, i + 1, list -> Go.select(Go.send(ch, list), Go.recv(other, _ -> {})));
          }
        });
    for (int i = 0; i < 20; i++) {
      sender.blocked();
      System.gc();
      assertThat(ch.receive()).isEqualTo(List.of(i));
    }
    assertThat(sender.failure()).isNull();
  }

  private static void deep(int depth, int i, Case.Handler<List<Integer>> send)
      throws InterruptedException {
    if (depth > 0) {
      deep(depth - 1, i, send);
    } else {
      send.handle(new ArrayList<>(List.of(i)));
    }
  }
}
