package dev.millrace.time;

import static dev.millrace.Go.after;
import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Promise;
import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.Task;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TimerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualTime time = new ManualTime();
  private final Instant start = time.instant();

  private void run(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  @Test
  void aTimerDeliversOnceWhenItIsDueAndNotBefore() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      time.advance(MINUTE.minusNanos(1));
      assertThat(timer.tryReceive()).isNull();
      time.advance(Duration.ofNanos(1));
      assertThat(timer.tryReceive()).isEqualTo(new Received.Value<>(start.plus(MINUTE)));
      time.advance(MINUTE);
      assertThat(timer.tryReceive()).isNull();
    });
  }

  @Test
  void theElementIsTheTimeWhenItWasDueHoweverLateItIsReceived() throws Exception {
    run(() -> {
      Receiver<Instant> timer = Timers.after(MINUTE);
      time.advance(MINUTE.multipliedBy(10));
      assertThat(timer.receive()).isEqualTo(start.plus(MINUTE));
    });
  }

  @Test
  void aTimerOfZeroOrLessIsDueAtOnce() throws Exception {
    run(() -> {
      assertThat(Timers.after(Duration.ZERO).receive()).isEqualTo(start);
      assertThat(Timers.timer(SECOND.negated()).receive()).isEqualTo(start);
      OneShotTimer timer = Timers.timer(MINUTE);
      timer.reset(SECOND.negated());
      assertThat(timer.receive()).isEqualTo(start);
    });
  }

  @Test
  void aTimerOfMoreThanThereIsTimeForIsNeverDue() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(Duration.ofSeconds(Long.MAX_VALUE));
      time.advance(Duration.ofDays(365));
      assertThat(timer.tryReceive()).isNull();
    });
  }

  @Test
  void whoWaitsOnATimerIsWokenWhenItIsDue() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      Promise<Instant> received = async(timer::receive);
      time.awaitScheduled(1);
      time.advance(MINUTE);
      assertThat(received.await()).isEqualTo(start.plus(MINUTE));
      assertThat(time.scheduled()).isZero();
    });
  }

  @Test
  void whoWaitsOnATimerOfTheMachinesTimeIsWokenWhenItIsDue() throws Exception {
    long before = System.nanoTime();
    Timers.after(Duration.ofMillis(30)).receive();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(30_000_000);
  }

  @Test
  void stopStopsATimerOnceAndThenNothingIsReceived() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      assertThat(timer.stop()).isTrue();
      assertThat(timer.stop()).isFalse();
      time.advance(MINUTE);
      assertThat(timer.tryReceive()).isNull();
    });
  }

  @Test
  void stopStopsATimerThatIsDueButNotReceived() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      time.advance(MINUTE);
      assertThat(timer.stop()).isTrue();
      assertThat(timer.tryReceive()).isNull();
    });
  }

  @Test
  void stopDoesNotStopATimerWhoseElementWasReceived() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      time.advance(MINUTE);
      timer.receive();
      assertThat(timer.stop()).isFalse();
    });
  }

  @Test
  void resetReturnsWhatStopWouldHave() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      assertThat(timer.reset(MINUTE)).isTrue();
      time.advance(MINUTE);
      assertThat(timer.reset(MINUTE)).as("due, not received").isTrue();
      time.advance(MINUTE);
      timer.receive();
      assertThat(timer.reset(MINUTE)).as("received").isFalse();
      timer.stop();
      assertThat(timer.reset(MINUTE)).as("stopped").isFalse();
    });
  }

  @Test
  void afterAResetNothingOfTheOldSettingIsReceived() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(SECOND);
      time.advance(SECOND);
      timer.reset(MINUTE);
      assertThat(timer.tryReceive()).isNull();
      time.advance(MINUTE);
      assertThat(timer.receive()).isEqualTo(start.plus(SECOND).plus(MINUTE));
    });
  }

  @Test
  void whoWaitsOnATimerThatIsStoppedWaitsUntilItIsResetAndDue() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      Promise<Instant> received = async(timer::receive);
      time.awaitScheduled(1);
      timer.stop();
      time.advance(MINUTE.multipliedBy(5));
      timer.reset(SECOND);
      time.awaitScheduled(1);
      time.advance(SECOND);
      assertThat(received.await()).isEqualTo(start.plus(MINUTE.multipliedBy(5)).plus(SECOND));
    });
  }

  @Test
  void whoWaitsOnATimerHeedsAResetToAnEarlierTime() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      Promise<Instant> received = async(() -> select(recv(timer)));
      time.awaitScheduled(1);
      timer.reset(SECOND);
      time.advance(SECOND);
      assertThat(received.await()).isEqualTo(start.plus(SECOND));
    });
  }

  @Test
  void ofManyWhoWaitOnATimerOneReceivesAndTheOthersWaitOn() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(SECOND);
      Chan<Instant> received = Chan.make();
      go(() -> received.send(timer.receive()));
      go(() -> received.send(select(recv(timer))));
      time.awaitScheduled(2);
      time.advance(SECOND);
      assertThat(received.receive()).isEqualTo(start.plus(SECOND));
      timer.reset(SECOND);
      time.awaitScheduled(1);
      time.advance(SECOND);
      assertThat(received.receive()).isEqualTo(start.plus(SECOND.multipliedBy(2)));
    });
  }

  @Test
  void aTimersChannelLooksUnbuffered() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(SECOND);
      time.advance(MINUTE);
      assertThat(timer.capacity()).isZero();
      assertThat(timer.length()).isZero();
      assertThat(timer.isClosed()).isFalse();
    });
  }

  @Test
  void aSelectTakesATimerThatIsDueBeforeATimeThatIsOver() throws Exception {
    run(() -> {
      for (int i = 0; i < 20; i++) {
        OneShotTimer timer = Timers.timer(SECOND);
        Promise<String> chosen =
            async(() -> select(recv(timer).map(_ -> "timer"), after(SECOND).map(_ -> "time")));
        time.awaitScheduled(1);
        time.advance(SECOND);
        assertThat(chosen.await()).isEqualTo("timer");
      }
    });
  }

  @Test
  void aReceiveTakesAnElementThatIsDueWhenItsTimeIsOver() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(SECOND);
      Promise<Instant> received = async(() -> timer.receive(SECOND));
      time.awaitScheduled(1);
      time.advance(SECOND);
      assertThat(received.await()).isEqualTo(start.plus(SECOND));
    });
  }

  @Test
  void aReceiveWithATimeoutGivesUpOnATimerThatIsDueLater() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(MINUTE);
      Promise<Boolean> timedOut =
          async(() -> {
            assertThatThrownBy(() -> timer.receive(SECOND)).isInstanceOf(TimeoutException.class);
            return true;
          });
      time.awaitScheduled(1);
      time.advance(SECOND);
      assertThat(timedOut.await()).isTrue();
      time.advance(MINUTE);
      assertThat(timer.receive()).isEqualTo(start.plus(MINUTE));
    });
  }

  @Test
  void aTimerKeepsToTheSourceOfTimeItWasMadeUnder() throws Exception {
    OneShotTimer[] timer = new OneShotTimer[2];
    run(() -> {
      timer[0] = Timers.timer(MINUTE);
      timer[1] = Timers.timer(MINUTE);
    });
    Promise<Instant> received = async(() -> timer[0].receive());
    Promise<Instant> selected = async(() -> select(recv(timer[1])));
    time.awaitScheduled(2);
    time.advance(MINUTE);
    assertThat(received.await()).isEqualTo(start.plus(MINUTE));
    assertThat(selected.await()).isEqualTo(start.plus(MINUTE));
  }

  @Test
  void aTimerThatNobodyHoldsIsGarbageThoughNeitherDueNorStopped() throws Exception {
    assertGarbage(new WeakReference<>(Timers.timer(Duration.ofDays(1))));
    assertGarbage(new WeakReference<>(Timers.ticker(Duration.ofDays(1))));
  }

  @Test
  void aTimerThatNobodyHoldsIsGarbageOnceItIsStopped() throws Exception {
    OneShotTimer timer = Timers.timer(Duration.ofDays(1));
    timer.stop();
    Ticker ticker = Timers.ticker(Duration.ofDays(1));
    ticker.stop();
    TaskTimer task = Timers.afterFunc(Duration.ofDays(1), () -> {});
    task.stop();
    var timers =
        List.of(new WeakReference<>(timer), new WeakReference<>(ticker), new WeakReference<>(task));
    timer = null;
    ticker = null;
    task = null;
    for (WeakReference<?> t : timers) {
      assertGarbage(t);
    }
  }

  private static void assertGarbage(WeakReference<?> reference) throws InterruptedException {
    while (reference.get() != null) {
      System.gc();
      Thread.sleep(1);
    }
  }

  /** Of those that are due when it wakes, a select that waits takes the one a new one would. */
  @Test
  void ofTimersDueAtOnceASelectThatWaitsChoosesAsOneThatComesThen() throws Exception {
    run(() -> {
      int[] counts = new int[2];
      for (int i = 0; i < 200; i++) {
        OneShotTimer a = Timers.timer(SECOND);
        OneShotTimer b = Timers.timer(SECOND);
        Receiver<Instant> first = i % 2 == 0 ? a : b;
        Receiver<Instant> second = i % 2 == 0 ? b : a;
        String none = select(recv(a).map(_ -> ""), recv(b).map(_ -> ""), otherwise().map(_ -> "-"));
        assertThat(none).isEqualTo("-");
        Promise<Integer> byPriority =
            async(() -> selectPriority(recv(first).map(_ -> 0), recv(second).map(_ -> 1)));
        time.awaitScheduled(1);
        time.advance(SECOND);
        assertThat(byPriority.await()).isZero();
        OneShotTimer c = Timers.timer(SECOND);
        OneShotTimer d = Timers.timer(SECOND);
        Promise<Integer> fair = async(() -> select(recv(c).map(_ -> 0), recv(d).map(_ -> 1)));
        time.awaitScheduled(1);
        time.advance(SECOND);
        int taken = fair.await();
        counts[taken]++;
      }
      // 100 each are expected; so far off it is by chance once in 10^9 runs.
      assertThat(counts[0]).isBetween(57, 143);
    });
  }

  @Test
  void aResetPutsATimerOff() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(SECOND.multipliedBy(2));
      time.advance(SECOND);
      assertThat(timer.reset(SECOND.multipliedBy(3))).isTrue();
      time.advance(SECOND.multipliedBy(2));
      assertThat(timer.tryReceive()).as("when it was due first").isNull();
      time.advance(SECOND);
      assertThat(timer.receive()).isEqualTo(start.plus(SECOND.multipliedBy(4)));
    });
  }

  @Test
  void timersInARowTakeTheSumOfTheirTimes() throws Exception {
    run(() -> {
      Promise<Instant> last =
          async(() -> {
            for (int i = 1; i < 10; i++) {
              Timers.after(SECOND).receive();
            }
            return Timers.after(SECOND).receive();
          });
      for (int i = 0; i < 10; i++) {
        time.awaitScheduled(1);
        time.advance(SECOND);
      }
      assertThat(last.await()).isEqualTo(start.plus(SECOND.multipliedBy(10)));
    });
  }

  @Test
  void timersAndTasksAreDueInTheOrderOfTheirTimes() throws Exception {
    assertDueInOrder((delay, task) -> {
      Receiver<Instant> timer = Timers.after(delay);
      go(() -> {
        timer.receive();
        task.run();
      });
    });
    assertDueInOrder(Timers::afterFunc);
  }

  private void assertDueInOrder(BiConsumer<Duration, Task> starter) throws Exception {
    List<Integer> slots = List.of(4, 1, 7, 7, 0, 2, 9, 2, 2, 5, 0, 1);
    run(() -> {
      Chan<Integer> due = Chan.make(slots.size());
      for (int slot : slots) {
        starter.accept(SECOND.multipliedBy(slot), () -> due.send(slot));
      }
      time.awaitScheduled(slots.size() - Collections.frequency(slots, 0));
      for (int slot = 0; slot < 10; slot++) {
        for (int i = Collections.frequency(slots, slot); i > 0; i--) {
          assertThat(due.receive()).isEqualTo(slot);
        }
        assertThat(due.tryReceive()).isNull();
        time.advance(SECOND);
      }
    });
  }

  @Test
  void aSelectOnTimersThatWereStoppedWaitsForSomethingElse() throws Exception {
    run(() -> {
      OneShotTimer timer = Timers.timer(SECOND);
      Ticker ticker = Timers.ticker(SECOND);
      time.advance(SECOND);
      timer.stop();
      ticker.stop();
      Chan<String> other = Chan.make();
      List<Promise<String>> chosen = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        chosen.add(
            async(() ->
                select(recv(timer).map(_ -> "timer"), recv(ticker).map(_ -> "tick"), recv(other))));
      }
      time.advance(MINUTE);
      other.send("other");
      time.advance(MINUTE);
      other.send("other");
      for (Promise<String> c : chosen) {
        assertThat(c.await()).isEqualTo("other");
      }
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofTwoTimersDueAtOnceTheOneNotTakenCanStillBeStoppedOrReset(boolean stop) throws Exception {
    List<Promise<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(
          async(() -> {
            int pending = 0;
            for (int round = 0; round < 20; round++) {
              OneShotTimer one = Timers.timer(Duration.ofMillis(1));
              OneShotTimer two = Timers.timer(Duration.ofMillis(1));
              OneShotTimer other = select(recv(one).map(_ -> two), recv(two).map(_ -> one));
              if (stop ? other.stop() : other.reset(MINUTE)) {
                pending++;
              }
              assertThat(other.tryReceive()).isNull();
            }
            return pending;
          }));
    }
    for (Promise<Integer> p : all) {
      assertThat(p.await()).isEqualTo(20);
    }
  }

  @Test
  void noTimerOfZeroIsLost() throws Exception {
    OneShotTimer again = Timers.timer(MINUTE);
    for (int i = 0; i < 50_000; i++) {
      Timers.timer(Duration.ZERO).receive();
      again.reset(Duration.ZERO);
      again.receive();
    }
  }

  @Test
  void manyMayReceiveFromATimerAndResetItAtOnce() throws Exception {
    OneShotTimer timer = Timers.timer(Duration.ofNanos(1));
    List<Promise<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          async(() -> {
            int received = 0;
            for (int turn = 0; turn < 10_000; turn++) {
              if (timer.tryReceive() != null) {
                received++;
              }
              timer.reset(Duration.ofNanos(1));
            }
            return received;
          }));
    }
    int received = 0;
    for (Promise<Integer> p : all) {
      received += p.await();
    }
    assertThat(received).isBetween(1, 40_001);
    timer.receive();
    assertThat(timer.tryReceive()).isNull();
  }

  @Test
  void manyMayResetAndStopATimerAtOnce() throws Exception {
    OneShotTimer timer = Timers.timer(MINUTE);
    List<Goroutine> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          go(() -> {
            for (int turn = 0; turn < 1_000; turn++) {
              timer.reset(MINUTE.plusSeconds(turn));
            }
          }));
      all.add(go(timer::stop));
    }
    for (Goroutine g : all) {
      g.join();
    }
    timer.reset(MINUTE);
    assertThat(timer.stop()).isTrue();
    assertThat(timer.stop()).isFalse();
    assertThat(timer.tryReceive()).isNull();
  }
}
