package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Go;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import dev.millrace.context.DeadlineExceededException;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of {@link RateLimiter}, by a time that the tests advance. */
@Timeout(120)
class RateLimiterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();

  private void inTime(Task task) throws Exception {
    TimeSource.with(time, task);
  }

  @Test
  void theBucketIsFullAtFirstAndFillsOneTokenAnInterval() throws Exception {
    inTime(() -> {
      var limiter = new RateLimiter(SECOND, 3);
      assertThat(limiter.allow()).isTrue();
      assertThat(limiter.allow()).isTrue();
      assertThat(limiter.allow()).isTrue();
      assertThat(limiter.allow()).isFalse();
      time.advance(SECOND.minusNanos(1));
      assertThat(limiter.allow()).isFalse();
      time.advance(Duration.ofNanos(1));
      assertThat(limiter.allow()).isTrue();
      assertThat(limiter.allow()).isFalse();
    });
  }

  @Test
  void itNeverHoldsMoreThanTheBurst() throws Exception {
    inTime(() -> {
      var limiter = new RateLimiter(SECOND, 2);
      time.advance(Duration.ofDays(365));
      assertThat(limiter.allow(3)).isFalse();
      assertThat(limiter.allow(2)).isTrue();
      assertThat(limiter.allow(1)).isFalse();
      assertThat(limiter.allow(0)).isTrue();
    });
  }

  @Test
  void nothingIsLostToRounding() throws Exception {
    inTime(() -> {
      var limiter = new RateLimiter(10, SECOND, 2);
      int allowed = 0;
      for (int i = 0; i <= 1_000_000; i++) {
        if (limiter.allow()) {
          allowed++;
        }
        time.advance(Duration.ofNanos(7_000));
      }
      assertThat(allowed).isEqualTo(70 + 2); // one each tenth of 7 s, and the two at first
    });
  }

  @Test
  void reserveTakesTheNextTokenAndSaysWhenItComes() throws Exception {
    inTime(() -> {
      var limiter = new RateLimiter(SECOND, 2);
      assertThat(limiter.reserve()).isZero();
      assertThat(limiter.reserve()).isZero();
      assertThat(limiter.reserve()).isEqualTo(SECOND);
      assertThat(limiter.reserve()).isEqualTo(SECOND.multipliedBy(2));
      time.advance(SECOND.multipliedBy(2));
      assertThat(limiter.allow()).as("those that are there are taken").isFalse();
      time.advance(SECOND);
      assertThat(limiter.allow()).isTrue();
    });
  }

  @Test
  void awaitWaitsForItsTokenAndNoLonger() throws Exception {
    inTime(() -> {
      var limiter = new RateLimiter(SECOND, 1);
      limiter.await();
      var through = new AtomicInteger();
      List<Goroutine> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(
            Go.go(() -> {
              limiter.await();
              through.incrementAndGet();
            }));
      }
      time.awaitScheduled(3);
      time.advance(SECOND.minusNanos(1));
      assertThat(through).hasValue(0);
      time.advance(Duration.ofNanos(1));
      while (all.stream().filter(Goroutine::isAlive).count() > 2) {
        Thread.sleep(1);
      }
      assertThat(through).hasValue(1);
      time.advance(SECOND.multipliedBy(2));
      for (Goroutine g : all) {
        g.join();
      }
      assertThat(through).hasValue(3);
    });
  }

  @Test
  void whoIsInterruptedGivesItsTokenBackIfNobodyWaitsBehind() throws Exception {
    inTime(() -> {
      var limiter = new RateLimiter(SECOND, 1);
      assertThat(limiter.allow()).isTrue();
      Goroutine g = Go.go(() -> limiter.await());
      time.awaitScheduled(1);
      g.interrupt();
      g.join();
      assertThat(limiter.reserve()).isEqualTo(SECOND);
      Goroutine first = Go.go(() -> limiter.await());
      time.awaitScheduled(1);
      assertThat(limiter.reserve()).isEqualTo(SECOND.multipliedBy(3));
      first.interrupt();
      first.join();
      assertThat(limiter.reserve()).isEqualTo(SECOND.multipliedBy(4));
    });
  }

  @Test
  void withTheFlagSetOrTheContextDoneOnEntryItThrowsThoughThereIsAToken() throws Exception {
    var limiter = new RateLimiter(Duration.ofDays(1), 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(limiter::await).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> limiter.await(Context.background()))
        .isInstanceOf(InterruptedException.class);
    try (var ctx = Context.background().withCancel()) {
      ctx.cancel();
      assertThatThrownBy(() -> limiter.await(ctx)).isInstanceOf(ContextCanceledException.class);
    }
    assertThat(limiter.allow()).isTrue();
  }

  @Test
  void aContextEndsTheWaitAndTheTokenIsGivenBack() throws Exception {
    var limiter = new RateLimiter(Duration.ofDays(1), 1);
    limiter.await(Context.background());
    try (var ctx = Context.background().withCancel()) {
      Actor a = Actor.start(() -> limiter.await(ctx)).blocked();
      ctx.cancel();
      assertThat(a.failure()).isInstanceOf(ContextCanceledException.class);
    }
    assertThat(limiter.reserve()).isLessThanOrEqualTo(Duration.ofDays(1));
  }

  @Test
  void aTokenThatWouldComeAfterTheDeadlineIsNotTakenNorWaitedFor() throws Exception {
    var limiter = new RateLimiter(Duration.ofDays(1), 1);
    assertThat(limiter.allow()).isTrue();
    try (var ctx = Context.background().withTimeout(Duration.ofHours(1))) {
      assertThatThrownBy(() -> limiter.await(ctx)).isInstanceOf(DeadlineExceededException.class);
    }
    assertThat(limiter.reserve()).isLessThanOrEqualTo(Duration.ofDays(1));
  }

  @Test
  void moreThanTheBurstCanNeverCome() {
    var limiter = new RateLimiter(SECOND, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.await(3))
        .withMessage("rate: Wait(n=3) exceeds limiter's burst 2");
    assertThatIllegalArgumentException().isThrownBy(() -> limiter.allow(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(Duration.ZERO, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(SECOND, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(0, SECOND, 1));
  }

  @Test
  void hugeIntervalsSaturate() throws Exception {
    var limiter = new RateLimiter(Duration.ofSeconds(Long.MAX_VALUE), Integer.MAX_VALUE);
    assertThat(limiter.allow(Integer.MAX_VALUE)).isTrue();
    assertThat(limiter.allow()).isFalse();
  }

  @Test
  void concurrentCallersGetNoMoreThanThereIs() throws Exception {
    var limiter = new RateLimiter(Duration.ofDays(1), 1_000);
    var allowed = new AtomicInteger();
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      actors.add(
          Actor.start(
              Actor.Kind.PLATFORM,
              () -> {
                for (int j = 0; j < 1_000; j++) {
                  if (limiter.allow()) {
                    allowed.incrementAndGet();
                  }
                }
              }));
    }
    for (Actor a : actors) {
      a.join();
    }
    assertThat(allowed).hasValue(1_000);
  }

  @Test
  void reservationsBeyondTheEndOfTimeSaturate() throws Exception {
    var limiter = new RateLimiter(Duration.ofDays(365 * 100), 1);
    assertThat(limiter.allow()).isTrue();
    Duration last = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      Duration next = limiter.reserve();
      assertThat(next).isGreaterThanOrEqualTo(last).isPositive();
      last = next;
      assertThat(limiter.allow()).isFalse();
    }
  }

  @Test
  void whoGivesUpBeyondTheEndOfTimeGivesBackNoMoreThanItTook() throws Exception {
    var limiter = new RateLimiter(Duration.ofDays(365 * 100), 1);
    assertThat(limiter.allow()).isTrue();
    for (int i = 0; i < 20; i++) {
      limiter.reserve();
    }
    for (int i = 0; i < 20; i++) {
      Actor a = Actor.start(() -> limiter.await()).blocked();
      a.interrupt();
      assertThat(a.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(limiter.allow()).isFalse();
    assertThat(limiter.reserve()).isGreaterThan(Duration.ofDays(365 * 60));
  }

  /** The machine's time, but for a time of the day that somebody sets. */
  private static final class Adjusted implements TimeSource {
    private volatile Duration by = Duration.ZERO;

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    @Override
    public Alarm schedule(long nanoTime, Runnable action) {
      return TimeSource.system().schedule(nanoTime, action);
    }
  }

  @Test
  void aChangeOfTheTimeOfTheDayDoesNotMatterToADeadline() throws Exception {
    var adjusted = new Adjusted();
    TimeSource.with(
        adjusted,
        () -> {
          var limiter = new RateLimiter(Duration.ofMillis(1), 1);
          try (var ctx = Context.background().withTimeout(Duration.ofDays(1))) {
            adjusted.by = Duration.ofDays(2);
            for (int i = 0; i < 3; i++) {
              limiter.await(ctx);
            }
          }
          var slow = new RateLimiter(Duration.ofDays(3), 1);
          slow.await();
          try (var ctx = Context.background().withTimeout(Duration.ofDays(1))) {
            adjusted.by = Duration.ofDays(-30);
            assertThatThrownBy(() -> slow.await(ctx)).isInstanceOf(DeadlineExceededException.class);
          }
        });
  }
}
