package dev.millrace.context;

import static dev.millrace.Go.done;
import static dev.millrace.Go.go;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.Go;
import dev.millrace.Goroutine;
import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a context ends, and what ends with it. */
@Timeout(120)
class ContextTest {
  private static final Duration LONG = Duration.ofDays(1);

  private static void assertCanceled(Context ctx) {
    assertThat(ctx.isDone()).isTrue();
    assertThat(ctx.done().isClosed()).isTrue();
    assertThat(ctx.cause())
        .isInstanceOf(ContextCanceledException.class)
        .hasMessage("context canceled");
  }

  private static void assertNotDone(Context ctx) {
    assertThat(ctx.isDone()).isFalse();
    assertThat(ctx.done().isClosed()).isFalse();
    assertThat(ctx.cause()).isNull();
    ctx.throwIfDone();
  }

  // ---- the end

  @Test
  void theBackgroundIsNeverDone() throws InterruptedException {
    Context ctx = Context.background();
    assertThat(ctx).isSameAs(Context.background());
    assertNotDone(ctx);
    assertThat(ctx.done()).isSameAs(Chan.never());
    assertThat(ctx.deadline()).isEmpty();
    assertThat(ctx).hasToString("context.Background");
    String chosen = select(done(ctx).map(_ -> "done"), otherwise().map(_ -> "otherwise"));
    assertThat(chosen).isEqualTo("otherwise");
  }

  @Test
  void cancelEndsAContext() {
    CancelableContext ctx = Context.background().withCancel();
    Receiver<@Nullable Void> done = ctx.done();
    assertNotDone(ctx);
    ctx.cancel();
    assertCanceled(ctx);
    assertThat(ctx.done()).isSameAs(done);
    assertThat(done.tryReceive()).isEqualTo(new Received.Closed<>(null));
    assertThat(ctx.cause()).hasNoCause();
    assertThat(ctx).hasToString("context (context canceled)");
  }

  @Test
  void closeIsCancel() {
    CancelableContext kept;
    try (var ctx = Context.background().withTimeout(LONG)) {
      kept = ctx;
      assertNotDone(ctx);
    }
    assertCanceled(kept);
    kept.close();
  }

  @Test
  void theChannelIsMadeLateIfNobodyAskedForItBefore() {
    CancelableContext ctx = Context.background().withCancel();
    ctx.cancel();
    assertThat(ctx.done().tryReceive()).isEqualTo(new Received.Closed<>(null));
    assertThat(ctx.done()).isSameAs(ctx.done());
  }

  @Test
  void theReasonGivenToCancelIsTheCauseOfTheException() {
    Exception reason = new Exception("because");
    CancelableContext ctx = Context.background().withCancel();
    Context child = ctx.withCancel();
    ctx.cancel(reason);
    for (Context c : List.of(ctx, child)) {
      assertCanceled(c);
      assertThat(c.cause()).hasCause(reason);
    }
  }

  @Test
  void theFirstEndIsTheOneThatCounts() {
    Exception first = new Exception("first");
    CancelableContext ctx = Context.background().withCancel();
    ctx.cancel(first);
    ctx.cancel(new Exception("second"));
    ctx.cancel();
    assertThat(ctx.cause()).hasCause(first);

    CancelableContext plain = Context.background().withCancel();
    plain.cancel();
    plain.cancel(first);
    assertThat(plain.cause()).hasNoCause();

    CancelableContext parent = Context.background().withCancel();
    CancelableContext child = parent.withCancel();
    child.cancel(first);
    parent.cancel();
    assertThat(child.cause()).hasCause(first);
    assertThat(parent.cause()).hasNoCause();
  }

