package dev.millrace.time;

import static dev.millrace.Go.after;
import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Promise;
import dev.millrace.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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

  @Test
  void whoWaitsOnATickerHeedsAResetToAShorterPeriod() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(Duration.ofHours(1));
      Promise<Instant> received = async(ticker::receive);
      time.awaitScheduled(1);
      ticker.reset(Duration.ofHours(2));
      ticker.reset(SECOND);
      time.advance(SECOND);
      assertThat(received.await()).isEqualTo(at(1));
      time.advance(SECOND);
      assertThat(ticker.receive()).isEqualTo(at(2));
    });
  }

  @Test
  void aTickerTicksThoughItsPeriodIsACentury() throws Exception {
    run(() -> {
      Duration century = Duration.ofDays(36_525);
      Ticker ticker = Timers.ticker(century);
      for (int i = 1; i <= 2; i++) {
        time.advance(century.minusNanos(1));
        assertThat(ticker.tryReceive()).isNull();
        time.advance(Duration.ofNanos(1));
        assertThat(ticker.receive()).isEqualTo(start.plus(century.multipliedBy(i)));
      }
    });
  }

  @Test
  void aTickerOfMoreThanThereIsTimeForNeverTicksUntilItIsReset() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(Duration.ofSeconds(Long.MAX_VALUE));
      time.advance(SECOND);
      assertThat(ticker.tryReceive()).isNull();
      ticker.reset(Duration.ofSeconds(Long.MAX_VALUE));
      time.advance(SECOND);
      assertThat(ticker.tryReceive()).isNull();
      ticker.reset(SECOND);
      time.advance(SECOND);
      assertThat(ticker.receive()).isEqualTo(at(3));
    });
  }

  @Test
  void aTickerOfTheMachinesTimeTicksUntilItIsStopped() throws Exception {
    for (int i = 0; i < 3; i++) {
      long before = System.nanoTime();
      Ticker ticker = Timers.ticker(Duration.ofMillis(5));
      ticker.receive();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(5_000_000);
      ticker.receive();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(10_000_000);
      ticker.stop();
      assertThatThrownBy(() -> ticker.receive(Duration.ofMillis(10)))
          .isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void manyMayReceiveFromATickerOfANanosecondWhileTheCollectorRuns() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    // No goroutine: on a single carrier of the JDK's it would keep that for itself.
    Thread collector =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                System.gc();
              }
            });
    Ticker ticker = Timers.ticker(Duration.ofNanos(1));
    List<Promise<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(
          async(() -> {
            int ticks = 0;
            while (ticks < 100) {
              ticker.receive();
              ticks++;
            }
            return ticks;
          }));
    }
    for (Promise<Integer> p : all) {
      assertThat(p.await()).isEqualTo(100);
    }
    ticker.stop();
    assertThat(ticker.tryReceive()).isNull();
    over.set(true);
    collector.join();
  }

  @Test
  void manyWhoSelectOnATickerGetNoMoreTicksThanThereWerePeriods() throws Exception {
    long before = System.nanoTime();
    Ticker ticker = Timers.ticker(Duration.ofMillis(1));
    List<Promise<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          async(() -> {
            int ticks = 0;
            for (int turn = 0; turn < 2_000; turn++) {
              ticks +=
                  select(recv(ticker).map(_ -> 1), after(Duration.ofNanos(100_000)).map(_ -> 0));
            }
            return ticks;
          }));
    }
    int ticks = 0;
    for (Promise<Integer> p : all) {
      ticks += p.await();
    }
    assertThat(ticks).isPositive();
    assertThat((long) ticks).isLessThanOrEqualTo((System.nanoTime() - before) / 1_000_000);
  }

  @Test
  void aSelectTakesTicksUntilSomethingElseEndsIt() throws Exception {
    run(() -> {
      Ticker ticker = Timers.ticker(SECOND);
      Chan<Integer> end = Chan.make();
      go(() -> {
        sleep(Duration.ofMillis(3_500));
        end.send(0);
      });
      Promise<Integer> ticks =
          async(() -> {
            int n = 0;
            while (select(recv(ticker).map(_ -> true), recv(end).map(_ -> false))) {
              n++;
            }
            return n;
          });
      for (int i = 0; i < 4; i++) {
        time.awaitScheduled(2);
        time.advance(i < 3 ? SECOND : Duration.ofMillis(500));
      }
      assertThat(ticks.await()).isEqualTo(3);
    });
  }
}
