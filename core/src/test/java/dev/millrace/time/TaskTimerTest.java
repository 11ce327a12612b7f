package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.Task;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
}
