package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link WaitGroup}. */
@Timeout(120)
class WaitGroupTest {
  private final WaitGroup wg = new WaitGroup();

  @ParameterizedTest
  @EnumSource
  void allWhoWaitReturnWhenTheCounterIsZeroAndNotBefore(Actor.Kind kind) throws Exception {
    for (int turn = 0; turn < 8; turn++) { // used anew each time
      wg.add(3);
      List<Actor> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(Actor.start(kind, wg::await).blocked());
      }
      wg.done();
      wg.add(-1);
      for (Actor a : waiting) {
        assertThat(a.isAlive()).isTrue();
      }
      wg.done();
      for (Actor a : waiting) {
        a.join();
      }
    }
  }

  @Test
  void awaitAtZeroReturnsAtOnce() throws Exception {
    wg.await();
    wg.add(1);
    wg.done();
    wg.await();
    assertThat(wg.await(Duration.ZERO)).isTrue();
  }

  @Test
  void aNegativeCounterIsMisuseAndChangesNothing() throws Exception {
    wg.add(1);
    wg.done();
    assertThatIllegalStateException()
        .isThrownBy(wg::done)
        .withMessage("sync: negative WaitGroup counter");
    wg.add(1);
    assertThatIllegalStateException().isThrownBy(() -> wg.add(-2));
    assertThat(wg.await(Duration.ZERO)).isFalse();
    wg.done();
    wg.await();
  }

  @Test
  void misuseByOneLetsTheOthersGo() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      var group = new WaitGroup();
      group.add(1);
      Actor waiting = Actor.start(group::await);
      Actor a = Actor.start(group::done);
      Actor b = Actor.start(group::done);
      Throwable first = a.failure();
      Throwable second = b.failure();
      assertThat(first == null ? second : first).hasMessage("sync: negative WaitGroup counter");
      assertThat(first == null || second == null).isTrue();
      waiting.join();
    }
  }

  @Test
  void addFromZeroWhileSomebodyWaitsIsMisuseWhereItIsSeen() throws Exception {
    // The two texts that may come, and nothing else, and nobody hangs.
    for (int i = 0; i < 5_000; i++) {
      var group = new WaitGroup();
      group.add(1);
      Actor waiting = Actor.start(group::await);
      Actor done = Actor.start(group::done);
      Actor adding = Actor.start(() -> group.add(1));
      Throwable added = adding.failure();
      if (added == null) {
        Throwable t = done.failure();
        if (t != null) {
          assertThat(t).hasMessage("sync: WaitGroup misuse: Add called concurrently with Wait");
        }
        group.done();
      } else {
        assertThat(added).hasMessage("sync: WaitGroup misuse: Add called concurrently with Wait");
      }
      Throwable t = waiting.failure();
      if (t != null) {
        assertThat(t)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("sync: WaitGroup is reused before previous Wait has returned");
      }
    }
  }

  @Test
  void reuseBeforeAWaitHasReturnedIsMisuse() throws Exception {
    // One thread of execution at a time: whoever waits is woken only after the counter is up again.
    for (int i = 0; i < 10_000; i++) {
      var group = new WaitGroup();
      group.add(1);
      Actor waiting = Actor.start(group::await).blocked();
      group.done();
      group.add(1);
      Throwable t = waiting.failure();
      if (t != null) {
        assertThat(t)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("sync: WaitGroup is reused before previous Wait has returned");
        return;
      }
    }
    throw new AssertionError("never seen");
  }

  @Test
  void theOnlyOneThatWaitedMayUseItAnewAtOnce() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      wg.add(1);
      Actor a = Actor.start(wg::done);
      wg.await();
      wg.add(1); // the one that counted down to zero may still be at it
      wg.done();
      a.join();
    }
  }

  @Test
  void awaitThrowsIfTheFlagIsSetOnEntryThoughTheCounterIsZero() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(wg::await).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> wg.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> wg.await(Context.background()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void whoGivesUpLeavesNothingBehind() throws Exception {
    wg.add(1);
    Actor a = Actor.start(wg::await).blocked();
    Actor b = Actor.start(wg::await).blocked();
    a.interrupt();
    assertThat(a.failure()).isInstanceOf(InterruptedException.class);
    assertThat(wg.await(Duration.ofMillis(1))).isFalse();
    try (var ctx = Context.background().withCancel()) {
      Actor c = Actor.start(() -> wg.await(ctx)).blocked();
      ctx.cancel();
      assertThat(c.failure()).isInstanceOf(ContextCanceledException.class);
    }
    wg.done();
    b.join();
    wg.add(1);
    Actor d = Actor.start(wg::await).blocked();
    d.interrupt();
    assertThat(d.failure()).isInstanceOf(InterruptedException.class);
    wg.done();
    wg.add(1); // nobody waits: no misuse
    wg.done();
  }

  @Test
  void whoHasGivenUpMakesNobodyElsesAddAMisuse() throws Exception {
    int turns = 50_000;
    var turn = new AtomicInteger(-1);
    var over = new AtomicInteger(-1);
    Actor other =
        Actor.start(
            Actor.Kind.PLATFORM,
            () -> {
              for (int i = 0; i < turns; i++) {
                for (int spins = 0; turn.get() != i; spins++) {
                  if (spins < 1_000) {
                    Thread.onSpinWait(); // to be as quick as the one that adds
                  } else {
                    Thread.yield();
                  }
                }
                wg.done();
                over.set(i);
              }
            });
    wg.add(1);
    for (int i = 0; i < turns; i++) {
      assertThat(wg.await(Duration.ZERO)).isFalse();
      turn.set(i);
      for (int pause = i % 16; pause > 0; pause--) {
        Thread.onSpinWait();
      }
      wg.add(1);
      while (over.get() != i) {
        Thread.yield();
      }
    }
    other.join();
  }

  @Test
  void goCountsItsTask() throws Exception {
    var done = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      wg.go(done::incrementAndGet);
    }
    wg.await();
    assertThat(done).hasValue(100);
  }

  @Test
  void goCountsATaskThatWasInterruptedAsDone() throws Exception {
    wg.go(() -> Thread.sleep(Duration.ofDays(1))).interrupt();
    wg.await();
  }

  @Test
  void aTaskThatFailsIsCountedOnlyAfterItsFailureHasBeenDealtWith() throws Exception {
    var handling = new CountDownLatch(1);
    var handled = new AtomicBoolean();
    wg.go(() -> {
      Thread.currentThread()
          .setUncaughtExceptionHandler((_, _) -> {
            handling.countDown();
            LockSupport.parkNanos(10_000_000);
            handled.set(true);
          });
      throw new IllegalStateException("crash");
    });
    handling.await();
    wg.await();
    assertThat(handled).isTrue();
  }

  @Test
  void whatWasDoneBeforeDoneIsSeenAfterAwait() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      int[] plain = {0};
      wg.add(1);
      Actor a =
          Actor.start(() -> {
            plain[0] = 42;
            wg.done();
          });
      wg.await();
      assertThat(plain[0]).isEqualTo(42);
      a.join();
    }
  }

  @Test
  void awaitReturnsOnlyWhenAllThatWereAddedAreDoneThoughTheCounterWasZeroBetween()
      throws Exception {
    for (int i = 0; i < 2_000; i++) {
      int[] plain = new int[2];
      for (int k = 0; k < 2; k++) {
        int me = k;
        wg.add(1);
        Actor.start(() -> {
          plain[me] = 1;
          wg.done();
        });
      }
      wg.await();
      assertThat(plain).containsExactly(1, 1);
    }
  }

  @Test
  void whatATaskOfGoDidIsSeenAfterAwait() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      int[] plain = {0};
      wg.go(() -> plain[0]++);
      wg.await();
      assertThat(plain[0]).isEqualTo(1);
    }
  }
}
