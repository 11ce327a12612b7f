package dev.millrace.context;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Promise;
import dev.millrace.internal.ContextNode;
import dev.millrace.internal.Registration;
import dev.millrace.internal.SeqLock;
import dev.millrace.internal.WaitQueue;
import dev.millrace.internal.WaitReason;
import dev.millrace.internal.Waiter;
import dev.millrace.sync.Cond;
import dev.millrace.sync.Mutex;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done once a context is: tasks, actions, and the end of a wait. */
@Timeout(120)
class OnDoneTest {
  private final CancelableContext ctx = Context.background().withCancel();

  // ---- afterFunc

  @Test
  void aTaskRunsInAGoroutineOfItsOwnOnceTheContextIsDone() throws Exception {
    Chan<Thread> ran = Chan.make();
    AfterFunc after = ctx.afterFunc(() -> ran.send(Thread.currentThread()));
    assertThat(ran.tryReceive()).isNull();
    ctx.cancel(); // and does not wait for the task, which waits for the receive below
    assertThat(after.stop()).as("started").isFalse();
    Thread thread = ran.receive();
    assertThat(thread.isVirtual()).isTrue();
    assertThat(thread).isNotSameAs(Thread.currentThread());
  }

  @Test
  void aTaskOfAContextThatIsDoneRunsAtOnce() throws Exception {
    ctx.cancel();
    Chan<String> ran = Chan.make();
    AfterFunc after = ctx.afterFunc(() -> ran.send("ran"));
    assertThat(after.stop()).isFalse();
    assertThat(ran.receive()).isEqualTo("ran");
  }

  @Test
  void aTaskRunsWhenADeadlineHasPassed() throws Exception {
    ManualTime time = new ManualTime();
    TimeSource.with(
        time,
        () -> {
          Chan<String> ran = Chan.make();
          ctx.withTimeout(Duration.ofSeconds(1)).afterFunc(() -> ran.send("ran"));
          time.advance(Duration.ofSeconds(1));
          assertThat(ran.receive()).isEqualTo("ran");
        });
  }

