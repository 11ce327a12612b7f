package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import dev.millrace.context.DeadlineExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link WeightedSemaphore}. */
@Timeout(120)
class WeightedSemaphoreTest {
  private static final long STRESS_NANOS =
      TimeUnit.SECONDS.toNanos(Long.getLong("millrace.stress.seconds", 2));

  @Test
  void noMoreIsHeldThanThereIs() throws Exception {
    var sem = new WeightedSemaphore(5);
    sem.acquire(2);
    assertThat(sem.tryAcquire(4)).isFalse();
    assertThat(sem.tryAcquire(3)).isTrue();
    assertThat(sem.tryAcquire(1)).isFalse();
    assertThat(sem.tryAcquire(0)).isTrue();
    sem.release(5);
    assertThat(sem.tryAcquire(5)).isTrue();
  }

  @Test
  void misuseHasGosTexts() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightedSemaphore(-1))
        .withMessage("semaphore: size < 0");
    var sem = new WeightedSemaphore(2);
    assertThatIllegalStateException()
        .isThrownBy(() -> sem.release(1))
        .withMessage("semaphore: released more than held");
    sem.acquire(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> sem.release(2))
        .withMessage("semaphore: released more than held");
    assertThat(sem.tryAcquire(1)).as("nothing has changed").isTrue();
    assertThat(sem.tryAcquire(1)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sem.acquire(-1))
        .withMessage("semaphore: n < 0");
    assertThatIllegalArgumentException().isThrownBy(() -> sem.tryAcquire(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> sem.release(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> sem.tryAcquire(-1, Duration.ZERO));
  }

  @Test
  void whoAsksForMuchIsNotStarvedByThoseWhoAskForLittle() throws Exception {
    var sem = new WeightedSemaphore(3);
    sem.acquire(2);
    Actor large = Actor.start(() -> sem.acquire(3)).blocked();
    assertThat(sem.tryAcquire(1)).as("though it is there").isFalse();
    Actor small = Actor.start(() -> sem.acquire(1)).blocked();
    sem.release(2);
    large.join();
    assertThat(small.isAlive()).isTrue();
    sem.release(3);
    small.join();
  }

  @Test
  void theyAreServedInTheOrderInWhichTheyCame() throws Exception {
    var sem = new WeightedSemaphore(2);
    sem.acquire(2);
    var order = new ConcurrentLinkedQueue<Integer>();
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int me = i;
      actors.add(
          Actor.start(
                  () -> {
                    sem.acquire(2);
                    order.add(me);
                    sem.release(2);
                  })
              .blocked());
    }
    sem.release(2);
    for (Actor a : actors) {
      a.join();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void oneReleaseServesAllWhoFit() throws Exception {
    var sem = new WeightedSemaphore(4);
    sem.acquire(4);
    Actor a = Actor.start(() -> sem.acquire(1)).blocked();
    Actor b = Actor.start(() -> sem.acquire(2)).blocked();
    Actor c = Actor.start(() -> sem.acquire(3)).blocked();
    sem.release(4);
    a.join();
    b.join();
    assertThat(c.isAlive()).isTrue();
    sem.release(3);
    c.join();
  }

  @Test
  void whenTheFirstGivesUpTheNextIsServed() throws Exception {
    var sem = new WeightedSemaphore(3);
    sem.acquire(1);
    Actor large = Actor.start(() -> sem.acquire(3)).blocked();
    Actor small = Actor.start(() -> sem.acquire(1)).blocked();
    large.interrupt();
    assertThat(large.failure()).isInstanceOf(InterruptedException.class);
    small.join();
    assertThat(sem.tryAcquire(1)).isTrue();
  }

  @Test
  void whoAsksForMoreThanThereEverIsHoldsNobodyUp() throws Exception {
    var sem = new WeightedSemaphore(2);
    Actor greedy = Actor.start(() -> sem.acquire(3)).blocked();
    sem.acquire(2);
    sem.release(2);
    try (var ctx = Context.background().withCancel()) {
      Actor other = Actor.start(() -> sem.acquire(ctx, 3)).blocked();
      ctx.cancel();
      assertThat(other.failure()).isInstanceOf(ContextCanceledException.class);
    }
    assertThat(sem.tryAcquire(3, Duration.ofMillis(1))).isFalse();
    greedy.interrupt();
    assertThat(greedy.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void withTheFlagSetOrTheContextDoneOnEntryItThrowsThoughTheAmountIsThere() {
    var sem = new WeightedSemaphore(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> sem.acquire(1)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> sem.tryAcquire(1, Duration.ZERO))
        .isInstanceOf(InterruptedException.class);
    try (var ctx = Context.background().withCancel()) {
      ctx.cancel();
      assertThatThrownBy(() -> sem.acquire(ctx, 1)).isInstanceOf(ContextCanceledException.class);
    }
    Thread.currentThread().interrupt();
    assertThat(sem.tryAcquire(1)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostUnderInterruptsTimeoutsAndContexts(Actor.Kind kind) throws Exception {
    int size = 8;
    var sem = new WeightedSemaphore(size);
    var held = new AtomicLong();
    var running = new AtomicBoolean(true);
    long end = System.nanoTime() + STRESS_NANOS / 2;
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      actors.add(
          Actor.start(
              kind,
              () -> {
                for (int turn = 0; System.nanoTime() < end; turn++) {
                  int n = ThreadLocalRandom.current().nextInt(size + 1);
                  if (acquireSomehow(sem, n, turn % 4)) {
                    assertThat(held.addAndGet(n)).isLessThanOrEqualTo(size);
                    if (turn % 32 == 0) {
                      LockSupport.parkNanos(50_000);
                    }
                    held.addAndGet(-n);
                    sem.release(n);
                  }
                }
              }));
    }
    Actor gadfly =
        Actor.start(
            Actor.Kind.PLATFORM,
            () -> {
              while (running.get()) {
                actors.get(ThreadLocalRandom.current().nextInt(actors.size())).interrupt();
                LockSupport.parkNanos(20_000);
              }
            });
    for (Actor a : actors) {
      a.join();
    }
    running.set(false);
    gadfly.join();
    assertThat(sem.tryAcquire(size)).as("all is back").isTrue();
  }

  private static boolean acquireSomehow(WeightedSemaphore sem, int n, int way) {
    try {
      switch (way) {
        case 0 -> sem.acquire(n);
        case 1 -> {
          return sem.tryAcquire(n);
        }
        case 2 -> {
          return sem.tryAcquire(n, Duration.ofNanos(50_000));
        }
        default -> {
          try (var ctx = Context.background().withTimeout(Duration.ofNanos(100_000))) {
            sem.acquire(ctx, n);
          }
        }
      }
      return true;
    } catch (InterruptedException | DeadlineExceededException e) {
      return false;
    }
  }
}
