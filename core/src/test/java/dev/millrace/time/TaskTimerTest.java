package dev.millrace.time;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Received;
import dev.millrace.Task;
import dev.millrace.internal.scheduler.Scheduler;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TaskTimerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();

  private void run(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  @Test
  void theTaskRunsInAGoroutineOfItsOwnWhenItIsDueAndNotBefore() throws Exception {
    run(() -> {
      Chan<Thread> ran = Chan.make();
      TaskTimer timer = Timers.afterFunc(SECOND, () -> ran.send(Thread.currentThread()));
      time.advance(SECOND.minusNanos(1));
      assertThat(timer.reset(SECOND)).as("not started").isTrue();
      time.advance(SECOND);
      Thread thread = ran.receive();
      assertThat(thread).isNotSameAs(Thread.currentThread());
      assertThat(thread.isVirtual()).isTrue();
      assertThat(timer.stop()).as("started").isFalse();
    });
  }

  @Test
  void aTaskOfZeroOrLessRunsAtOnce() throws Exception {
    run(() -> {
      Chan<String> ran = Chan.make();
      assertThat(Timers.afterFunc(Duration.ZERO, () -> ran.send("zero")).stop()).isFalse();
      assertThat(ran.receive()).isEqualTo("zero");
      assertThat(Timers.afterFunc(SECOND.negated(), () -> ran.send("less")).stop()).isFalse();
      assertThat(ran.receive()).isEqualTo("less");
    });
  }

  @Test
  void aTaskRunsThoughGoroutinesNeverCeaseToWakeEachOther() throws Exception {
    assumeTrue(Scheduler.isOurs(), "the JDK's scheduler keeps it out");
    Chan<Integer> over = Chan.make();
    AtomicInteger told = new AtomicInteger();
    List<Goroutine> busy = new ArrayList<>();
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      Chan<Integer> ch = Chan.make(1);
      busy.add(
          go(() -> {
            for (int n = 0; told.get() == 0; n++) {
              ch.send(n);
            }
            ch.close();
          }));
      busy.add(
          go(() -> {
            while (ch.receiveOrClosed() instanceof Received.Value<Integer>) {}
          }));
    }
    Timers.afterFunc(
        Duration.ofMillis(10),
        () -> {
          told.set(1);
          over.close();
        });
    try {
      over.receiveOrClosed(Duration.ofSeconds(60));
    } finally {
      told.set(1);
    }
    for (Goroutine g : busy) {
      g.join();
    }
  }

  @Test
  void aTaskOfTheMachinesTimeRuns() throws Exception {
    Chan<Long> ran = Chan.make(1);
    long before = System.nanoTime();
    Timers.afterFunc(Duration.ofMillis(20), () -> ran.send(System.nanoTime()));
    assertThat(ran.receive() - before).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void stopKeepsTheTaskFromRunningAndSaysSoOnce() throws Exception {
    run(() -> {
      AtomicInteger runs = new AtomicInteger();
      TaskTimer timer = Timers.afterFunc(SECOND, runs::incrementAndGet);
      assertThat(timer.stop()).isTrue();
      assertThat(timer.stop()).isFalse();
      assertThat(time.scheduled()).as("left behind").isZero();
      time.advance(SECOND);
      assertThat(runs).hasValue(0);
    });
  }

  @Test
  void anAlarmThatComesTooLateToBeCalledOffStartsNothing() throws Exception {
    List<Runnable> alarms = new ArrayList<>();
    TimeSource late =
        new TimeSource() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public Instant instant() {
            return Instant.EPOCH;
          }

          @Override
          public Alarm schedule(long nanoTime, Runnable action) {
            alarms.add(action);
            return () -> false;
          }
        };
    TimeSource.with(
        late,
        () -> {
          TaskTimer timer = Timers.afterFunc(SECOND, () -> {});
          timer.reset(SECOND);
          alarms.get(0).run();
          assertThat(timer.stop()).as("the one that the reset set is still to come").isTrue();
          alarms.get(1).run();
          assertThat(timer.reset(SECOND)).isFalse();
          alarms.get(2).run();
          assertThat(timer.stop()).as("started").isFalse();
        });
  }

  @Test
  void resetPutsTheTaskOffOrRunsItAgain() throws Exception {
    run(() -> {
      Chan<Duration> ran = Chan.make();
      TaskTimer timer = Timers.afterFunc(SECOND, () -> ran.send(time.elapsed()));
      assertThat(timer.reset(SECOND.multipliedBy(3))).isTrue();
      assertThat(time.scheduled()).isEqualTo(1);
      time.advance(SECOND.multipliedBy(3));
      assertThat(ran.receive()).isEqualTo(SECOND.multipliedBy(3));
      assertThat(timer.reset(SECOND)).isFalse();
      time.advance(SECOND);
      assertThat(ran.receive()).isEqualTo(SECOND.multipliedBy(4));
      assertThat(timer.stop()).isFalse();
      assertThat(timer.reset(SECOND)).isFalse();
      assertThat(timer.stop()).isTrue();
    });
  }

  @Test
  void aTaskOfMoreThanThereIsTimeForNeverRunsButCanBeStopped() throws Exception {
    run(() -> {
      TaskTimer timer = Timers.afterFunc(Duration.ofSeconds(Long.MAX_VALUE), () -> {});
      assertThat(time.scheduled()).isZero();
      assertThat(timer.stop()).isTrue();
    });
  }

  @Test
  void theTaskInheritsFromWhoeverSetItAndNotFromTheClock() throws Exception {
    Thread self = Thread.currentThread();
    ClassLoader mine = self.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[0])) {
      Chan<ClassLoader> loaders = Chan.make(1);
      Chan<TimeSource> sources = Chan.make(1);
      self.setContextClassLoader(loader);
      run(() ->
          Timers.afterFunc(
              SECOND,
              () -> {
                loaders.send(Thread.currentThread().getContextClassLoader());
                sources.send(TimeSource.current());
              }));
      self.setContextClassLoader(mine);
      time.advance(SECOND);
      assertThat(loaders.receive()).isSameAs(loader);
      assertThat(sources.receive()).isSameAs(time);
    } finally {
      self.setContextClassLoader(mine);
    }
  }

  @Test
  void aTaskMaySetTheNextAndNeitherWaitsForTheOther() throws Exception {
    CountDownLatch allStarted = new CountDownLatch(10);
    CountDownLatch allEnded = new CountDownLatch(10);
    chain(10, allStarted, allEnded);
    allEnded.await();
  }

  private static void chain(int n, CountDownLatch started, CountDownLatch ended) {
    Timers.afterFunc(
        Duration.ZERO,
        () -> {
          if (n > 1) {
            chain(n - 1, started, ended);
          }
          started.countDown();
          started.await();
          ended.countDown();
        });
  }

  @Test
  void stopAndTheClockAgreeOnWhetherTheTaskRuns() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    int rounds = 5_000;
    int stopped = 0;
    for (int i = 0; i < rounds; i++) {
      TaskTimer timer =
          Timers.afterFunc(Duration.ofNanos(100L * i % 50_000), runs::incrementAndGet);
      for (int pause = i % 997; pause > 0; pause--) {
        Thread.onSpinWait();
      }
      if (timer.stop()) {
        stopped++;
      }
    }
    while (runs.get() < rounds - stopped) {
      Thread.sleep(1);
    }
    assertThat(runs).hasValue(rounds - stopped);
  }

  @Test
  void noTaskOfZeroIsLost() throws Exception {
    Chan<Integer> ran = Chan.make();
    TaskTimer again = Timers.afterFunc(Duration.ofHours(1), () -> ran.send(-1));
    for (int i = 0; i < 10_000; i++) {
      int me = i;
      Timers.afterFunc(Duration.ZERO, () -> ran.send(me));
      assertThat(ran.receive()).isEqualTo(i);
      again.reset(Duration.ZERO);
      assertThat(ran.receive()).isEqualTo(-1);
    }
  }

  @Test
  void aTaskThatIsStoppedAndSetToThePastAgainAndAgainRunsAsOftenAsItWasNotStopped()
      throws Exception {
    Duration past = Duration.ofDays(-20_000);
    for (int i = 0; i < 500; i++) {
      Chan<String> ran = Chan.make(1);
      TaskTimer timer = Timers.afterFunc(Duration.ofHours(1), () -> ran.send("ran"));
      for (int k = 0; k < 10; k++) {
        if (!timer.stop()) {
          ran.receive();
        }
        timer.reset(past);
      }
      assertThat(ran.receive()).isEqualTo("ran");
      assertThat(timer.stop()).isFalse();
      assertThat(ran.tryReceive()).isNull();
    }
  }

  @Test
  void timersThatAreSetLaterAndEarlierLoseNoRun() throws Exception {
    record Timed(TaskTimer timer, Chan<String> ran, AtomicInteger step) {}
    List<Timed> timers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Chan<String> ran = Chan.make(1);
      TaskTimer timer = Timers.afterFunc(Duration.ZERO, () -> ran.send("ran"));
      timers.add(new Timed(timer, ran, new AtomicInteger()));
    }
    Random random = new Random(42);
    while (!timers.isEmpty()) {
      int chosen = random.nextInt(timers.size());
      Timed t = timers.get(chosen);
      int step = t.step.getAndIncrement();
      switch (step) {
        case 0, 8 -> assertThat(t.ran.receive()).isEqualTo("ran");
        case 1, 3, 5 -> {
          Duration later = Duration.ofMinutes((3 * step) % 5 + 1);
          assertThat(t.timer.reset(later)).as("pending").isFalse();
        }
        case 2, 4, 6 -> assertThat(t.timer.stop()).as("pending").isTrue();
        case 7 -> assertThat(t.timer.reset(Duration.ZERO)).as("pending").isFalse();
        default -> {
          assertThat(t.ran.tryReceive()).isNull();
          timers.remove(chosen);
        }
      }
    }
  }

  @Test
  void manyMayResetAndStopATaskTimerAtOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    run(() -> {
      TaskTimer timer = Timers.afterFunc(SECOND, runs::incrementAndGet);
      List<Goroutine> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            go(() -> {
              for (int turn = 0; turn < 1_000; turn++) {
                timer.reset(SECOND.plusNanos(turn));
              }
            }));
        all.add(go(timer::stop));
      }
      for (Goroutine g : all) {
        g.join();
      }
      timer.reset(SECOND);
      assertThat(time.scheduled()).as("the others were called off").isEqualTo(1);
      assertThat(timer.stop()).isTrue();
      assertThat(timer.stop()).isFalse();
      time.advance(Duration.ofHours(1));
      assertThat(runs).hasValue(0);
    });
  }
}
