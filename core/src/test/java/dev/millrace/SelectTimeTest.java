package dev.millrace;

import static dev.millrace.Go.after;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code after} as a case of a select. */
@Timeout(60)
class SelectTimeTest {
  private static final List<Duration> NONE =
      List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));

  private final Chan<Integer> unready = Chan.make();
  private final Chan<Integer> ready = Chan.make(1);

  private Case<String> time(Duration d) {
    return after(d).map(_ -> "time");
  }

  private Case<String> channel(Chan<Integer> ch) {
    return recv(ch).map(_ -> "channel");
  }

  private static Case<String> none() {
    return otherwise().map(_ -> "otherwise");
  }

  @Test
  void aTimeThatIsOverIsTakenIfNoChannelIsReadyAndBeforeOtherwise() throws Exception {
    for (Duration d : NONE) {
      String taken = select(none(), channel(unready), time(d));
      assertThat(taken).isEqualTo("time");
      String first = selectPriority(none(), time(d), channel(unready));
      assertThat(first).isEqualTo("time");
      String alone = select(time(d));
      assertThat(alone).isEqualTo("time");
    }
  }

  @Test
  void aChannelThatIsReadyComesBeforeATimeThatIsOver() throws Exception {
    for (Duration d : NONE) {
      for (int i = 0; i < 100; i++) {
        ready.send(1);
        String taken = select(time(d), channel(ready), time(d));
        assertThat(taken).isEqualTo("channel");
        String sent = selectPriority(time(d), send(ready, 1).map(_ -> "channel"));
        assertThat(sent).isEqualTo("channel");
        String drained = selectPriority(time(d), channel(ready), none());
        assertThat(drained).isEqualTo("channel");
      }
    }
  }

  @Test
  void aClosedChannelComesBeforeATimeThatIsOver() throws Exception {
    unready.close();
    String taken = select(time(Duration.ZERO), Go.recvOrClosed(unready).map(_ -> "channel"));
    assertThat(taken).isEqualTo("channel");
  }

  @Test
  void otherwiseIsTakenBeforeATimeThatIsNotOver() throws Exception {
    String taken = select(time(Duration.ofNanos(1)), channel(unready), none());
    assertThat(taken).isEqualTo("otherwise");
  }

  @Test
  void theShortestOfSeveralTimesCounts() throws Exception {
    for (int i = 0; i < 30; i++) {
      String taken =
          select(
              after(Duration.ofHours(1)).map(_ -> "hour"),
              after(Duration.ofNanos(1)).map(_ -> "nanosecond"),
              after(Duration.ofHours(2)).map(_ -> "hours"));
      assertThat(taken).isEqualTo("nanosecond");
    }
  }

  @Test
  void amongEqualTimesAFairSelectChoosesAndAPrioritizedOneTakesTheFirst() throws Exception {
    int first = 0;
    for (int i = 0; i < 400; i++) {
      int taken = select(after(Duration.ZERO).map(_ -> 1), after(Duration.ZERO).map(_ -> 0));
      first += taken;
      int priority =
          selectPriority(after(Duration.ZERO).map(_ -> 1), after(Duration.ZERO).map(_ -> 0));
      assertThat(priority).isEqualTo(1);
    }
    // 200 are expected; so far off it is by chance once in 10^23 runs.
    assertThat(first).isBetween(100, 300);
  }

  @Test
  void itCountsFromTheEntryIntoEachSelect() throws Exception {
    Case<String> again = time(Duration.ofMillis(15));
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      String taken = select(channel(unready), again);
      assertThat(taken).isEqualTo("time");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(15_000_000);
    }
  }

  @Test
  void aHugeTimeIsForEver() throws Exception {
    for (Duration d :
        List.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Duration.ofDays(365 * 250))) {
      var waiting = Running.<String>of(() -> select(time(d), channel(unready))).blocked();
      unready.send(1);
      assertThat(waiting.result()).isEqualTo("channel");
      var alone = Running.<String>of(() -> select(time(d))).blocked();
      alone.interrupt();
      assertThat(alone.failure()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void whoeverRanOutOfTimeHasLeftTheQueues() throws Exception {
    String taken = select(channel(unready), time(Duration.ofMillis(2)));
    assertThat(taken).isEqualTo("time");
    assertThat(unready.trySend(1)).isFalse();
    String sent = select(send(unready, 1).map(_ -> "channel"), time(Duration.ofMillis(2)));
    assertThat(sent).isEqualTo("time");
    assertThat(unready.tryReceive()).isNull();
  }

  /** However busy the channels are, among whose cases the timer's is one. */
  @Test
  void aTimerIsNotStarvedByThoseWhoAreAlwaysReady() throws Exception {
    Chan<Integer> busy = Chan.make();
    Chan<Integer> over = Chan.make();
    List<Running<?>> senders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      senders.add(
          Running.task(() -> {
            while (select(send(busy, 1).map(_ -> true), Go.recvOrClosed(over).map(_ -> false))) {}
          }));
    }
    Receiver<?> timer = Timers.after(Duration.ofMillis(20));
    while (select(recv(busy).map(_ -> true), recv(timer).map(_ -> false))) {}
    over.close();
    for (var sender : senders) {
      assertThat(sender.failure()).isNull();
    }
  }

  @Test
  void timersOfTwoWhoMeetAllTheTimeBothFire() throws Exception {
    Chan<Integer> both = Chan.make();
    List<Running<?>> pair = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      pair.add(
          Running.task(() -> {
            Receiver<?> timer = Timers.after(Duration.ofMillis(20));
            while (select(
                send(both, 1).map(_ -> true),
                recv(both).map(_ -> true),
                recv(timer).map(_ -> false))) {}
          }));
    }
    for (var running : pair) {
      assertThat(running.failure()).isNull();
    }
  }
}
