package dev.millrace;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several ready cases is taken: uniform, or the first. */
@Timeout(120)
class FairnessTest {
  private static final int TURNS = 20_000;

  /** What chance exceeds less than once in 10^9 runs, by degrees of freedom. */
  private static final double[] CRITICAL = {0, 37.4, 41.5, 44.9, 47.9, 50.7, 53.3, 55.9, 58.3};

  private static void assertUniform(int... counts) {
    double expected = 0;
    for (int c : counts) {
      expected += c;
    }
    expected /= counts.length;
    double chiSquare = 0;
    for (int c : counts) {
      chiSquare += (c - expected) * (c - expected) / expected;
    }
    assertThat(chiSquare).as("chi-square of %s", counts).isLessThan(CRITICAL[counts.length - 1]);
  }

  private static List<Chan<Integer>> readyChannels(int n) {
    List<Chan<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Chan<Integer> ch = Chan.make(1);
      assertThat(ch.trySend(i)).isTrue();
      channels.add(ch);
    }
    return channels;
  }

  private static List<Case<Integer>> receives(List<Chan<Integer>> channels) {
    return new ArrayList<>(channels.stream().map(Go::recv).toList());
  }

  @Test
  void eachReadyCaseIsTakenEquallyOften() throws Exception {
    for (int n = 2; n <= 9; n++) {
      List<Chan<Integer>> channels = readyChannels(n);
      List<Case<Integer>> cases = receives(channels);
      int[] counts = new int[n];
      for (int i = 0; i < TURNS; i++) {
        int taken = select(cases);
        counts[taken]++;
        channels.get(taken).send(taken);
      }
      assertUniform(counts);
    }
  }

  /** A random start and a walk from there would favour those behind a gap. */
  @Test
  void casesThatAreNotReadyDoNotFavourThoseBehindThem() throws Exception {
    List<Chan<Integer>> channels = readyChannels(3);
    Chan<Integer> gap = Chan.make();
    int[] counts = new int[3];
    for (int i = 0; i < TURNS; i++) {
      int taken =
          select(
              recv(channels.get(0)),
              recv(gap),
              recv(gap),
              recv(Chan.<Integer>never()),
              recv(gap),
              recv(channels.get(1)),
              recv(channels.get(2)),
              otherwise().map(_ -> -1));
      counts[taken]++;
      channels.get(taken).send(taken);
    }
    assertUniform(counts);
  }

  @Test
  void aChannelListedTwiceCountsTwice() throws Exception {
    List<Chan<Integer>> channels = readyChannels(2);
    Case<Integer> once = recv(channels.get(0)).map(_ -> 0);
    Case<Integer> same = recv(channels.get(1)).map(_ -> 1);
    int[] counts = new int[3];
    for (int i = 0; i < TURNS; i++) {
      int taken = select(same, once, recv(channels.get(1)).map(_ -> 2));
      counts[taken]++;
      channels.get(taken == 0 ? 0 : 1).send(0);
    }
    assertUniform(counts);
    int[] identical = new int[3];
    for (int i = 0; i < TURNS; i++) {
      int taken = select(same, once, same);
      // The two halves of what the same case got.
      identical[taken == 1 ? 1 + (i & 1) : 0]++;
      channels.get(taken).send(0);
    }
    assertUniform(identical);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void twoSendsOnTheSameChannelAreTakenEquallyOften(int capacity) throws Exception {
    Chan<Integer> ch = Chan.make(capacity);
    int[] counts = new int[2];
    for (int i = 0; i < TURNS / 10; i++) {
      if (capacity == 0) {
        var receiver = Running.of(ch::receive).blocked();
        select(send(ch, 0), send(ch, 1));
        counts[receiver.result()]++;
      } else {
        select(send(ch, 0), send(ch, 1));
        counts[ch.receive()]++;
      }
    }
    assertUniform(counts);
  }

  /** Of several cases that become ready at the same moment the first has no advantage either. */
  @Test
  void whileASelectWaitsCasesOfTheSameChannelAreTakenEquallyOften() throws Exception {
    Chan<Integer> ch = Chan.make();
    Select prepared = Select.make();
    List<Select.Send<Integer>> outs = List.of(prepared.send(ch), prepared.send(ch));
    int[] sends = new int[3];
    int[] receives = new int[3];
    int[] ofPrepared = new int[2];
    for (int i = 0; i < TURNS / 10; i++) {
      var sending = Running.task(() -> select(send(ch, 0), send(ch, 1), send(ch, 2))).blocked();
      sends[ch.receive()]++;
      assertThat(sending.failure()).isNull();
      var receiving =
          Running.<Integer>of(
                  () -> select(recv(ch), recv(ch).map(v -> v + 1), recv(ch).map(v -> v + 2)))
              .blocked();
      ch.send(0);
      receives[receiving.result()]++;
      var turn =
          Running.of(
                  () -> {
                    outs.get(0).value(0);
                    outs.get(1).value(1);
                    return prepared.await();
                  })
              .blocked();
      int received = ch.receive();
      ofPrepared[received]++;
      assertThat(turn.result()).isEqualTo(received);
    }
    assertUniform(sends);
    assertUniform(receives);
    assertUniform(ofPrepared);
  }

  @Test
  void whileASelectByPriorityWaitsTheFirstCaseOfTheSameChannelIsTaken() throws Exception {
    Chan<Integer> ch = Chan.make();
    for (int i = 0; i < 100; i++) {
      var sending =
          Running.task(() -> selectPriority(send(ch, 0), send(ch, 1), send(ch, 2))).blocked();
      assertThat(ch.receive()).isZero();
      assertThat(sending.failure()).isNull();
    }
  }

  @Test
  void sendsAndReceivesAndClosedChannelsCountAlike() throws Exception {
    Chan<Integer> in = Chan.make(1);
    in.send(0);
    Chan<Integer> out = Chan.make(1);
    Chan<Integer> closed = Chan.make();
    closed.close();
    int[] counts = new int[3];
    for (int i = 0; i < TURNS; i++) {
      int taken = select(send(out, 1).map(_ -> 1), recv(in), Go.recvOrClosed(closed).map(_ -> 2));
      counts[taken]++;
      if (taken == 0) {
        in.send(0);
      } else if (taken == 1) {
        assertThat(out.receive()).isEqualTo(1);
      }
    }
    assertUniform(counts);
  }

  /** Those who wait count as much as what is in a buffer. */
  @Test
  void sendersThatWaitCountLikeElementsInABuffer() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    Chan<Integer> buffered = Chan.make(1);
    AtomicBoolean over = new AtomicBoolean();
    var sender =
        Running.task(() -> {
          while (!over.get()) {
            unbuffered.send(0);
          }
        });
    int[] counts = new int[2];
    for (int i = 0; i < 2000; i++) {
      if (buffered.length() == 0) {
        buffered.send(1);
      }
      sender.blocked();
      int taken = select(recv(unbuffered), recv(buffered));
      counts[taken]++;
    }
    over.set(true);
    assertThat(unbuffered.receive()).isZero();
    sender.over();
    assertUniform(counts);
  }

  @Test
  void aPreparedSelectIsFairToo() throws Exception {
    List<Chan<Integer>> channels = readyChannels(4);
    Select select = Select.make();
    List<Select.Recv<Integer>> cases = new ArrayList<>();
    for (Chan<Integer> ch : channels) {
      cases.add(select.recv(ch));
    }
    int[] counts = new int[4];
    for (int i = 0; i < TURNS; i++) {
      int taken = i % 2 == 0 ? select.await() : select.poll();
      counts[taken]++;
      assertThat(cases.get(taken).value()).isEqualTo(taken);
      channels.get(taken).send(taken);
    }
    assertUniform(counts);
  }

  // ---- by priority

  @Test
  void byPriorityTheFirstReadyCaseIsTaken() throws Exception {
    List<Chan<Integer>> channels = readyChannels(3);
    Chan<Integer> gap = Chan.make();
    for (int i = 0; i < 500; i++) {
      int taken =
          selectPriority(
              otherwise().map(_ -> -1),
              recv(gap),
              recv(channels.get(0)),
              recv(channels.get(1)),
              recv(channels.get(2)));
      assertThat(taken).isZero();
      channels.get(0).send(0);
    }
    assertThat(channels.get(0).receive()).isZero();
    int second = selectPriority(receives(channels));
    assertThat(second).isEqualTo(1);
    int third = selectPriority(receives(channels));
    assertThat(third).isEqualTo(2);
  }

  @Test
  void byPriorityOtherwiseIsLastWhereverItStands() throws Exception {
    List<Chan<Integer>> channels = readyChannels(1);
    int first = selectPriority(otherwise().map(_ -> -1), recv(channels.get(0)));
    assertThat(first).isZero();
    int none = selectPriority(otherwise().map(_ -> -1), recv(channels.get(0)));
    assertThat(none).isEqualTo(-1);
  }

  /**
   * Whoever is chosen out of turn has not been overtaken: when the later case was taken the earlier
   * one was not ready. The sender fills the first channel before the second, so an element of the
   * second says that the first was ready.
   */
  @Test
  void byPriorityALaterCaseIsTakenOnlyIfTheEarlierWereNotReady() throws Exception {
    Chan<Integer> first = Chan.make(1);
    Chan<Integer> second = Chan.make(1);
    int rounds = 20_000;
    int none = Integer.MIN_VALUE;
    var filler =
        Running.onPlatform(() -> {
          for (int i = 0; i < rounds; i++) {
            first.send(i);
            second.send(i);
          }
          return true;
        });
    // So many between the two that both can be filled under the eyes of the one who looks.
    List<Case<Integer>> cases = new ArrayList<>();
    Select prepared = Select.prioritized();
    cases.add(recv(first));
    var one = prepared.recv(first);
    for (int i = 0; i < 60; i++) {
      Chan<Integer> between = Chan.make();
      cases.add(recv(between));
      prepared.recv(between);
    }
    cases.add(recv(second).map(v -> -1 - v));
    var two = prepared.recv(second);
    cases.add(otherwise().map(_ -> none));
    int firsts = 0;
    int seconds = 0;
    // It looks and does not wait: whoever waited would be met by the first.
    for (int i = 0; seconds < rounds; i++) {
      int value;
      if (i % 2 == 0) {
        int taken = prepared.poll();
        value = taken == one.index() ? one.value() : taken < 0 ? none : -1 - two.value();
      } else {
        value = selectPriority(cases);
      }
      if (value >= 0) {
        firsts++;
      } else if (value != none) {
        seconds++;
        assertThat(firsts)
            .as("received before number %s of the second", -1 - value)
            .isGreaterThan(-1 - value);
      }
    }
    assertThat(filler.result()).isTrue();
  }
}
