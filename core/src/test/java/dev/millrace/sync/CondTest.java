package dev.millrace.sync;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link Cond}. */
@Timeout(120)
@SuppressWarnings({
  "WaitNotInLoop", // a wait ends by its signal and nothing else
  "LockNotBeforeTry", // a failure between is a failure of the test
  "JavaUtilDate" // Condition's
})
class CondTest {
  private static final long STRESS_NANOS =
      TimeUnit.SECONDS.toNanos(Long.getLong("millrace.stress.seconds", 2));

  private final Mutex mutex = new Mutex();
  private final Cond cond = new Cond(mutex);

  private void waitOnce() throws InterruptedException {
    try (var _ = mutex.acquire()) {
      cond.await();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSignalWakesTheOneThatHasWaitedLongest(Actor.Kind kind) throws Exception {
    var order = new ConcurrentLinkedQueue<Integer>();
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int me = i;
      actors.add(
          Actor.start(
                  kind,
                  () -> {
                    waitOnce();
                    order.add(me);
                  })
              .blocked());
    }
    for (Actor a : actors) {
      assertThat(a.isAlive()).isTrue();
      cond.signal();
      a.join();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aBroadcastWakesAllWhoWaitNowAndNobodyElse() throws Exception {
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      actors.add(Actor.start(this::waitOnce).blocked());
    }
    cond.broadcast();
    for (Actor a : actors) {
      a.join();
    }
    Actor late = Actor.start(this::waitOnce).blocked();
    cond.signal();
    late.join();
  }

  @Test
  void aSignalThatFindsNobodyIsNotKept() throws Exception {
    cond.signal();
    cond.broadcast();
    Actor a = Actor.start(this::waitOnce).blocked();
    cond.signalAll();
    a.join();
  }

  @Test
  void theLockIsReleasedWhileItWaitsAndHeldAfterwards() throws Exception {
    var state = new AtomicInteger();
    Actor a =
        Actor.start(
                () -> {
                  cond.L.lock();
                  cond.await();
                  state.set(mutex.tryLock() ? 1 : 2);
                  cond.L.unlock();
                })
            .blocked();
    mutex.lock();
    cond.signal();
    a.blocked();
    assertThat(state).hasValue(0);
    mutex.unlock();
    a.join();
    assertThat(state).hasValue(2);
  }

  @Test
  void whoWaitsWithoutTheLockIsToldSo() throws Exception {
    assertThatThrownBy(cond::await)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("sync: unlock of unlocked mutex");
    Actor a = Actor.start(this::waitOnce).blocked();
    cond.signal(); // and has left nobody in the queue
    a.join();
  }

  @Test
  void anInterruptEndsTheWaitWithTheLockHeld() throws Exception {
    var held = new AtomicBoolean();
    Actor a =
        Actor.start(
                () -> {
                  mutex.lock();
                  try {
                    cond.await();
                  } finally {
                    held.set(!mutex.tryLock());
                    mutex.unlock();
                  }
                })
            .blocked();
    a.interrupt();
    assertThat(a.failure()).isInstanceOf(InterruptedException.class);
    assertThat(held).isTrue();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void withTheFlagSetOnEntryItThrowsAndTheLockStaysHeld() throws Exception {
    mutex.lock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(cond::await).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> cond.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  void awaitUninterruptiblyKeepsTheFlag() throws Exception {
    var flag = new AtomicBoolean();
    Actor a =
        Actor.start(
                () -> {
                  mutex.lock();
                  cond.awaitUninterruptibly();
                  flag.set(Thread.currentThread().isInterrupted());
                  mutex.unlock();
                })
            .blocked();
    a.interrupt();
    a.blocked();
    cond.signal();
    a.join();
    assertThat(flag).isTrue();
  }

  @Test
  void timedFormsSayWhetherTheSignalCame() throws Exception {
    mutex.lock();
    assertThat(cond.await(Duration.ofMillis(1))).isFalse();
    assertThat(cond.await(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(cond.awaitUntil(new Date(0))).isFalse();
    assertThat(cond.awaitNanos(1000)).isNotPositive();
    mutex.unlock();
    var left = new AtomicLong();
    Actor a =
        Actor.start(
                () -> {
                  mutex.lock();
                  assertThat(cond.await(Duration.ofDays(1))).isTrue();
                  left.set(cond.awaitNanos(TimeUnit.DAYS.toNanos(1)));
                  mutex.unlock();
                })
            .blocked();
    cond.signal();
    a.blocked();
    while (a.isAlive()) {
      cond.signal();
      Thread.yield();
    }
    a.join();
    assertThat(left.get()).isPositive();
  }

  @Test
  void aContextEndsTheWaitWithTheLockHeld() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      Actor a =
          Actor.start(
                  () -> {
                    try (var _ = mutex.acquire()) {
                      cond.await(ctx);
                    }
                  })
              .blocked();
      ctx.cancel();
      assertThat(a.failure()).isInstanceOf(ContextCanceledException.class);
    }
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void anyLockWillDo() throws Exception {
    var lock = new ReentrantLock();
    var c = new Cond(lock);
    Actor a =
        Actor.start(
                () -> {
                  lock.lock();
                  try {
                    c.await();
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                  } finally {
                    lock.unlock();
                  }
                })
            .blocked();
    c.signal();
    a.join();
    assertThatThrownBy(c::await).isInstanceOf(IllegalMonitorStateException.class);
  }

  /** A bounded counter: what was put is taken, whoever is interrupted between. */
  @ParameterizedTest
  @EnumSource
  void noSignalIsLostOnOneWhoIsInterrupted(Actor.Kind kind) throws Exception {
    int[] available = {0};
    var taken = new AtomicLong();
    var stop = new AtomicBoolean();
    List<Actor> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      takers.add(
          Actor.start(
              kind,
              () -> {
                for (; ; ) {
                  mutex.lock();
                  try {
                    while (available[0] == 0) {
                      if (stop.get()) {
                        return;
                      }
                      cond.await();
                    }
                    available[0]--;
                    taken.incrementAndGet();
                  } catch (InterruptedException e) {
                    // again
                  } finally {
                    mutex.unlock();
                  }
                }
              }));
    }
    var running = new AtomicBoolean(true);
    Actor gadfly =
        Actor.start(
            Actor.Kind.PLATFORM,
            () -> {
              while (running.get()) {
                takers.get(ThreadLocalRandom.current().nextInt(takers.size())).interrupt();
                LockSupport.parkNanos(1);
              }
            });
    long put = 0;
    for (long end = System.nanoTime() + STRESS_NANOS / 2; System.nanoTime() < end; put++) {
      mutex.lock();
      available[0]++;
      cond.signal();
      mutex.unlock();
      if (put % 16 == 0) {
        // One signal for each: if one were lost, the last would wait although there is something.
        while (taken.get() <= put) {
          Thread.yield();
        }
      }
    }
    running.set(false);
    gadfly.join();
    while (taken.get() < put) {
      Thread.yield();
    }
    mutex.lock();
    stop.set(true);
    cond.broadcast();
    mutex.unlock();
    for (Actor a : takers) {
      a.join();
    }
    assertThat(taken).hasValue(put);
  }

  @Test
  void aSignalIsNotTakenByOneWhoBeginsToWaitAfterIt() throws Exception {
    Chan<Integer> waiting = Chan.make(1);
    Chan<Integer> awake = Chan.make(1);
    for (int i = 0; i < 1_000; i++) {
      int me = i;
      go(() -> {
        try (var _ = mutex.acquire()) {
          waiting.send(me);
          cond.await();
          awake.send(me);
        }
      });
      if (i > 0) {
        assertThat(awake.receive()).isEqualTo(i - 1);
      }
      waiting.receive();
      try (var _ = mutex.acquire()) { // which it has released, so it waits
        cond.signal();
      }
    }
    assertThat(awake.receive()).isEqualTo(999);
  }

  @Test
  void eachBroadcastWakesEveryWaiterOnce() throws Exception {
    int n = 50;
    boolean[] over = {false};
    Chan<Integer> waiting = Chan.make(n);
    Chan<Integer> awake = Chan.make(n);
    List<Goroutine> waiters = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int me = i;
      waiters.add(
          go(() -> {
            try (var _ = mutex.acquire()) {
              while (!over[0]) {
                waiting.send(me);
                cond.await();
                awake.send(me);
              }
            }
          }));
    }
    for (int round = 0; round < n; round++) {
      for (int i = 0; i < n; i++) {
        waiting.receive();
      }
      try (var _ = mutex.acquire()) {
        assertThat(awake.tryReceive()).as("woken by nobody").isNull();
        over[0] = round == n - 1;
        cond.broadcast();
      }
      Set<Integer> woken = new HashSet<>();
      for (int i = 0; i < n; i++) {
        assertThat(woken.add(awake.receive())).isTrue();
      }
    }
    for (Goroutine g : waiters) {
      g.join();
    }
    assertThat(waiting.length()).isZero();
  }

  @Test
  void aBroadcastReachesWhoWaitsThoughAnotherBeginsToMeanwhile() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      boolean[] over = {false};
      Chan<Integer> waiting = Chan.make();
      Goroutine first =
          go(() -> {
            try (var _ = mutex.acquire()) {
              waiting.send(1);
              cond.await();
            }
          });
      waiting.receive();
      mutex.acquire().close(); // so it waits
      go(cond::broadcast);
      Goroutine second =
          go(() -> {
            try (var _ = mutex.acquire()) {
              while (!over[0]) {
                cond.await();
              }
            }
          });
      first.join();
      try (var _ = mutex.acquire()) {
        over[0] = true;
      }
      cond.broadcast();
      second.join();
    }
  }

  @Test
  void whoIsWokenSeesWhatTheOtherDidUnderTheLock() throws Exception {
    int[] turns = {0};
    List<Goroutine> players = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int me = i;
      players.add(
          go(() -> {
            try (var _ = mutex.acquire()) {
              for (int turn = me; turn < 10_000; turn += 2) {
                while (turns[0] != turn) {
                  cond.await();
                }
                turns[0]++;
                cond.signal();
              }
            }
          }));
    }
    for (Goroutine player : players) {
      player.join();
    }
    assertThat(turns[0]).isEqualTo(10_000);
  }
}
