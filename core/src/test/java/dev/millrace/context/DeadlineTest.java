package dev.millrace.context;

import static dev.millrace.Go.done;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.Chan;
import dev.millrace.Task;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contexts that end by themselves. */
@Timeout(120)
class DeadlineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualTime time = new ManualTime();
  private final Instant start = time.instant();

  private void run(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  private static void assertExpired(Context ctx) {
    assertThat(ctx.isDone()).isTrue();
    assertThat(ctx.done().isClosed()).isTrue();
    assertThat(ctx.cause())
        .isInstanceOf(DeadlineExceededException.class)
        .isInstanceOf(ContextException.class)
        .hasMessage("context deadline exceeded")
        .hasNoCause();
  }

  @Test
  void aContextEndsWhenItsTimeIsOverAndNotBefore() throws Exception {
    run(() -> {
      CancelableContext ctx = Context.background().withTimeout(MINUTE);
      Context child = ctx.withCancel();
      assertThat(ctx.deadline()).contains(start.plus(MINUTE));
      time.advance(MINUTE.minusNanos(1));
      assertThat(ctx.isDone()).isFalse();
      time.advance(Duration.ofNanos(1));
      assertExpired(ctx);
      assertExpired(child);
      ctx.cancel();
      assertExpired(ctx);
    });
  }

  @Test
  void aContextEndsByTheMachinesTime() throws Exception {
    long before = System.nanoTime();
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(20))) {
      ctx.done().receiveOrClosed();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
      assertExpired(ctx);
    }
  }

  @Test
  void aTimeoutOfZeroOrLessIsOverAtOnce() throws Exception {
    run(() -> {
      assertExpired(Context.background().withTimeout(Duration.ZERO));
      assertExpired(Context.background().withTimeout(SECOND.negated()));
      assertExpired(Context.background().withDeadline(start));
      assertExpired(Context.background().withDeadline(Instant.MIN));
      assertThat(Context.background().withTimeout(SECOND.negated()).deadline())
          .contains(start.minus(SECOND));
      assertThat(time.scheduled()).isZero();
    });
  }

  @Test
  void aContextEndsAtTheMomentItWasGiven() throws Exception {
    run(() -> {
      Context ctx = Context.background().withDeadline(start.plus(MINUTE));
      assertThat(ctx.deadline()).contains(start.plus(MINUTE));
      time.advance(MINUTE.minusNanos(1));
      assertThat(ctx.isDone()).isFalse();
      time.advance(MINUTE);
      assertExpired(ctx);
    });
  }

  @Test
  void cancelBeforeTheDeadlineCallsTheTimerOff() throws Exception {
    run(() -> {
      CancelableContext parent = Context.background().withTimeout(MINUTE);
      CancelableContext child = parent.withTimeout(SECOND);
      assertThat(time.scheduled()).isEqualTo(2);
      child.cancel();
      assertThat(time.scheduled()).isEqualTo(1);
      var _ = parent.withTimeout(SECOND);
      assertThat(time.scheduled()).isEqualTo(2);
      parent.cancel();
      assertThat(time.scheduled()).isZero();
      time.advance(MINUTE);
      assertThat(child.cause()).isInstanceOf(ContextCanceledException.class);
      assertThat(parent.cause()).isInstanceOf(ContextCanceledException.class);
    });
  }

  @Test
  void theEarliestDeadlineCounts() throws Exception {
    run(() -> {
      Context parent = Context.background().withTimeout(MINUTE);
      Context later = parent.withTimeout(MINUTE.multipliedBy(2));
      Context earlier = parent.withTimeout(SECOND);
      Context plain = parent.withCancel();
      assertThat(later.deadline()).contains(start.plus(MINUTE));
      assertThat(plain.deadline()).contains(start.plus(MINUTE));
      assertThat(earlier.deadline()).contains(start.plus(SECOND));
      assertThat(time.scheduled()).as("the later one needs no timer").isEqualTo(2);
      time.advance(SECOND);
      assertExpired(earlier);
      assertThat(later.isDone()).isFalse();
      time.advance(MINUTE);
      for (Context c : List.of(parent, later, plain)) {
        assertExpired(c);
      }
    });
  }

  @Test
  void aTimeoutLongerThanThereIsTimeForIsNeverOver() throws Exception {
    run(() -> {
      Context ctx = Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE));
      assertThat(ctx.deadline()).contains(Instant.MAX);
      assertThat(Context.background().withDeadline(Instant.MAX).deadline()).contains(Instant.MAX);
      assertThat(time.scheduled()).isZero();
      time.advance(Duration.ofDays(365));
      assertThat(ctx.isDone()).isFalse();
      Context child = ctx.withTimeout(SECOND);
      time.advance(SECOND);
      assertExpired(child);
    });
  }

  @Test
  void aDeadlineKeepsToTheSourceOfTimeItWasMadeUnder() throws Exception {
    Context[] outer = new Context[1];
    run(() -> outer[0] = Context.background().withTimeout(SECOND));
    ManualTime other = new ManualTime();
    other.advance(Duration.ofDays(10));
    Context[] inner = new Context[2];
    TimeSource.with(
        other,
        () -> {
          inner[0] = outer[0].withTimeout(Duration.ofMillis(1));
          inner[1] = outer[0].withTimeout(MINUTE);
        });
    assertThat(inner[0].deadline()).contains(start.plus(SECOND));
    other.advance(SECOND);
    assertExpired(inner[0]);
    assertThat(inner[1].isDone()).isFalse();
    time.advance(SECOND);
    assertExpired(outer[0]);
    assertExpired(inner[1]);
  }

  @Test
  void aTimeoutThatIsOverIsNotLeftToTheClock() throws Exception {
    TimeSource stuck =
        new TimeSource() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public Instant instant() {
            return start;
          }

          @Override
          public Alarm schedule(long nanoTime, Runnable action) {
            return () -> true;
          }
        };
    TimeSource.with(stuck, () -> assertExpired(Context.background().withTimeout(Duration.ZERO)));
  }

  /** A source of time that cannot be asked to do anything. */
  private static final class Failing implements TimeSource {
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
      throw new IllegalStateException("no more alarms");
    }
  }

  @Test
  void aContextWhoseDeadlineCannotBeSetIsNotLeftWithItsParent() throws Exception {
    try (var parent = Context.background().withCancel()) {
      WeakReference<TimeSource> source = deriveInVain(parent);
      while (source.get() != null) {
        System.gc();
        Thread.sleep(1);
      }
      assertThat(parent.isDone()).isFalse();
    }
  }

  private static WeakReference<TimeSource> deriveInVain(Context parent) throws Exception {
    var source = new Failing();
    TimeSource.with(
        source,
        () -> {
          try (var _ = parent.withTimeout(SECOND)) {
            fail("derived");
          } catch (IllegalStateException e) {
            assertThat(e).hasMessage("no more alarms");
          }
        });
    return new WeakReference<>(source);
  }

  @Test
  void aReasonGivenWithADeadlineIsTheCauseOfTheException() throws Exception {
    run(() -> {
      Exception tooSlow = new Exception("too slow");
      Context timeout = Context.background().withTimeout(SECOND, tooSlow);
      Context deadline = Context.background().withDeadline(start.plus(SECOND), tooSlow);
      Context child = timeout.withCancel().withValue(ContextKey.of("key"), 1);
      Context later = timeout.withTimeout(MINUTE, new Exception("later"));
      assertThat(timeout.deadline()).isEqualTo(deadline.deadline()).contains(start.plus(SECOND));
      time.advance(SECOND.minusNanos(1));
      assertThat(timeout.cause()).isNull();
      assertThat(deadline.cause()).isNull();
      time.advance(Duration.ofNanos(1));
      for (Context c :
          List.of(
              timeout,
              deadline,
              child,
              later,
              Context.background().withTimeout(Duration.ZERO, tooSlow),
              Context.background().withDeadline(start, tooSlow))) {
        assertThat(c.cause())
            .isInstanceOf(DeadlineExceededException.class)
            .hasMessage("context deadline exceeded")
            .hasCause(tooSlow);
      }
      assertExpired(Context.background().withTimeout(Duration.ZERO));
    });
  }

  @Test
  void aReasonGivenWithADeadlineIsDroppedIfTheContextEndsInAnotherWay() throws Exception {
    run(() -> {
      Exception tooSlow = new Exception("too slow");
      Exception early = new Exception("early");
      CancelableContext canceled = Context.background().withTimeout(MINUTE, tooSlow);
      canceled.cancel();
      assertThat(canceled.cause()).isInstanceOf(ContextCanceledException.class).hasNoCause();

      CancelableContext parent = Context.background().withCancel();
      Context child = parent.withTimeout(MINUTE, tooSlow);
      parent.cancel(early);
      assertThat(child.cause()).isInstanceOf(ContextCanceledException.class).hasCause(early);
      assertThat(parent.withTimeout(Duration.ZERO, tooSlow).cause()).hasCause(early);

      Context sooner = Context.background().withTimeout(SECOND);
      Context stacked = sooner.withDeadline(start.plus(MINUTE), tooSlow);
      time.advance(MINUTE);
      assertExpired(stacked);

      CancelableContext outer = Context.background().withCancel();
      Context over = outer.withTimeout(Duration.ZERO, tooSlow);
      outer.cancel(early);
      assertThat(over.cause()).isInstanceOf(DeadlineExceededException.class).hasCause(tooSlow);
      assertThat(over.withoutCancel().cause()).isNull();
    });
  }

  @Test
  void aSelectSeesThatTheDeadlineHasPassed() throws Exception {
    try (var timeout = Context.background().withTimeout(Duration.ofMillis(1));
        var deadline = Context.background().withDeadline(Instant.now().plusMillis(1))) {
      for (Context ctx : List.of(timeout, deadline)) {
        String chosen = select(recv(Chan.<String>make()), done(ctx).map(_ -> "done"));
        assertThat(chosen).isEqualTo("done");
        assertExpired(ctx);
      }
    }
  }
}
