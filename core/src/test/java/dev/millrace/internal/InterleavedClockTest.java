package dev.millrace.internal;

import static dev.millrace.Go.after;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.Select;
import dev.millrace.Task;
import dev.millrace.time.TimeSource;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What others do in the middle of a select, done by the clock that the select reads: between
 * threads such an interleaving lasts for nanoseconds.
 */
@Timeout(60)
class InterleavedClockTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Stands still, but whoever reads it lets something else happen right after. */
  private static final class Clock implements TimeSource {
    private long now;

    /** How far each reading advances it. */
    private long step;

    private final Queue<Runnable> interleaved = new ArrayDeque<>();

    void advance(Duration d) {
      now += d.toNanos();
    }

    @Override
    public long nanoTime() {
      long read = now;
      now += step;
      Runnable next = interleaved.poll();
      if (next != null) {
        next.run();
      }
      return read;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public Alarm schedule(long nanoTime, Runnable action) {
      throw new AssertionError("nothing here has to wait");
    }
  }

  private final Clock clock = new Clock();

  private void run(Task task) throws Exception {
    TimeSource.with(clock, task);
  }

  @Test
  void otherwiseIsNotTakenIfATimerFallsDueBeforeTheOtherCaseIsOver() throws Exception {
    run(() -> {
      var timer = new TimerChannel.OneShot(SECOND);
      Chan<Integer> ch = Chan.make(1);
      ch.send(1);
      clock.interleaved.add(() -> {
        clock.advance(SECOND);
        assertThat(ch.tryReceive()).isNotNull();
      });
      String taken =
          select(
              recv(timer).map(_ -> "timer"),
              recv(ch).map(_ -> "channel"),
              otherwise().map(_ -> "none was ready"));
      assertThat(taken).isEqualTo("timer");
    });
  }

  @Test
  void byPriorityALaterCaseIsNotTakenIfATimerFallsDueBeforeAnEarlierCaseIsOver() throws Exception {
    run(() -> {
      var timer = new TimerChannel.OneShot(SECOND);
      Chan<Integer> first = Chan.make(1);
      var never = new TimerChannel.OneShot(SECOND.multipliedBy(9));
      Chan<Integer> last = Chan.make(1);
      clock.interleaved.add(() -> {}); // the first look at the timer
      clock.interleaved.add(() -> { // the first look at the one that is not due
        assertThat(first.trySend(1)).isTrue();
        assertThat(last.trySend(1)).isTrue();
      });
      clock.interleaved.add(() -> { // the second look at the timer
        clock.advance(SECOND);
        assertThat(first.tryReceive()).isNotNull();
      });
      String taken =
          selectPriority(
              recv(timer).map(_ -> "timer"),
              recv(first).map(_ -> "first"),
              recv(never).map(_ -> "never"),
              recv(last).map(_ -> "last"));
      assertThat(taken).isEqualTo("timer");
    });
  }

  /** Its last turn has waited for nothing, but has made its waiters. */
  @Test
  void aPreparedSelectForgetsWhatItHasSentUnderTheLocks() throws Exception {
    run(() -> {
      Channel<Object> ch = Channel.make(0, null);
      Select select = Select.make();
      var out = select.send(ch);
      Object[] element = {new Object()};
      var reference = new WeakReference<>(element[0]);
      out.value(element[0]);
      Waiter receiver = new Waiter(null);
      clock.interleaved.add(() -> { // the deadline, after the look that found nothing
        ch.lock();
        ch.queue(false).add(receiver);
        ch.unlock();
      });
      assertThat(select.await(SECOND)).isEqualTo(out.index());
      assertThat(receiver.outcome()).isSameAs(element[0]);
      element[0] = "";
      receiver.rearm(null);
      long start = System.nanoTime();
      while (reference.get() != null) {
        assertThat(System.nanoTime() - start).as("still reachable").isLessThan(10_000_000_000L);
        System.gc();
      }
      assertThat(select.poll()).isEqualTo(Select.NONE);
    });
  }

  /** One who waits for a ticker, and for no time of its own. */
  private static final class Parked {
    final Thread thread;
    final Waiter waiter;

    Parked() {
      var made = new CompletableFuture<Waiter>();
      thread =
          Thread.startVirtualThread(() -> {
            Waiter w = new Waiter(null);
            made.complete(w);
            while (!w.isDone()) {
              LockSupport.park(this);
            }
          });
      waiter = made.join();
    }
  }

  /** A select gives a tick to one who was there before, and the next one is due already. */
  @Test
  void whoeverIsGivenATickByASelectIsWokenThoughTheNextOneIsDueAtOnce() throws Exception {
    run(() -> {
      Duration nanosecond = Duration.ofNanos(1);
      var ticker = new TimerChannel.Ticking(nanosecond);
      ticker.stop();
      Parked first = new Parked();
      Parked second = new Parked();
      clock.interleaved.add(() -> { // the deadline, after the look that found nothing
        ticker.reset(nanosecond);
        ticker.lock();
        ticker.queue(false).add(first.waiter);
        ticker.queue(false).add(second.waiter);
        ticker.unlock();
        clock.step = 10;
        clock.advance(nanosecond);
      });
      Instant tick = select(recv(ticker), after(SECOND).map(_ -> Instant.MAX));
      assertThat(tick).isBefore(Instant.MAX);
      assertThat(first.thread.join(SECOND.multipliedBy(20))).isTrue();
      assertThat(second.thread.join(SECOND.multipliedBy(20))).isTrue();
    });
  }

  /** It fails under the lock, as the look without one has gone well. */
  @Test
  void aTimeSourceThatFailsLeavesNoLockHeldAndNobodyInAQueue() throws Exception {
    run(() -> {
      IllegalStateException failure = new IllegalStateException("no time");
      Chan<Integer> other = Chan.make();
      var timer = new TimerChannel.OneShot(Duration.ZERO);
      Select prepared = Select.make();
      prepared.recv(timer);
      prepared.recv(other);
      List<Task> operations =
          List.of(
              timer::receive,
              () -> timer.receive(SECOND),
              timer::tryReceive,
              timer::fire,
              () -> select(recv(timer)),
              () -> select(recv(timer, _ -> {}), recv(other, _ -> {}), otherwise()),
              prepared::await);
      for (Task operation : operations) {
        // Each of the readings in turn, until it needs no more of them.
        for (int before = 0; ; before++) {
          timer.reset(Duration.ZERO);
          for (int i = 0; i < before; i++) {
            clock.interleaved.add(() -> {});
          }
          clock.interleaved.add(() -> {
            throw failure;
          });
          try {
            operation.run();
            clock.interleaved.clear();
            break;
          } catch (IllegalStateException e) {
            assertThat(e).isSameAs(failure);
          }
          assertThat(timer.isHeld()).isFalse();
          assertThat(timer.queue(false).isEmpty()).isTrue();
          assertThat(((Channel<?>) other).isHeld()).isFalse();
        }
      }
    });
  }
}
