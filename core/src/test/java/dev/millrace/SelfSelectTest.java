package dev.millrace;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same channel in several cases of one select. */
@Timeout(60)
class SelfSelectTest {
  private final Chan<Integer> ch = Chan.make();
  private final Chan<Integer> other = Chan.make();

  private Case<String> in(int id) {
    return recv(ch).map(v -> "case " + id + " received " + v);
  }

  private Case<String> out(int id, int value) {
    return send(ch, value).map(_ -> "case " + id + " sent");
  }

  @Test
  void aSelectNeverMeetsItself() throws Exception {
    String taken = select(in(0), out(1, 1), otherwise().map(_ -> "otherwise"));
    assertThat(taken).isEqualTo("otherwise");
    var waiting = Running.<String>of(() -> select(in(0), out(1, 1), in(2), out(3, 2))).blocked();
    waiting.interrupt();
    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    assertThat(ch.trySend(1)).isFalse();
    assertThat(ch.tryReceive()).isNull();
  }

  @Test
  void whoWaitsBothWaysMeetsASenderAsWellAsAReceiver() throws Exception {
    var one = Running.<String>of(() -> select(in(0), out(1, 7))).blocked();
    assertThat(ch.trySend(5)).isTrue();
    assertThat(one.result()).isEqualTo("case 0 received 5");
    assertThat(ch.tryReceive()).as("the other case is gone").isNull();
    var two = Running.<String>of(() -> select(in(0), out(1, 7))).blocked();
    assertThat(ch.tryReceive()).isEqualTo(new Received.Value<>(7));
    assertThat(two.result()).isEqualTo("case 1 sent");
    assertThat(ch.trySend(5)).isFalse();
  }

  @Test
  void theCasesOfOneChannelMayStandApart() throws Exception {
    for (int i = 0; i < 2; i++) {
      Chan<Integer> between = i == 0 ? other : ch;
      Chan<Integer> apart = i == 0 ? ch : other;
      var waiting =
          Running.<String>of(() ->
                  select(
                      recv(apart).map(v -> "received " + v),
                      recv(between).map(v -> "between " + v),
                      send(apart, 1).map(_ -> "sent"),
                      recv(apart).map(v -> "received " + v)))
              .blocked();
      assertThat(apart.trySend(7)).isTrue();
      assertThat(waiting.result()).isEqualTo("received 7");
      assertThat(apart.tryReceive()).isNull();
      assertThat(apart.trySend(7)).isFalse();
      assertThat(between.trySend(7)).isFalse();
    }
  }

  @Test
  void twoThatWaitBothWaysMeetEachOther() throws Exception {
    for (int i = 0; i < 200; i++) {
      var one = Running.<String>of(() -> select(in(0), out(1, 10)));
      if (i % 2 == 0) {
        one.blocked();
      }
      String mine = select(out(2, 20), in(3));
      if (mine.startsWith("case 2")) {
        assertThat(one.result()).isEqualTo("case 0 received 20");
      } else {
        assertThat(mine).isEqualTo("case 3 received 10");
        assertThat(one.result()).isEqualTo("case 1 sent");
      }
    }
  }

  @Test
  void ofTwoSendsOnTheSameChannelOneElementIsSent() throws Exception {
    Chan<Integer> buffered = Chan.make(2);
    select(send(buffered, 1), send(buffered, 2));
    assertThat(buffered.length()).isEqualTo(1);
    var waiting = Running.<String>of(() -> select(out(0, 1), out(1, 2), out(2, 3))).blocked();
    int received = ch.receive();
    assertThat(received).isBetween(1, 3);
    assertThat(waiting.result()).isEqualTo("case " + (received - 1) + " sent");
    assertThat(ch.tryReceive()).isNull();
  }

  @Test
  void ofTwoReceivesFromTheSameChannelOneReceives() throws Exception {
    var waiting = Running.<String>of(() -> select(in(0), in(1))).blocked();
    assertThat(ch.trySend(1)).isTrue();
    assertThat(ch.trySend(2)).isFalse();
    assertThat(waiting.result()).endsWith("received 1");
  }

  @Test
  void ownCasesThatWaitDoNotHideOthers() throws Exception {
    List<Running<String>> both = new ArrayList<>();
    both.add(Running.<String>of(() -> select(in(0), out(1, 10))).blocked());
    Running<String> second = Running.of(() -> select(in(2), out(3, 20)));
    // The second has met the first; so nobody is left.
    both.add(second);
    for (var running : both) {
      assertThat(running.result()).contains("case");
    }
    assertThat(ch.trySend(1)).isFalse();
    assertThat(ch.tryReceive()).isNull();
  }

  @Test
  void aCloseEndsItOnce() throws Exception {
    var waiting =
        Running.<String>of(() ->
                select(
                    Go.recvOrClosed(ch).map(Object::toString),
                    Go.recvOrClosed(ch).map(Object::toString),
                    recv(other).map(Object::toString)))
            .blocked();
    ch.close();
    assertThat(waiting.result()).isEqualTo(new Received.Closed<Integer>(null).toString());
  }

  @Test
  void crossedSelectsOnTwoChannelsMeetExactlyOnce() throws Exception {
    for (int i = 0; i < 3000; i++) {
      Chan<Integer> x = Chan.make();
      Chan<Integer> y = Chan.make();
      var one = Running.<Integer>of(() -> select(send(x, 1).map(_ -> 0), recv(y)));
      int mine = select(send(y, 2).map(_ -> 0), recv(x));
      int theirs = one.result();
      // Either x or y carried its element, to exactly one receiver.
      assertThat(mine == 0 ? theirs == 2 : mine == 1 && theirs == 0)
          .as("%s and %s", mine, theirs)
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void twoThatSelectBothWaysAgainAndAgainGetThrough(int capacity) throws Exception {
    Chan<Integer> both = Chan.make(capacity);
    List<Running<?>> pair = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      int mine = p;
      Case<Integer> out = send(both, p).map(_ -> -1);
      pair.add(
          Running.task(() -> {
            for (int i = 0; i < 1000; i++) {
              int taken =
                  mine == 0 || i % 2 == 0 ? select(out, recv(both)) : select(recv(both), out);
              if (capacity == 0) {
                assertThat(taken).as("its own element").isNotEqualTo(mine);
              }
            }
          }));
    }
    for (var running : pair) {
      assertThat(running.failure()).isNull();
    }
  }

  @Test
  void aSelectThatStoodTwiceInAQueueLeavesTheOthersThere() throws Exception {
    var selecting = Running.<String>of(() -> select(in(0), in(1), recv(other).map(_ -> "other")));
    selecting.blocked();
    var behind = Running.of(ch::receive).blocked();
    other.send(7);
    assertThat(selecting.result()).isEqualTo("other");
    ch.send(8);
    assertThat(behind.result()).isEqualTo(8);
    assertThat(ch.trySend(9)).isFalse();
  }
}
