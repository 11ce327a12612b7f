package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link Once}. */
@Timeout(120)
class OnceTest {
  private final Once once = new Once();

  @ParameterizedTest
  @EnumSource
  void itRunsOnceAndEveryCallReturnsAfterThatRun(Actor.Kind kind) throws Exception {
    for (int turn = 0; turn < 200; turn++) {
      var o = new Once();
      int[] runs = {0};
      List<Actor> actors = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        actors.add(
            Actor.start(
                kind,
                () -> {
                  o.run(() -> runs[0]++);
                  assertThat(runs[0]).isEqualTo(1);
                }));
      }
      for (Actor a : actors) {
        a.join();
      }
    }
  }

  @Test
  void othersWaitForTheRunUninterruptiblyAndKeepTheFlag() throws Exception {
    var go = new CountDownLatch(1);
    Actor first = Actor.start(() -> once.run(() -> uninterruptibly(go))).blocked();
    var flag = new AtomicBoolean();
    Actor second =
        Actor.start(
                () -> {
                  once.run(() -> {});
                  flag.set(Thread.currentThread().isInterrupted());
                })
            .blocked();
    second.interrupt();
    second.blocked();
    go.countDown();
    first.join();
    second.join();
    assertThat(flag).isTrue();
  }

  private static void uninterruptibly(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anActionThatThrowsCountsAsRun() throws Exception {
    var e = new IllegalStateException("failed");
    assertThatThrownBy(() ->
            once.run(() -> {
              throw e;
            }))
        .isSameAs(e);
    once.run(() -> assertThat(true).as("never run").isFalse());
  }

  @Test
  void whoWaitsForARunThatThrowsReturnsNormally() throws Exception {
    var go = new CountDownLatch(1);
    Actor first =
        Actor.start(() ->
                once.run(() -> {
                  uninterruptibly(go);
                  throw new IllegalStateException("failed");
                }))
            .blocked();
    Actor second = Actor.start(() -> once.run(() -> {})).blocked();
    go.countDown();
    assertThat(first.failure()).hasMessage("failed");
    second.join();
  }

  @Test
  void funcRunsItsActionOnce() {
    var runs = new AtomicInteger();
    Runnable f = Once.func(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
    f.run();
    f.run();
    assertThat(runs).hasValue(1);
  }

  @Test
  void valueAsksOnceAndGivesTheSameEachTime() {
    var asked = new AtomicInteger();
    Supplier<Integer> f = Once.value(asked::incrementAndGet);
    assertThat(f.get()).isEqualTo(1);
    assertThat(f.get()).isEqualTo(1);
    assertThat(asked).hasValue(1);
  }

  @Test
  void afterAFailureEveryCallOfAFuncOrAValueThrowsTheSame() {
    var asked = new AtomicInteger();
    Supplier<String> f =
        Once.value(() -> {
          asked.incrementAndGet();
          throw new IllegalStateException("failed");
        });
    Throwable first = catchThrowable(f::get);
    assertThat(first).isInstanceOf(IllegalStateException.class);
    assertThat(catchThrowable(f::get)).isSameAs(first);
    Runnable r =
        Once.func(() -> {
          asked.incrementAndGet();
          throw new StackOverflowError();
        });
    assertThatThrownBy(r::run).isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(r::run).isInstanceOf(StackOverflowError.class);
    assertThat(asked).hasValue(2);
  }
}