  @Test
  void stopKeepsATaskFromRunningAndSaysSoOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    AfterFunc after = ctx.afterFunc(runs::incrementAndGet);
    assertThat(after.stop()).isTrue();
    assertThat(after.stop()).isFalse();
    try (var _ = ctx.afterFunc(runs::incrementAndGet)) {
      assertThat(ctx.isDone()).isFalse();
    }
    Chan<String> last = Chan.make();
    ctx.afterFunc(() -> last.send("ran"));
    ctx.cancel();
    assertThat(last.receive()).isEqualTo("ran");
    assertThat(after.stop()).isFalse();
    assertThat(runs).hasValue(0);
  }

  @Test
  void aTaskOfAContextThatIsNeverDoneCanBeStopped() {
    AfterFunc after = Context.background().afterFunc(() -> {});
    assertThat(after.stop()).isTrue();
    assertThat(after.stop()).isFalse();
  }

  @Test
  void stopAndTheEndOfTheContextAgreeOnWhetherTheTaskRuns() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    int stopped = 0;
    int rounds = 2_000;
    List<Goroutine> cancellers = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      CancelableContext c = Context.background().withCancel();
      AfterFunc after = c.afterFunc(runs::incrementAndGet);
      cancellers.add(go(c::cancel));
      if (after.stop()) {
        stopped++;
      }
    }
    for (Goroutine g : cancellers) {
      g.join();
    }
    while (runs.get() < rounds - stopped) {
      Thread.sleep(1);
    }
    assertThat(runs).hasValue(rounds - stopped);
  }

  @Test
  void aTaskInheritsFromWhoeverRegisteredItAndNotFromTheCanceller() throws Exception {
    Thread self = Thread.currentThread();
    ClassLoader mine = self.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[0])) {
      Chan<ClassLoader> loaders = Chan.make(1);
      self.setContextClassLoader(loader);
      ctx.afterFunc(() -> loaders.send(Thread.currentThread().getContextClassLoader()));
      self.setContextClassLoader(mine);
      ctx.cancel();
      assertThat(loaders.receive()).isSameAs(loader);
    } finally {
      self.setContextClassLoader(mine);
    }
  }

  @Test
  void aTaskThatWasStoppedIsGarbageThoughItsContextLives() throws Exception {
    WeakReference<Object> captured = stopATask();
    while (captured.get() != null) {
      System.gc();
      Thread.sleep(1);
    }
    assertThat(ctx.isDone()).isFalse();
  }

  private WeakReference<Object> stopATask() {
    Object captured = new Object();
    assertThat(ctx.afterFunc(() -> assertThat(captured).isNotNull()).stop()).isTrue();
    return new WeakReference<>(captured);
  }

  @Test
  void aTaskMayWakeThoseWhoWaitOnACondition() throws Exception {
    Mutex mutex = new Mutex();
    Cond cond = new Cond(mutex);
    List<Promise<Throwable>> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiters.add(
          async(() -> {
            try (var own = Context.background().withTimeout(Duration.ofMillis(1));
                var _ = mutex.acquire();
                var _ = own.afterFunc(() -> broadcast(mutex, cond))) {
              while (!own.isDone()) {
                cond.await();
              }
              return Objects.requireNonNull(own.cause());
            }
          }));
    }
    for (Promise<Throwable> waiter : waiters) {
      assertThat(waiter.await()).isInstanceOf(DeadlineExceededException.class);
    }
  }

  /** With the lock, so that it does not come between a look at the context and the wait. */
  private static void broadcast(Mutex mutex, Cond cond) throws InterruptedException {
    try (var _ = mutex.acquire()) {
      cond.broadcast();
    }
  }

  @Test
  void aTaskMayEndABlockingCallOfTheJdk() throws Exception {
    Pipe pipe = Pipe.open();
    Chan<String> closed = Chan.make(1);
    try (var _ = pipe.sink()) {
      AfterFunc after =
          ctx.afterFunc(() -> {
            pipe.source().close();
            closed.send("closed");
          });
      Promise<Throwable> read =
          async(() -> catchThrowable(() -> pipe.source().read(ByteBuffer.allocate(1))));
      ctx.cancel();
      assertThat(after.stop()).as("started, so it has to be waited for").isFalse();
      assertThat(closed.receive()).isEqualTo("closed");
      assertThat(read.await()).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aContextMayBeMadeToEndWithAnotherOneToo() throws Exception {
    Exception reason = new Exception("of the second");
    CancelableContext second = Context.background().withCancel();
    try (var merged = ctx.withCancel();
        var _ = second.afterFunc(() -> merged.cancel(cancellation(second)))) {
      second.cancel(reason);
      merged.done().receiveOrClosed();
      assertThat(merged.cause()).hasCause(reason);
      assertThat(ctx.isDone()).isFalse();
    }
  }

  private static Throwable cancellation(Context c) {
    return Objects.requireNonNull(Objects.requireNonNull(c.cause()).getCause());
  }

  // ---- onDone

  @Test
  void anActionRunsInlineDepthFirstInTheOrderOfRegistration() {
    List<String> order = new ArrayList<>();
    CancelableContext first = ctx.withCancel();
    ContextNode.onDone(ctx, () -> order.add("second"));
    CancelableContext third = ctx.withCancel();
    ContextNode.onDone(third.withCancel(), () -> order.add("third, inner"));
    ContextNode.onDone(third, () -> order.add("third"));
    ContextNode.onDone(first, () -> order.add("first"));
    ContextNode.onDone(ctx, () -> order.add("fourth"));
    ctx.cancel();
    assertThat(order).containsExactly("first", "second", "third, inner", "third", "fourth");
  }

  @Test
  void anActionOfAContextThatIsDoneRunsAtOnce() {
    ctx.cancel();
    List<Thread> ran = new ArrayList<>();
    ContextNode.onDone(ctx, () -> ran.add(Thread.currentThread())).close();
    assertThat(ran).containsExactly(Thread.currentThread());
  }

  @Test
  void anActionSeesTheContextDone() {
    List<Boolean> seen = new ArrayList<>();
    ContextNode.onDone(ctx, () -> seen.add(ctx.isDone() && ctx.done().isClosed()));
    ctx.cancel();
    assertThat(seen).containsExactly(true);
  }

  @Test
  void anActionThatWasClosedDoesNotRun() {
    AtomicInteger runs = new AtomicInteger();
    Registration r = ContextNode.onDone(ctx, runs::incrementAndGet);
    r.close();
    ContextNode.onDone(Context.background(), runs::incrementAndGet).close();
    ctx.cancel();
    r.close();
    assertThat(runs).hasValue(0);
  }

  @Test
  void afterCloseAnActionDoesNotRunAnyMore() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    Registration r =
        ContextNode.onDone(
            ctx,
            () -> {
              started.countDown();
              awaitQuietly(end);
              finished.incrementAndGet();
            });
    Goroutine canceller = go(ctx::cancel);
    started.await();
    Promise<Integer> seen =
        async(() -> {
          r.close();
          return finished.get();
        });
    Thread.sleep(20); // long enough for a close that does not wait to be caught
    end.countDown();
    assertThat(seen.await()).isEqualTo(1);
    canceller.join();
  }

  @Test
  void anActionMayCloseItsOwnRegistration() {
    List<Registration> own = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    own.add(
        ContextNode.onDone(
            ctx,
            () -> {
              own.getFirst().close();
              runs.incrementAndGet();
            }));
    ctx.cancel();
    assertThat(runs).hasValue(1);
  }

  @Test
  void anActionThatCancelsTheSameContextDoesNotWaitForItself() {
    AtomicInteger runs = new AtomicInteger();
    CancelableContext child = ctx.withCancel();
    ContextNode.onDone(
        child,
        () -> {
          ctx.cancel();
          child.cancel();
          runs.incrementAndGet();
        });
    ctx.cancel();
    assertThat(runs).hasValue(1);
  }

  @Test
  void anActionThatThrowsKeepsNoOtherFromRunning() {
    RuntimeException failure = new RuntimeException("failure");
    AtomicInteger runs = new AtomicInteger();
    ContextNode.onDone(
        ctx,
        () -> {
          throw failure;
        });
    ContextNode.onDone(ctx, runs::incrementAndGet);
    Context child = ctx.withCancel();
    assertThatThrownBy(ctx::cancel).isSameAs(failure);
    assertThat(runs).hasValue(1);
    assertThat(child.isDone()).isTrue();
    ctx.cancel();
  }

  /**
   * Cancels one context until it is stuck, then another, which must not return before it is free.
   */
  private void assertWaits(CancelableContext stuck, CancelableContext second, Context last)
      throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ContextNode.onDone(
        stuck,
        () -> {
          started.countDown();
          awaitQuietly(end);
        });
    Context behind = stuck.withCancel();
    Goroutine first = go(stuck::cancel);
    started.await();
    Promise<Boolean> reached =
        async(() -> {
          Thread.currentThread().interrupt();
          second.cancel();
          boolean all = behind.isDone() && last.isDone();
          return Thread.interrupted() && all;
        });
    Thread.sleep(20); // long enough for a cancel that does not wait to be caught
    end.countDown();
    assertThat(reached.await()).isTrue();
    first.join();
  }

  @Test
  void aSecondCancelReturnsNoSoonerThanAllIsReachedAndKeepsTheInterruptFlag() throws Exception {
    assertWaits(ctx, ctx, ctx.withCancel());
  }

  @Test
  void aCancelReturnsNoSoonerThanAllIsReachedThatAnotherIsStillAt() throws Exception {
    CancelableContext child = ctx.withCancel();
    assertWaits(child, ctx, ctx.withCancel());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---- a wait that a context ends

  /** A gate that whoever is let through passes once. */
  private static final class Gate extends SeqLock {
    final WaitQueue queue = new WaitQueue(WaitReason.SEMAPHORE);

    void pass(Context ctx) throws InterruptedException {
      Waiter w = new Waiter(null);
      lock();
      queue.add(w);
      unlock();
      assertThat(ContextNode.await(ctx, w, this, queue)).isTrue();
    }

    /** Lets the first through; false if nobody waits. */
    boolean open() {
      lock();
      Waiter w = queue.poll();
      Thread t = w == null ? null : w.complete(null);
      unlock();
      LockSupport.unpark(t);
      return t != null;
    }

    boolean isEmpty() {
      lock();
      boolean empty = queue.isEmpty();
      unlock();
      return empty;
    }

    void awaitWaiter() {
      while (isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  private final Gate gate = new Gate();

  @Test
  void aWaitEndsByItsCompletion() throws Exception {
    for (Context c : List.of(ctx, Context.background())) {
      Goroutine g = go(() -> gate.pass(c));
      gate.awaitWaiter();
      assertThat(gate.open()).isTrue();
      g.join();
    }
  }

  @Test
  void aWaitThrowsWhatEndedTheContextAndLeavesTheQueue() throws Exception {
    Exception reason = new Exception("because");
    Chan<Throwable> thrown = Chan.make(1);
    go(() -> {
      try {
        gate.pass(ctx.withCancel());
      } catch (ContextException e) {
        thrown.send(e);
      }
    });
    gate.awaitWaiter();
    ctx.cancel(reason);
    Throwable t = thrown.receive();
    assertThat(t)
        .isInstanceOf(ContextCanceledException.class)
        .hasMessage("context canceled")
        .hasCause(reason);
    assertThat(t.getStackTrace())
        .as("the waiter's")
        .anyMatch(f -> f.getMethodName().equals("pass"));
    assertThat(gate.isEmpty()).isTrue();
  }

  @Test
  void aWaitThrowsThatTheDeadlineHasPassed() throws Exception {
    ManualTime time = new ManualTime();
    TimeSource.with(
        time,
        () -> {
          Promise<Boolean> expired =
              async(() -> {
                try (var c = ctx.withTimeout(Duration.ofSeconds(1))) {
                  assertThatThrownBy(() -> gate.pass(c))
                      .isInstanceOf(DeadlineExceededException.class)
                      .hasMessage("context deadline exceeded");
                }
                return true;
              });
          gate.awaitWaiter();
          time.advance(Duration.ofSeconds(1));
          assertThat(expired.await()).isTrue();
          assertThat(gate.isEmpty()).isTrue();
        });
  }

  @Test
  void aWaitUnderAContextThatIsDoneEndsAtOnce() {
    ctx.cancel();
    assertThatThrownBy(() -> gate.pass(ctx)).isInstanceOf(ContextCanceledException.class);
    assertThat(gate.isEmpty()).isTrue();
  }

  @Test
  void aWaitCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> gate.pass(ctx)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(gate.isEmpty()).isTrue();
  }

  @Test
  void ofACompletionAndTheEndOfTheContextOneWins() throws Exception {
    int passed = 0;
    int opened = 0;
    for (int i = 0; i < 5_000; i++) {
      CancelableContext c = Context.background().withCancel();
      Promise<Boolean> pass =
          async(() -> {
            try {
              gate.pass(c);
              return true;
            } catch (ContextException _) {
              return false;
            }
          });
      gate.awaitWaiter();
      Goroutine canceller = go(c::cancel);
      if (gate.open()) {
        opened++;
      }
      if (Objects.requireNonNull(pass.await())) {
        passed++;
      }
      canceller.join();
    }
    assertThat(passed).isEqualTo(opened);
    assertThat(gate.isEmpty()).isTrue();
  }

  /**
   * Whoever closes waits for an action that is under way on a thread that may have lost its
   * carrier; and it is an interrupt that such an action usually delivers.
   */
  @Test
  void whoClosesWithTheFlagSetLeavesTheCarrierToTheOneItWaitsFor() throws Exception {
    int n = 4 * Runtime.getRuntime().availableProcessors();
    CountDownLatch running = new CountDownLatch(n);
    CountDownLatch closing = new CountDownLatch(n);
    List<Promise<Boolean>> closers = new ArrayList<>();
    List<Goroutine> cancellers = new ArrayList<>();
    AtomicInteger over = new AtomicInteger();
    for (int i = 0; i < n; i++) {
      CancelableContext own = ctx.withCancel();
      Registration r =
          ContextNode.onDone(
              own,
              () -> {
                running.countDown();
                awaitQuietly(closing);
                for (int turn = 0; turn < 100; turn++) {
                  Thread.yield();
                }
                over.incrementAndGet();
              });
      cancellers.add(go(own::cancel));
      closers.add(
          async(() -> {
            running.await();
            Thread.currentThread().interrupt();
            closing.countDown();
            r.close();
            return Thread.interrupted();
          }));
    }
    for (Promise<Boolean> closer : closers) {
      assertThat(closer.await()).as("the flag is kept").isTrue();
    }
    for (Goroutine canceller : cancellers) {
      canceller.join();
    }
    assertThat(over).hasValue(n);
  }
}