  @Test
  void theCauseIsFitToBeThrown() {
    CancelableContext ctx = Context.background().withCancel();
    ctx.cancel();
    ContextException cause = Objects.requireNonNull(ctx.cause());
    assertThat(cause).isNotSameAs(ctx.cause());
    assertThat(cause.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("theCauseIsFitToBeThrown"));
    assertThatThrownBy(ctx::throwIfDone)
        .isInstanceOf(ContextCanceledException.class)
        .hasMessage("context canceled");
  }

  @Test
  void cancelReachesAllThatWasDerivedBeforeItReturns() {
    try (var parent = Context.background().withCancel()) {
      List<Context> derived = new ArrayList<>();
      List<Receiver<@Nullable Void>> channels = new ArrayList<>();
      List<Context> level = List.of(parent);
      for (int depth = 0; depth < 4; depth++) {
        List<Context> next = new ArrayList<>();
        for (Context c : level) {
          next.add(c.withCancel());
          next.add(c.withTimeout(LONG));
          next.add(c.withValue(ContextKey.of("depth"), depth).withCancel());
          next.add(c.withValue(ContextKey.of("depth"), depth));
        }
        derived.addAll(next);
        level = next;
      }
      derived.forEach(c -> channels.add(c.done()));
      derived.forEach(ContextTest::assertNotDone);
      parent.cancel();
      derived.forEach(ContextTest::assertCanceled);
      assertThat(channels).allMatch(Receiver::isClosed);
    }
  }

  @Test
  void cancelReachesNeitherTheParentNorItsOtherChildren() {
    try (var parent = Context.background().withCancel();
        var child = parent.withCancel();
        var sibling = parent.withCancel()) {
      child.cancel();
      assertCanceled(child);
      assertNotDone(parent);
      assertNotDone(sibling);
    }
  }

  @Test
  void whatIsDerivedFromAContextThatIsDoneIsDoneAtOnceForTheSameCause() {
    Exception reason = new Exception("because");
    CancelableContext parent = Context.background().withCancel();
    parent.cancel(reason);
    for (Context c :
        List.of(
            parent.withCancel(),
            parent.withTimeout(LONG),
            parent.withTimeout(Duration.ZERO),
            parent.withValue(ContextKey.of("k"), 1))) {
      assertCanceled(c);
      assertThat(c.cause()).hasCause(reason);
    }
  }

  @Test
  void cancelWhatIsNestedAHundredThousandDeep() {
    ContextKey<String> outermost = ContextKey.of("outermost");
    CancelableContext root = Context.background().withCancel();
    Context ctx = root.withValue(outermost, "value");
    for (int i = 0; i < 100_000; i++) {
      ctx = ctx.withCancel().withValue(ContextKey.of("other"), i);
    }
    assertThat(ctx.value(outermost)).isEqualTo("value");
    assertNotDone(ctx);
    root.cancel();
    assertCanceled(ctx);
  }

  @Test
  void aContextKnowsNoChildThatIsDone() throws Exception {
    try (var parent = Context.background().withCancel()) {
      long before = used();
      for (int i = 0; i < 1_000_000; i++) {
        try (var child = parent.withCancel()) {
          if (i % 10 == 0) {
            child.done();
          }
        }
      }
      assertThat(used() - before).isLessThan(16 << 20);
      assertNotDone(parent);
    }
  }

