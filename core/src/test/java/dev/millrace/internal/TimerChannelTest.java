package dev.millrace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Received;
import dev.millrace.Task;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A timer's element that nobody has taken yet. It is put into the buffer by one who waits and then
 * does not take it, as its own time is over or something else was ready; between threads that is
 * rare, so here it is done by hand.
 */
@Timeout(60)
class TimerChannelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();

  private void run(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  @Test
  void whatHasFiredForNobodyIsReceivedByTheNext() throws Exception {
    run(() -> {
      var timer = new TimerChannel.OneShot(SECOND);
      time.advance(SECOND);
      timer.fire();
      assertThat(timer.due()).isEqualTo(Deadline.NONE);
      time.advance(SECOND);
      assertThat(timer.tryReceive()).isEqualTo(new Received.Value<>(time.instant().minus(SECOND)));
      assertThat(timer.tryReceive()).isNull();
    });
  }

  @Test
  void aStopForgetsWhatHasFiredForNobodyAndCountsItAsStopped() throws Exception {
    run(() -> {
      var timer = new TimerChannel.OneShot(SECOND);
      time.advance(SECOND);
      timer.fire();
      assertThat(timer.stop()).isTrue();
      assertThat(timer.stop()).isFalse();
      assertThat(timer.tryReceive()).isNull();
    });
  }

  @Test
  void aResetForgetsWhatHasFiredForNobody() throws Exception {
    run(() -> {
      var timer = new TimerChannel.OneShot(SECOND);
      time.advance(SECOND);
      timer.fire();
      assertThat(timer.reset(SECOND)).isTrue();
      assertThat(timer.tryReceive()).isNull();
      time.advance(SECOND);
      assertThat(timer.tryReceive()).isEqualTo(new Received.Value<>(time.instant()));
    });
  }

  @Test
  void aTickerForgetsATickThatHasFiredForNobody() throws Exception {
    run(() -> {
      var ticker = new TimerChannel.Ticking(SECOND);
      time.advance(SECOND);
      ticker.fire();
      ticker.reset(SECOND.multipliedBy(2));
      assertThat(ticker.tryReceive()).isNull();
      time.advance(SECOND.multipliedBy(2));
      ticker.fire();
      ticker.stop();
      assertThat(ticker.tryReceive()).isNull();
    });
  }
}
