package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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

  @Test
  void manyWhoAskAValueAtOnceGetTheOneThatWasComputed() throws Exception {
    for (int turn = 0; turn < 200; turn++) {
      int[] asked = {0};
      Supplier<Integer> sum =
          Once.value(() -> {
            asked[0]++;
            return IntStream.range(0, 1_000).sum();
          });
      List<Actor> actors = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        actors.add(Actor.start(() -> assertThat(sum.get()).isEqualTo(499_500)));
      }
      for (Actor a : actors) {
        a.join();
      }
      assertThat(asked[0]).isEqualTo(1);
    }
  }

  @Test
  void theTraceOfAFailureLeadsToWhereItWasThrown() {
    Throwable t = catchThrowable(Once.func(OnceTest::fail)::run);
    assertThat(t).isInstanceOf(IllegalStateException.class);
    assertThat(t.getStackTrace()[0].getMethodName()).isEqualTo("fail");
  }

  private static int fail() {
    throw new IllegalStateException("failed");
  }

  @Test
  void aCallAfterTheFirstAllocatesNothing() throws Exception {
    Object made = new Object();
    Runnable func = Once.func(() -> {});
    Supplier<Object> value = Once.value(() -> made);
    func.run();
    assertThat(value.get()).isSameAs(made);
    once.run(() -> {});
    Runnable ignored = () -> {};
    assertThat(
            Allocation.perTurn(
                100_000,
                turns -> {
                  for (int i = 0; i < turns; i++) {
                    once.run(ignored);
                    func.run();
                    if (value.get() != made) {
                      throw new AssertionError();
                    }
                  }
                }))
        .isZero();
  }

  @Test
  void whatHasRunIsGarbageThoughTheFuncOrValueLives() throws Exception {
    assertForgetsWhatHasRun(captured -> Once.func(() -> assertThat(captured).isNotNull()));
    assertForgetsWhatHasRun(captured -> asking(Once.value(captured::hashCode)));
    assertForgetsWhatHasRun(captured -> Once.func(() -> failWith(captured)));
    assertForgetsWhatHasRun(captured -> asking(Once.value(() -> failWith(captured))));
  }

  private static Runnable asking(Supplier<Integer> value) {
    return () -> assertThat(value.get()).isEqualTo(value.get());
  }

  private static int failWith(Object captured) {
    throw new IllegalStateException("failed after " + captured.hashCode());
  }

  private static void assertForgetsWhatHasRun(Function<Object, Runnable> maker) throws Exception {
    List<WeakReference<Object>> captured = new ArrayList<>();
    Runnable f = make(maker, captured);
    System.gc();
    assertThat(captured.getFirst().get()).as("not before").isNotNull();
    Throwable first = catchThrowable(f::run);
    while (captured.getFirst().get() != null) {
      System.gc();
      Thread.sleep(1);
    }
    assertThat(catchThrowable(f::run)).isSameAs(first);
  }

  private static Runnable make(
      Function<Object, Runnable> maker, List<WeakReference<Object>> captured) {
    Object object = new Object();
    captured.add(new WeakReference<>(object));
    return maker.apply(object);
  }
}
