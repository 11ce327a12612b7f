package dev.millrace.time;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Promise;
import dev.millrace.Task;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TickerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final Instant start = time.instant();

  private void run(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  private Instant at(long seconds) {
    return start.plusSeconds(seconds);
  }

  @Test
  void aTickerDeliversTheTimeOncePerPeriodTheFirstOnePeriodFromNow() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      assertThat(ticker.tryReceive()).isNull();
      for (int i = 1; i <= 5; i++) {
        time.advance(SECOND);
        assertThat(ticker.receive()).isEqualTo(at(i));
        assertThat(ticker.tryReceive()).isNull();
      }
    });
  }

  @Test
  void whoRangesOverATickerIsWokenByEachTick() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      Chan<Instant> ticks = Chan.make();
      go(() -> {
        for (Instant tick : ticker) {
          ticks.send(tick);
        }
      });
      for (int i = 1; i <= 5; i++) {
        time.awaitScheduled(1);
        time.advance(SECOND);
        assertThat(ticks.receive()).isEqualTo(at(i));
      }
    });
  }

  @Test
  void forASlowReceiverTicksAreDroppedAndTheOldestIsKept() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      time.advance(Duration.ofMillis(5500));
      assertThat(ticker.receive()).isEqualTo(at(1));
      assertThat(ticker.tryReceive()).as("the ticks between").isNull();
      time.advance(Duration.ofMillis(500));
      assertThat(ticker.receive()).as("back on the beat").isEqualTo(at(6));
    });
  }

  @Test
  void afterAStopNothingIsReceivedNotEvenATickThatWasDue() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      time.advance(SECOND);
      ticker.stop();
      time.advance(SECOND);
      assertThat(ticker.tryReceive()).isNull();
      assertThat(ticker.isClosed()).isFalse();
    });
  }

  @Test
  void closeIsStop() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      try (ticker) {
        time.advance(SECOND);
      }
      assertThat(ticker.tryReceive()).isNull();
      assertThat(ticker.isClosed()).isFalse();
      ticker.close(); // as often as one likes
    });
  }

  @Test
  void aResetForgetsATickThatWasDueAndStartsANewPeriod() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      time.advance(SECOND);
      ticker.reset(Duration.ofSeconds(10));
      assertThat(ticker.tryReceive()).isNull();
      time.advance(Duration.ofSeconds(10));
      assertThat(ticker.receive()).isEqualTo(at(11));
      time.advance(Duration.ofSeconds(10));
      assertThat(ticker.receive()).isEqualTo(at(21));
    });
  }

  @Test
  void aResetStartsATickerThatWasStopped() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      Promise<Instant> received = async(ticker::receive);
      time.awaitScheduled(1);
      ticker.stop();
      time.advance(SECOND);
      ticker.reset(SECOND);
      time.awaitScheduled(1);
      time.advance(SECOND);
      assertThat(received.await()).isEqualTo(at(2));
    });
  }

  @Test
  void aPeriodMustBePositive() {
    assertThatThrownBy(() -> Timers.ticker(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("non-positive interval for NewTicker");
    Ticker ticker = Timers.ticker(SECOND);
    assertThatThrownBy(() -> ticker.reset(SECOND.negated()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("non-positive interval for Ticker.Reset");
  }
}