  @Test
  void aChildThatEndedIsGarbageThoughItsParentLives() throws Exception {
    try (var parent = Context.background().withCancel()) {
      var child = parent.withTimeout(LONG);
      var canceled = new WeakReference<>(child);
      child.close();
      child = null;
      var expired = new WeakReference<>(parent.withTimeout(Duration.ZERO));
      while (canceled.get() != null || expired.get() != null) {
        System.gc();
        Thread.sleep(1);
      }
      assertNotDone(parent);
    }
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(10);
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  // ---- together with the rest

  @Test
  void aSelectSeesTheEnd() throws Exception {
    CancelableContext ctx = Context.background().withCancel();
    Chan<String> waiting = Chan.make();
    Chan<String> chosen = Chan.make();
    go(() -> {
      waiting.send("now");
      chosen.send(select(done(ctx).map(_ -> "done"), recv(Chan.<String>make())));
    });
    waiting.receive();
    ctx.cancel();
    assertThat(chosen.receive()).isEqualTo("done");
  }

  @Test
  void aRecvCaseOnAContextsChannelSaysWhatToUse() {
    CancelableContext ctx = Context.background().withCancel();
    ctx.cancel();
    assertThatThrownBy(() -> select(Go.<@Nullable Void>recv(ctx.done())))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("use done(ctx)");
  }

  @Test
  void theEndInterruptsAGoroutineThatBelongsToTheContext() throws Exception {
    CancelableContext ctx = Context.background().withCancel();
    CountDownLatch never = new CountDownLatch(1);
    Goroutine g = go(ctx, never::await);
    ctx.cancel();
    g.join();
  }

  @Test
  void aGoroutineOfAContextThatIsDoneStartsInterrupted() throws Exception {
    CancelableContext ctx = Context.background().withCancel();
    ctx.cancel();
    Chan<Boolean> flag = Chan.make(1);
    go(ctx, () -> flag.trySend(Thread.currentThread().isInterrupted())).join();
    assertThat(flag.receive()).isTrue();
  }

  @Test
  void aContextForgetsAGoroutineThatEnded() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      WeakReference<Object> captured = runInGoroutine(ctx);
      while (captured.get() != null) {
        System.gc();
        Thread.sleep(1);
      }
      assertNotDone(ctx);
    }
  }

  private static WeakReference<Object> runInGoroutine(Context ctx) throws InterruptedException {
    Object captured = new Object();
    go(ctx, () -> assertThat(captured).isNotNull()).join();
    return new WeakReference<>(captured);
  }

  @Test
  void cancelNeitherLooksAtTheInterruptFlagNorChangesIt() {
    CancelableContext ctx = Context.background().withCancel();
    Thread.currentThread().interrupt();
    try {
      assertNotDone(ctx);
      ctx.cancel();
      assertCanceled(ctx);
      ctx.cancel();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  // ---- withoutCancel

  @Test
  void aContextWithoutCancelHasTheValuesButNeitherTheEndNorTheDeadline() {
    ContextKey<String> key = ContextKey.of("key");
    CancelableContext parent = Context.background().withValue(key, "value").withTimeout(LONG);
    Context ctx = parent.withoutCancel();
    CancelableContext child = ctx.withCancel();
    parent.cancel();
    assertNotDone(ctx);
    assertNotDone(child);
    assertThat(ctx.done()).isSameAs(Chan.never());
    assertThat(ctx.deadline()).isEmpty();
    assertThat(child.deadline()).isEmpty();
    assertThat(ctx.value(key)).isEqualTo("value");
    child.cancel();
    assertCanceled(child);
    assertNotDone(parent.withoutCancel());
  }

  // ---- values

  @Test
  void theNearestValueOfAKeyCounts() {
    ContextKey<String> one = ContextKey.of("one");
    ContextKey<Integer> two = ContextKey.of("two");
    Context outer = Context.background().withValue(one, "outer").withValue(two, 2);
    Context inner = outer.withCancel().withValue(one, "inner");
    assertThat(inner.value(one)).isEqualTo("inner");
    assertThat(inner.value(two)).isEqualTo(2);
    assertThat(outer.value(one)).isEqualTo("outer");
    assertThat(Context.background().value(one)).isNull();
  }

  @Test
  void keysOfTheSameNameAreDifferent() {
    ContextKey<String> mine = ContextKey.of("name");
    ContextKey<String> yours = ContextKey.of("name");
    Context ctx = Context.background().withValue(mine, "mine");
    assertThat(ctx.value(yours)).isNull();
    assertThat(mine).hasToString("name");
  }

  @Test
  void nullIsAValueThatHidesAnOuterOne() {
    ContextKey<@Nullable String> key = ContextKey.of("key");
    Context ctx = Context.background().withValue(key, "outer").withValue(key, null);
    assertThat(ctx.value(key)).isNull();
  }

  // ---- many at once

  @Test
  void whoeverSeesTheEndSeesAllOfIt() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      CancelableContext ctx = Context.background().withCancel();
      Receiver<@Nullable Void> done = ctx.done();
      int[] plain = new int[1];
      Goroutine canceller =
          go(() -> {
            plain[0] = 1;
            ctx.cancel();
          });
      if (i % 2 == 0) {
        while (!ctx.isDone()) {
          Thread.onSpinWait();
        }
        assertThat(done.isClosed()).isTrue();
        assertThat(done.tryReceive()).isNotNull();
      } else {
        done.receiveOrClosed();
        assertThat(ctx.isDone()).isTrue();
      }
      assertThat(ctx.cause()).isNotNull();
      assertThat(plain[0]).isEqualTo(1);
      canceller.join();
    }
  }

  @Test
  void noCancelReturnsBeforeAllIsReachedThoughAnotherIsAtIt() throws Exception {
    for (int i = 0; i < 300; i++) {
      CancelableContext root = Context.background().withCancel();
      CancelableContext middle = root.withCancel();
      List<Context> leaves = new ArrayList<>();
      for (int k = 0; k < 200; k++) {
        leaves.add(middle.withCancel());
      }
      Context last = leaves.getLast();
      AtomicInteger early = new AtomicInteger();
      List<Goroutine> cancellers = new ArrayList<>();
      for (CancelableContext c : List.of(root, middle, root, middle)) {
        cancellers.add(
            go(() -> {
              c.cancel();
              if (!last.isDone()) {
                early.incrementAndGet();
              }
            }));
      }
      for (Goroutine g : cancellers) {
        g.join();
      }
      assertThat(early).hasValue(0);
    }
  }

  @Test
  void manyMayCancelManyAtOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      List<CancelableContext> tree = new ArrayList<>();
      tree.add(Context.background().withCancel());
      for (int i = 0; i < 25; i++) {
        for (int k = 0; k < 4; k++) {
          tree.add(tree.get(i).withCancel());
        }
      }
      List<CancelableContext> order = new ArrayList<>(tree);
      Collections.shuffle(order);
      List<Goroutine> cancellers = new ArrayList<>();
      order.forEach(c -> cancellers.add(go(c::cancel)));
      for (CancelableContext c : tree) {
        c.done().receiveOrClosed();
      }
      for (Goroutine g : cancellers) {
        g.join();
      }
    }
  }

  @Test
  void aChildMadeWhileItsParentEndsEndsToo() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Exception reason = new Exception("because");
      CancelableContext parent = Context.background().withCancel();
      Goroutine canceller = go(() -> parent.cancel(reason));
      Context child = parent.withCancel();
      child.done().receiveOrClosed();
      assertThat(child.cause()).hasCause(reason);
      canceller.join();
    }
  }

  // ---- which of several ends it is

  @Test
  void theCauseIsThatOfWhicheverEndCameFirst() {
    Exception ofParent = new Exception("of the parent");
    Exception ofChild = new Exception("of the child");
    CancelableContext parent = Context.background().withCancel();
    CancelableContext child = parent.withCancel();
    parent.cancel(ofParent);
    child.cancel(ofChild);
    assertThat(child.cause()).hasCause(ofParent);

    parent = Context.background().withCancel();
    child = parent.withCancel();
    child.cancel(ofChild);
    parent.cancel(ofParent);
    assertThat(child.cause()).hasCause(ofChild);
    assertThat(parent.cause()).hasCause(ofParent);

    parent = Context.background().withCancel();
    child = parent.withCancel();
    parent.cancel(ofParent);
    child.cancel();
    assertThat(child.cause()).hasCause(ofParent);

    parent = Context.background().withCancel();
    child = parent.withCancel();
    child.cancel();
    parent.cancel(ofParent);
    assertThat(child.cause()).hasNoCause();

    parent = Context.background().withCancel();
    child = parent.withCancel();
    parent.cancel();
    child.cancel(ofChild);
    assertThat(child.cause()).hasNoCause();
  }

  @Test
  void whoPollsTheCauseSeesTheReason() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Exception reason = new Exception("because");
      CancelableContext ctx = Context.background().withCancel();
      Goroutine canceller = go(() -> ctx.cancel(reason));
      ContextException cause;
      while ((cause = ctx.cause()) == null) {
        Thread.onSpinWait();
      }
      assertThat(cause).isInstanceOf(ContextCanceledException.class).hasCause(reason);
      canceller.join();
    }
  }

  @Test
  void whoeverSeesAParentEndMayCancelItsChildMeanwhile() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      CancelableContext parent = Context.background().withCancel();
      CancelableContext child = parent.withCancel();
      Goroutine other =
          go(() -> {
            parent.done().receiveOrClosed();
            child.cancel();
          });
      parent.cancel();
      child.done().receiveOrClosed();
      other.join();
      assertCanceled(child);
    }
  }

  // ---- layers

  @Test
  void layersOfEveryKindKeepTheirValuesAndEndWithAnyOfThem() throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      ManualTime time = new ManualTime();
      boolean byTime = round % 2 == 0;
      TimeSource.with(
          time,
          () -> {
            List<ContextKey<Object>> keys = new ArrayList<>();
            List<CancelableContext> cancelable = new ArrayList<>();
            Context ctx = Context.background().withTimeout(LONG.plusDays(random.nextInt(3)));
            while (keys.isEmpty() || cancelable.isEmpty() || keys.size() + cancelable.size() < 30) {
              switch (random.nextInt(3)) {
                case 0 -> {
                  ContextKey<Object> key = ContextKey.of("layer");
                  keys.add(key);
                  ctx = ctx.withValue(key, key);
                }
                case 1 -> {
                  cancelable.add(ctx.withCancel());
                  ctx = cancelable.getLast();
                }
                default -> {
                  cancelable.add(ctx.withTimeout(LONG.plusDays(random.nextInt(3))));
                  ctx = cancelable.getLast();
                }
              }
            }
            assertNotDone(ctx);
            assertThat(keys).allMatch(carriedBy(ctx));
            if (byTime) {
              time.advance(LONG.plusDays(3));
              assertThat(ctx.cause()).isInstanceOf(DeadlineExceededException.class);
              assertThat(ctx.done().isClosed()).isTrue();
            } else {
              cancelable.get(random.nextInt(cancelable.size())).cancel();
              assertCanceled(ctx);
            }
            assertThat(keys).allMatch(carriedBy(ctx));
          });
    }
  }

  private static Predicate<ContextKey<Object>> carriedBy(Context ctx) {
    return key -> ctx.value(key) == key;
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void aKeyIsNotNull() {
    assertThatThrownBy(() -> Context.background().withValue(null, "value"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("key");
  }

  // ---- what it is for

  @Test
  void aGeneratorThatSelectsOnItsContextEndsWithIt() throws Exception {
    CancelableContext ctx = Context.background().withCancel();
    Chan<Integer> numbers = Chan.make();
    Goroutine generator =
        go(() -> {
          for (int n = 1; ; n++) {
            if (select(done(ctx).map(_ -> true), send(numbers, n).map(_ -> false))) {
              return;
            }
          }
        });
    List<Integer> received = new ArrayList<>();
    for (int n : numbers) {
      received.add(n);
      if (n == 5) {
        break;
      }
    }
    assertThat(received).containsExactly(1, 2, 3, 4, 5);
    assertThat(generator.isAlive()).isTrue();
    ctx.cancel();
    generator.join();
  }
}
