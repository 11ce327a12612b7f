package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import dev.millrace.context.DeadlineExceededException;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link Mutex}. */
@Timeout(120)
@SuppressWarnings({
  "WaitNotInLoop", // a wait ends by its signal and nothing else
  "LockNotBeforeTry" // a failure between is a failure of the test
})
class MutexTest {
  private static final long STRESS_NANOS =
      TimeUnit.SECONDS.toNanos(Long.getLong("millrace.stress.seconds", 2));

  private final Mutex mutex = new Mutex();

  @ParameterizedTest
  @EnumSource
  void onlyOneHoldsItAtATime(Actor.Kind kind) throws Exception {
    long[] counter = {0};
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      actors.add(
          Actor.start(
              kind,
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  mutex.lock();
                  counter[0]++;
                  mutex.unlock();
                }
              }));
    }
    for (Actor a : actors) {
      a.join();
    }
    assertThat(counter[0]).isEqualTo(100_000);
  }

  @Test
  void tryLockFailsOnlyWhileItIsHeld() {
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void unlockOfAnUnlockedMutexIsMisuse() {
    assertThatThrownBy(mutex::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("sync: unlock of unlocked mutex");
    mutex.lock();
    mutex.unlock();
    assertThatThrownBy(mutex::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("sync: unlock of unlocked mutex");
    assertThat(mutex.tryLock()).as("still fit for use").isTrue();
  }

  @Test
  void anyGoroutineMayUnlockIt() throws Exception {
    mutex.lock();
    Actor.start(mutex::unlock).join();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void itIsNotReentrant() throws Exception {
    mutex.lock();
    assertThat(mutex.tryLock()).isFalse();
    Actor second = Actor.start(mutex::lock).blocked();
    mutex.unlock();
    second.join();
  }

  @Test
  void closeReleasesIt() throws Exception {
    try (var _ = mutex.acquire()) {
      assertThat(mutex.tryLock()).isFalse();
    }
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void aSecondCloseDoesNothingAndNeverReleasesTheHoldOfAnother() throws Exception {
    Held first = mutex.acquire();
    first.close();
    first.close();
    Held second = mutex.acquire();
    first.close();
    assertThat(mutex.tryLock()).isFalse();
    second.close();
    mutex.lock();
    first.close();
    second.close();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
  }

  @Test
  void aCloseAfterAnUnlockDoesNothing() throws Exception {
    Held held = mutex.acquire();
    mutex.unlock();
    mutex.lock();
    held.close();
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  void ofSeveralThatCloseTheSameHoldAtOnceOneReleases() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Held held = mutex.acquire();
      Actor a = Actor.start(held::close);
      Actor b = Actor.start(held::close);
      Held next = mutex.acquire();
      a.join();
      b.join();
      assertThat(mutex.tryLock()).isFalse();
      next.close();
    }
  }

  @Test
  void aHoldSurvivesAWaitOnACondition() throws Exception {
    var cond = new Cond(mutex);
    Actor waiting =
        Actor.start(
                () -> {
                  Held held = mutex.acquire();
                  cond.await();
                  held.close();
                  held.close();
                })
            .blocked();
    Held between = mutex.acquire();
    Held stale = between;
    cond.signal();
    between.close();
    waiting.join();
    Held next = mutex.acquire();
    stale.close();
    assertThat(mutex.tryLock()).as("numbers are never given twice").isFalse();
    next.close();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void lockCannotBeInterruptedAndLeavesTheFlag() throws Exception {
    mutex.lock();
    var flag = new AtomicBoolean();
    Actor a =
        Actor.start(
                () -> {
                  mutex.lock();
                  flag.set(Thread.currentThread().isInterrupted());
                })
            .blocked();
    a.interrupt();
    a.blocked();
    mutex.unlock();
    a.join();
    assertThat(flag).isTrue();
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  void withTheFlagSetOnEntryEveryInterruptibleFormThrowsThoughItIsFree() {
    List<Op> ops =
        List.of(
            () -> mutex.acquire().close(),
            () -> mutex.acquire(Duration.ZERO).close(),
            () -> mutex.acquire(Duration.ofSeconds(1)).close(),
            () -> mutex.acquire(Context.background()).close(),
            mutex::lockInterruptibly,
            () -> mutex.tryLock(0, TimeUnit.SECONDS),
            () -> mutex.tryLock(1, TimeUnit.SECONDS),
            () -> mutex.tryLock(Duration.ZERO));
    for (Op op : ops) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(op::run).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      assertThat(mutex.tryLock()).as("nothing was acquired").isTrue();
      mutex.unlock();
    }
  }

  /** Something that may throw. */
  private interface Op {
    void run() throws Exception;
  }

  @Test
  void aTimeThatOverflowsIsForEver() throws Exception {
    mutex.lock();
    Actor a = Actor.start(() -> mutex.tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).blocked();
    mutex.unlock();
    a.join();
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  void tryLockNeitherLooksAtTheFlagNorChangesIt() {
    Thread.currentThread().interrupt();
    assertThat(mutex.tryLock()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void oneWhoIsInterruptedLeavesTheQueue() throws Exception {
    mutex.lock();
    Actor first = Actor.start(() -> mutex.acquire().close()).blocked();
    Actor second = Actor.start(() -> mutex.acquire().close()).blocked();
    first.interrupt();
    assertThat(first.failure()).isInstanceOf(InterruptedException.class);
    mutex.unlock();
    second.join();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void oneWhoseTimeIsOverLeavesTheQueue() throws Exception {
    mutex.lock();
    assertThat(mutex.tryLock(Duration.ofMillis(1))).isFalse();
    assertThat(mutex.tryLock(-1, TimeUnit.SECONDS)).isFalse();
    assertThatThrownBy(() -> mutex.acquire(Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void aContextThatEndsEndsTheWaitWithWhatEndedIt() throws Exception {
    mutex.lock();
    var cause = new IllegalStateException("enough");
    try (var ctx = Context.background().withCancel()) {
      Actor a = Actor.start(() -> mutex.acquire(ctx).close()).blocked();
      ctx.cancel(cause);
      assertThat(a.failure()).isInstanceOf(ContextCanceledException.class).hasCause(cause);
    }
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
      assertThatThrownBy(() -> mutex.acquire(ctx)).isInstanceOf(DeadlineExceededException.class);
    }
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void aContextThatIsDoneOnEntryThrowsThoughItIsFree() {
    try (var ctx = Context.background().withCancel()) {
      ctx.cancel();
      assertThatThrownBy(() -> mutex.acquire(ctx)).isInstanceOf(ContextCanceledException.class);
    }
    assertThat(mutex.tryLock()).isTrue();
  }

  /** Without the hand-off the second one waits for as long as the first goes on. */
  @ParameterizedTest
  @EnumSource
  void whoHoldsItMostOfTheTimeCannotKeepAnotherOut(Actor.Kind kind) throws Exception {
    var stop = new AtomicBoolean();
    Actor greedy =
        Actor.start(
            kind,
            () -> {
              while (!stop.get()) {
                mutex.lock();
                LockSupport.parkNanos(100_000);
                mutex.unlock();
              }
            });
    Actor modest =
        Actor.start(
            kind,
            () -> {
              for (int i = 0; i < 10; i++) {
                LockSupport.parkNanos(100_000);
                mutex.lock();
                mutex.unlock();
              }
            });
    modest.join();
    stop.set(true);
    greedy.join();
  }

  @Test
  void whoHasLostAfterAMillisecondIsHandedTheMutexAndNobodyComesBetween() throws Exception {
    for (int trial = 0; trial < 1_000; trial++) {
      mutex.lock();
      Actor starving = Actor.start(() -> mutex.lock()).blocked();
      Thread.sleep(2);
      mutex.unlock();
      boolean lost = mutex.tryLock();
      while (lost && !mutex.toString().equals("Mutex[starving]")) {
        Thread.onSpinWait();
      }
      if (lost) {
        starving.blocked();
        mutex.unlock();
        assertThat(mutex.tryLock()).isFalse();
      }
      starving.join();
      mutex.unlock();
      if (lost) {
        assertThat(mutex).hasToString("Mutex[unlocked]");
        return;
      }
    }
    throw new AssertionError("never lost");
  }

  @Test
  void itsConditionsWork() throws Exception {
    Condition condition = mutex.newCondition();
    var ready = new AtomicBoolean();
    Actor a =
        Actor.start(
                () -> {
                  mutex.lock();
                  while (!ready.get()) {
                    condition.await();
                  }
                  mutex.unlock();
                })
            .blocked();
    mutex.lock();
    ready.set(true);
    condition.signal();
    mutex.unlock();
    a.join();
    assertThat(mutex.tryLock()).isTrue();
  }

  /** Every acquisition that returned is counted; the count is kept by the mutex alone. */
  @ParameterizedTest
  @EnumSource
  void nothingIsLostUnderInterruptsTimeoutsAndContexts(Actor.Kind kind) throws Exception {
    long[] guarded = {0};
    var acquired = new AtomicLong();
    long end = System.nanoTime() + STRESS_NANOS / 2;
    var running = new AtomicBoolean(true);
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int way = i;
      actors.add(
          Actor.start(
              kind,
              () -> {
                for (int turn = 0; System.nanoTime() < end; turn++) {
                  if (acquireSomehow((way + turn) % 6)) {
                    guarded[0]++;
                    acquired.incrementAndGet();
                    if (turn % 64 == 0) {
                      LockSupport.parkNanos(1_500_000);
                    }
                    mutex.unlock();
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
    assertThat(guarded[0]).isEqualTo(acquired.get()).isPositive();
    assertThat(mutex.tryLock()).as("free at the end").isTrue();
  }

  private boolean acquireSomehow(int way) {
    try {
      switch (way) {
        case 0 -> mutex.lock();
        case 1 -> mutex.lockInterruptibly();
        case 2 -> {
          return mutex.tryLock(Duration.ofNanos(50_000));
        }
        case 3 -> {
          return mutex.tryLock();
        }
        case 4 -> {
          var _ = mutex.acquire();
        }
        default -> {
          try (var ctx = Context.background().withTimeout(Duration.ofNanos(100_000))) {
            var _ = mutex.acquire(ctx);
          }
        }
      }
      return true;
    } catch (InterruptedException | DeadlineExceededException e) {
      return false;
    }
  }

  @Test
  void aFreeMutexAllocatesNothing() throws Exception {
    assertThat(Allocation.perTurn(100_000, this::lockAndUnlock)).isZero();
    assertThat(Allocation.perTurn(100_000, this::acquireAndClose))
        .as("what is held, unless the compiler leaves it out")
        .isLessThanOrEqualTo(24);
  }

  private void lockAndUnlock(int turns) {
    for (int i = 0; i < turns; i++) {
      mutex.lock();
      mutex.unlock();
    }
  }

  private void acquireAndClose(int turns) throws Exception {
    for (int i = 0; i < turns; i++) {
      try (var _ = mutex.acquire()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whoStarvesIsHandedTheMutexThoughTheTimeOfATestStandsStill() throws Exception {
    var standing = new ManualTime();
    for (boolean lost = false; !lost; ) {
      mutex.lock();
      Actor starving = Actor.start(() -> TimeSource.with(standing, mutex::lock)).blocked();
      Thread.sleep(2);
      mutex.unlock();
      lost = mutex.tryLock();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (lost && !mutex.toString().equals("Mutex[starving]")) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
      if (lost) {
        mutex.unlock();
        assertThat(mutex.tryLock()).isFalse();
      }
      starving.join();
      mutex.unlock();
    }
  }

  @Test
  void whoWasWokenInVainHasItsTurnBeforeThoseWhoCameLater() throws Exception {
    for (boolean lost = false; !lost; ) {
      var order = new ConcurrentLinkedQueue<String>();
      mutex.lock();
      List<Actor> actors = new ArrayList<>();
      for (String name : List.of("first", "second", "third")) {
        actors.add(
            Actor.start(
                    () -> {
                      mutex.lock();
                      order.add(name);
                      mutex.unlock();
                    })
                .blocked());
      }
      Thread.sleep(2);
      mutex.unlock();
      if (mutex.tryLock()) {
        lost = order.isEmpty();
        while (lost && !mutex.toString().equals("Mutex[starving]")) {
          Thread.onSpinWait();
        }
        mutex.unlock();
      }
      for (Actor a : actors) {
        a.join();
      }
      if (lost) {
        assertThat(order).containsExactly("first", "second", "third");
      }
    }
  }

  @Test
  void aSecondCloseAfterTheMutexWasHandedOnDoesNothing() throws Exception {
    for (boolean lost = false; !lost; ) {
      var go = new CountDownLatch(1);
      mutex.lock();
      Actor starving =
          Actor.start(
                  () -> {
                    mutex.lock();
                    go.await();
                    mutex.unlock();
                  })
              .blocked();
      Thread.sleep(2);
      mutex.unlock();
      Held held;
      try {
        held = mutex.acquire(Duration.ZERO);
      } catch (TimeoutException _) { // the other one was there in time
        go.countDown();
        starving.join();
        continue;
      }
      lost = true;
      while (!mutex.toString().equals("Mutex[starving]")) {
        Thread.onSpinWait();
      }
      held.close();
      held.close();
      assertThat(mutex.tryLock()).isFalse();
      go.countDown();
      starving.join();
    }
  }

  @Test
  void whoStarvesAndGivesUpLeavesNoHandOffBehind() throws Exception {
    for (boolean lost = false; !lost; ) {
      mutex.lock();
      Actor starving = Actor.start(mutex::lockInterruptibly).blocked();
      Thread.sleep(2);
      mutex.unlock();
      lost = mutex.tryLock();
      if (lost) {
        while (!mutex.toString().equals("Mutex[starving]")) {
          Thread.onSpinWait();
        }
        starving.interrupt();
        assertThat(starving.failure()).isInstanceOf(InterruptedException.class);
      }
      starving.failure();
      mutex.unlock();
      assertThat(mutex).hasToString("Mutex[unlocked]");
    }
  }
}
