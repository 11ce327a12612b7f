package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The forms of send and receive with a timeout. */
@Timeout(60)
class TimeoutTest {
  private static final List<Duration> NONE =
      List.of(
          Duration.ZERO,
          Duration.ofNanos(-1),
          Duration.ofDays(-1),
          Duration.ofSeconds(Long.MIN_VALUE));
  private static final List<Duration> HUGE =
      List.of(
          Duration.ofSeconds(Long.MAX_VALUE),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
          Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000),
          Duration.ofDays(365 * 200));

  private final Chan<Integer> ch = Chan.make(1);

  @Test
  void withoutTimeItTriesOnce() throws Exception {
    for (Duration d : NONE) {
      assertThatThrownBy(() -> ch.receive(d)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> ch.receiveOrClosed(d)).isInstanceOf(TimeoutException.class);
      ch.send(1, d);
      assertThatThrownBy(() -> ch.send(2, d)).isInstanceOf(TimeoutException.class);
      assertThat(ch.receive(d)).isEqualTo(1);
    }
  }

  /** Whoever waited would wait for ever. */
  @Test
  void withoutTimeItDoesNotWaitEvenWhereNoTimePasses() throws Exception {
    Chan<Integer> unready = Chan.make();
    TimeSource.with(
        new ManualTime(),
        () -> {
          for (Duration d : NONE) {
            assertThatThrownBy(() -> unready.send(1, d)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> unready.receive(d)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> unready.receiveOrClosed(d))
                .isInstanceOf(TimeoutException.class);
          }
        });
  }

  @Test
  void withoutTimeItMeetsThoseWhoWait() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    var receiver = Running.of(unbuffered::receive).blocked();
    unbuffered.send(1, Duration.ZERO);
    assertThat(receiver.result()).isEqualTo(1);
    var sender = Running.task(() -> unbuffered.send(2)).blocked();
    assertThat(unbuffered.receive(Duration.ZERO)).isEqualTo(2);
    assertThat(sender.failure()).isNull();
  }

  @Test
  void hugeTimesAreForEver() throws Exception {
    for (Duration d : HUGE) {
      Chan<Integer> unbuffered = Chan.make();
      var receiver = Running.of(() -> unbuffered.receive(d)).blocked();
      unbuffered.send(1, d);
      assertThat(receiver.result()).isEqualTo(1);
      var sender = Running.task(() -> unbuffered.send(2, d)).blocked();
      assertThat(unbuffered.receive(d)).isEqualTo(2);
      assertThat(sender.failure()).isNull();
    }
  }

  @Test
  void aTimeoutHasMovedNothing() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    assertThatThrownBy(() -> unbuffered.send(1, Duration.ofMillis(2)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("send timed out after PT0.002S");
    assertThat(unbuffered.tryReceive()).isNull();
    assertThatThrownBy(() -> unbuffered.receive(Duration.ofMillis(2)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("receive timed out after PT0.002S");
    assertThat(unbuffered.trySend(1)).isFalse();
    ch.send(7);
    assertThatThrownBy(() -> ch.send(8, Duration.ofMillis(2))).isInstanceOf(TimeoutException.class);
    assertThat(ch.receive()).isEqualTo(7);
    assertThat(ch.tryReceive()).isNull();
  }

  @Test
  void itDoesNotGiveUpBeforeTheTimeIsOver() {
    Duration d = Duration.ofMillis(20);
    long start = System.nanoTime();
    assertThatThrownBy(() -> ch.receive(d)).isInstanceOf(TimeoutException.class);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(d.toNanos());
    assertThat(ch.trySend(1)).isTrue();
    long again = System.nanoTime();
    assertThatThrownBy(() -> ch.send(1, d)).isInstanceOf(TimeoutException.class);
    assertThat(System.nanoTime() - again).isGreaterThanOrEqualTo(d.toNanos());
  }

  @Test
  void beforeTheTimeIsOverItMeetsThePeer() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    var receiver = Running.of(() -> unbuffered.receive(Duration.ofHours(1))).blocked();
    unbuffered.send(1, Duration.ofHours(1));
    assertThat(receiver.result()).isEqualTo(1);
    var orClosed = Running.of(() -> unbuffered.receiveOrClosed(Duration.ofHours(1))).blocked();
    unbuffered.close();
    assertThat(orClosed.result()).isEqualTo(new Received.Closed<>(null));
  }

  @Test
  void aSenderBlockedWithATimeoutAtTheCloseGetsSendOnClosedChannel() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    var sender = Running.task(() -> unbuffered.send(1, Duration.ofHours(1))).blocked();
    unbuffered.close();
    assertThat(sender.failure())
        .isInstanceOf(ChannelMisuseException.class)
        .hasMessage("send on closed channel");
  }

  /** What has given up is out of the queue: those behind it move up. */
  @Test
  void whoeverTimesOutLeavesTheOthersInTheirOrder() throws Exception {
    Chan<Integer> unbuffered = Chan.make();
    var first = Running.task(() -> unbuffered.send(1)).blocked();
    var gone = Running.task(() -> unbuffered.send(2, Duration.ofMillis(20)));
    assertThat(gone.failure()).isInstanceOf(TimeoutException.class);
    var last = Running.task(() -> unbuffered.send(3)).blocked();
    assertThat(unbuffered.receive()).isEqualTo(1);
    assertThat(unbuffered.receive()).isEqualTo(3);
    assertThat(first.failure()).isNull();
    assertThat(last.failure()).isNull();
  }
}
