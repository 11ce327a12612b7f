package dev.millrace.time;

import static dev.millrace.Go.after;
import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static dev.millrace.Go.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Promise;
import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.Sender;
import dev.millrace.Task;
import dev.millrace.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TimeSourceTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualTime time = new ManualTime();

  private void run(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  /** What ends after an hour, and not before. */
  private void assertTakesAnHour(Callable<?> task) throws Exception {
    run(() -> {
      Promise<Duration> ended =
          async(() -> {
            task.call();
            return time.elapsed();
          });
      time.awaitScheduled(1);
      time.advance(HOUR.minusNanos(1));
      time.awaitScheduled(1);
      time.advance(Duration.ofNanos(1));
      assertThat(ended.await()).isEqualTo(HOUR);
    });
    assertThat(time.scheduled()).as("left behind").isZero();
  }

  @Test
  void aSourceIsInForceInTheTaskAndInNoOther() throws Exception {
    assertThat(TimeSource.current()).isSameAs(TimeSource.system());
    run(() -> {
      assertThat(TimeSource.current()).isSameAs(time);
      ManualTime inner = new ManualTime();
      TimeSource.with(inner, () -> assertThat(TimeSource.current()).isSameAs(inner));
      assertThat(TimeSource.current()).isSameAs(time);
    });
    assertThat(TimeSource.current()).isSameAs(TimeSource.system());
  }

  @Test
  void aSourceIsInForceInTheGoroutinesThatAreStartedThere() throws Exception {
    Chan<Promise<TimeSource>> inner = Chan.make(1);
    run(() -> async(() -> inner.trySend(async(TimeSource::current))).await());
    assertThat(inner.receive().await()).isSameAs(time);
    run(() ->
        TimeSource.with(
            TimeSource.system(),
            () -> assertThat(async(TimeSource::current).await()).isSameAs(TimeSource.system())));
  }

  @Test
  void whatTheTaskThrowsIsThrown() {
    Exception e = new Exception();
    assertThatThrownBy(() ->
            run(() -> {
              throw e;
            }))
        .isSameAs(e);
  }

  @Test
  void aSleepTakesItsTimeFromTheSource() throws Exception {
    assertTakesAnHour(() -> {
      sleep(HOUR);
      return null;
    });
  }

  @Test
  void aSleepLastsItsTimeThoughTheThreadIsUnparked() throws Exception {
    Chan<Thread> sleeper = Chan.make(1);
    Promise<Long> slept =
        async(() -> {
          sleeper.send(Thread.currentThread());
          long before = System.nanoTime();
          sleep(Duration.ofMillis(50));
          return System.nanoTime() - before;
        });
    Thread thread = sleeper.receive();
    while (slept.goroutine().isAlive()) {
      LockSupport.unpark(thread);
      Thread.yield();
    }
    assertThat(slept.await()).isGreaterThanOrEqualTo(50_000_000);
  }

  @Test
  void aSleepOfZeroOrLessReturnsAtOnce() throws Exception {
    run(() -> {
      sleep(Duration.ZERO);
      sleep(HOUR.negated());
      sleep(Duration.ofSeconds(Long.MIN_VALUE));
      assertThat(time.elapsed()).isZero();
    });
  }

  @Test
  void aSleepOfMoreThanThereIsTimeForEndsOnlyByAnInterrupt() throws Exception {
    run(() -> {
      Chan<Thread> sleeper = Chan.make(1);
      Promise<Throwable> ended =
          async(() -> {
            sleeper.send(Thread.currentThread());
            return catchThrowable(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
          });
      Thread thread = sleeper.receive();
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).isTrue();
        Thread.yield();
      }
      time.advance(Duration.ofDays(36_525));
      LockSupport.unpark(thread);
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).isTrue();
        Thread.yield();
      }
      thread.interrupt();
      assertThat(ended.await()).isInstanceOf(InterruptedException.class);
    });
  }

  @Test
  void thousandsOfSleepersAndTimeoutsHoldNobodyUp() throws Exception {
    WaitGroup sleepers = new WaitGroup();
    for (int i = 0; i < 5_000; i++) {
      sleepers.go(() -> sleep(Duration.ofNanos(10_000)));
    }
    Chan<Integer> in = Chan.make();
    Chan<Integer> out = Chan.make();
    Goroutine queue = go(() -> pass(in, out));
    for (int i = 0; i < 2_000; i++) {
      for (int k = 0; k < 20; k++) {
        in.send(20 * i + k);
      }
      for (int k = 0; k < 20; k++) {
        int received = select(recv(out), after(Duration.ofMinutes(1)).map(_ -> -1));
        assertThat(received).isEqualTo(20 * i + k);
      }
    }
    in.close();
    queue.join();
    sleepers.await();
  }

  /** A queue of any length; ends with its input. */
  private static void pass(Receiver<Integer> in, Sender<Integer> out) throws InterruptedException {
    Deque<Integer> waiting = new ArrayDeque<>();
    AtomicBoolean over = new AtomicBoolean();
    while (!over.get()) {
      Integer head = waiting.peek();
      select(
          send(head == null ? Chan.never() : out, head == null ? -1 : head, waiting::remove),
          recvOrClosed(
              in,
              received -> {
                switch (received) {
                  case Received.Value(Integer i) -> waiting.add(i);
                  case Received.Closed<Integer> _ -> over.set(true);
                }
              }));
    }
  }

  @Test
  void aTimedReceiveTakesItsTimeFromTheSource() throws Exception {
    assertTakesAnHour(() -> {
      assertThatThrownBy(() -> Chan.make().receive(HOUR)).isInstanceOf(TimeoutException.class);
      return null;
    });
  }

  @Test
  void aTimedSendTakesItsTimeFromTheSource() throws Exception {
    assertTakesAnHour(() -> {
      Chan<Integer> ch = Chan.make();
      assertThatThrownBy(() -> ch.send(1, HOUR)).isInstanceOf(TimeoutException.class);
      return null;
    });
  }

  @Test
  void aSelectTakesItsTimeFromTheSource() throws Exception {
    assertTakesAnHour(() -> select(recv(Chan.make()), after(HOUR)));
  }

  @Test
  void aPreparedSelectTakesItsTimeFromTheSource() throws Exception {
    assertTakesAnHour(() -> {
      Select select = Select.make();
      select.recv(Chan.make());
      assertThat(select.await(HOUR)).isEqualTo(Select.NONE);
      return null;
    });
  }

  @Test
  void aTimedJoinTakesItsTimeFromTheSource() throws Exception {
    Chan<Integer> end = Chan.make(1);
    Promise<Integer> other = async(end::receive);
    assertTakesAnHour(() -> {
      assertThat(other.goroutine().join(HOUR)).isFalse();
      return null;
    });
    end.send(1);
  }

  @Test
  void whatIsScheduledForThePastIsDoneAtOnce() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    TimeSource system = TimeSource.system();
    system.schedule(system.nanoTime() - 1, done::countDown);
    done.await();
  }

  @Test
  void whatIsCalledOffIsNotDone() {
    TimeSource system = TimeSource.system();
    TimeSource.Alarm alarm = system.schedule(system.nanoTime() + HOUR.toNanos(), () -> {});
    assertThat(alarm.cancel()).isTrue();
    assertThat(alarm.cancel()).isFalse();
  }

  @Test
  void whatIsUnderWayCannotBeCalledOff() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    TimeSource system = TimeSource.system();
    TimeSource.Alarm alarm =
        system.schedule(
            system.nanoTime(),
            () -> {
              started.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    started.await();
    try {
      assertThat(alarm.cancel()).isFalse();
    } finally {
      end.countDown();
    }
  }
}
