package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import dev.millrace.context.DeadlineExceededException;
import dev.millrace.internal.ContextNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of {@link Group}. */
@Timeout(120)
class GroupTest {
  @Test
  void awaitWaitsForAllMembersAndEndsTheContext() throws Exception {
    var done = new AtomicInteger();
    try (var group = new Group()) {
      for (int i = 0; i < 100; i++) {
        group.go(done::incrementAndGet);
      }
      assertThat(group.context().isDone()).isFalse();
      group.await();
      assertThat(done).hasValue(100);
      assertThat(group.context().isDone()).isTrue();
    }
  }

  @Test
  void theFirstFailureIsThrownWrappedAndIsTheCauseOfTheContext() throws Exception {
    var first = new IOException("first");
    try (var group = new Group()) {
      group.go(() -> {
        throw first;
      });
      group.go(() -> {
        group.context().done().receiveOrClosed();
        throw new IOException("second");
      });
      assertThatThrownBy(group::await).isInstanceOf(CompletionException.class).hasCause(first);
      assertThatThrownBy(group::await).as("each time").hasCause(first);
      assertThat(group.context().cause()).isInstanceOf(ContextCanceledException.class);
      assertThat(group.context().cause()).hasCause(first);
    }
  }

  @Test
  void theFirstFailureInterruptsTheOthers() throws Exception {
    var first = new IOException("first");
    try (var group = new Group()) {
      var interrupted = new AtomicInteger();
      var started = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        group.go(() -> {
          try {
            started.countDown();
            Thread.sleep(Duration.ofDays(1));
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
          }
        });
      }
      group.go(() -> {
        started.await();
        throw first;
      });
      assertThatThrownBy(group::await).hasCause(first);
      assertThat(interrupted).hasValue(3);
    }
  }

  @Test
  void anErrorIsAFailureLikeAnyOther() throws Exception {
    try (var group = new Group()) {
      var error = new AssertionError("failed");
      group.go(() -> {
        throw error;
      });
      assertThatThrownBy(group::await).isInstanceOf(CompletionException.class).hasCause(error);
    }
  }

  @Test
  void aMemberThatStoppedBecauseTheParentEndedHasFailedWithWhatEndedIt() throws Exception {
    try (var parent = Context.background().withTimeout(Duration.ofMillis(5));
        var group = new Group(parent)) {
      group.go(() -> Thread.sleep(Duration.ofDays(1)));
      assertThatThrownBy(group::await)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void aMemberThatIsInterruptedFromOutsideHasFailed() throws Exception {
    try (var group = new Group()) {
      group.go(() -> {
        Thread.currentThread().interrupt();
        Thread.sleep(Duration.ofDays(1));
      });
      assertThatThrownBy(group::await)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void closeCancelsThenWaits() throws Exception {
    var ended = new AtomicBoolean();
    Thread.currentThread().interrupt(); // which it does not mind
    try (var group = new Group()) {
      group.tryGo(() -> {
        try {
          Thread.sleep(Duration.ofDays(1));
        } finally {
          ended.set(true);
        }
      });
    }
    assertThat(ended).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void noMoreThanTheLimitRunAtOnce() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    try (var group = new Group().limit(3)) {
      for (int i = 0; i < 200; i++) {
        group.go(() -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.yield();
          running.decrementAndGet();
        });
      }
      group.await();
    }
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void tryGoStartsOnlyWhereThereIsAPlace() throws Exception {
    var go = new CountDownLatch(1);
    try (var group = new Group().limit(1)) {
      assertThat(group.tryGo(go::await)).isTrue();
      assertThat(group.tryGo(() -> {})).isFalse();
      Actor blocked = Actor.start(() -> group.go(() -> {})).blocked();
      blocked.interrupt();
      assertThat(blocked.failure()).isInstanceOf(InterruptedException.class);
      try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
        assertThatThrownBy(() -> group.go(ctx, () -> {}))
            .isInstanceOf(DeadlineExceededException.class);
      }
      go.countDown();
      group.go(() -> {});
      group.await();
    }
    try (var group = new Group().limit(0)) {
      assertThat(group.tryGo(() -> {})).isFalse();
      assertThat(group.limit(-1).tryGo(() -> {})).isTrue();
    }
  }

  @Test
  void theLimitCannotBeChangedWhileMembersAreActive() throws Exception {
    var go = new CountDownLatch(1);
    try (var group = new Group().limit(2)) {
      group.go(go::await);
      assertThatIllegalStateException()
          .isThrownBy(() -> group.limit(3))
          .withMessage("errgroup: modify limit while 1 goroutines in the group are still active");
      go.countDown();
      group.await();
      group.limit(3);
    }
  }

  @Test
  void awaitCanBeInterruptedAndTheMembersGoOn() throws Exception {
    var go = new CountDownLatch(1);
    try (var group = new Group()) {
      group.go(go::await);
      Actor a = Actor.start(group::await).blocked();
      a.interrupt();
      assertThat(a.failure()).isInstanceOf(InterruptedException.class);
      try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
        assertThatThrownBy(() -> group.await(ctx)).isInstanceOf(DeadlineExceededException.class);
      }
      assertThat(group.context().isDone()).isFalse();
      go.countDown();
      group.await();
    }
  }

  @Test
  void whoIsInterruptedByTheFirstFailureIsNeverTakenForIt() throws Exception {
    var failure = new Exception("first");
    try (var group = new Group()) {
      var interrupted = new AtomicReference<@Nullable Thread>();
      var blocked = new CountDownLatch(1);
      group.go(() -> {
        interrupted.set(Thread.currentThread());
        blocked.countDown();
        new CountDownLatch(1).await();
      });
      blocked.await();
      // Whoever ends the context has to wait here until the other member has failed.
      ContextNode.onDone(
          group.context(),
          () -> {
            try {
              Objects.requireNonNull(interrupted.get()).join();
            } catch (InterruptedException e) {
              // the failing member itself is interrupted before that
              Thread.currentThread().interrupt();
            }
          });
      group.go(() -> {
        throw failure;
      });
      assertThatThrownBy(group::await).hasCause(failure);
    }
  }
}
