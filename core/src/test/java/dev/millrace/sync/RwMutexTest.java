package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Task;
import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import dev.millrace.context.DeadlineExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link RwMutex}. */
@Timeout(120)
@SuppressWarnings({
  "WaitNotInLoop", // a wait ends by its signal and nothing else
  "LockNotBeforeTry" // a failure between is a failure of the test
})
class RwMutexTest {
  private static final long STRESS_NANOS =
      TimeUnit.SECONDS.toNanos(Long.getLong("millrace.stress.seconds", 2));

  private final RwMutex lock = new RwMutex();

  @ParameterizedTest
  @EnumSource
  void anyNumberOfReadersHoldItAtOnce(Actor.Kind kind) throws Exception {
    var all = new CyclicBarrier(5);
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      actors.add(
          Actor.start(
              kind,
              () -> {
                try (var _ = lock.acquireRead()) {
                  all.await(60, TimeUnit.SECONDS);
                }
              }));
    }
    for (Actor a : actors) {
      a.join();
    }
    assertThat(lock.writeLock().tryLock()).isTrue();
  }

  @Test
  void aWriterExcludesReadersAndWriters() throws Exception {
    Held held = lock.acquireWrite();
    assertThat(lock.readLock().tryLock()).isFalse();
    assertThat(lock.writeLock().tryLock()).isFalse();
    held.close();
    assertThat(lock.readLock().tryLock()).isTrue();
    assertThat(lock.writeLock().tryLock()).isFalse();
    assertThat(lock.readLock().tryLock()).isTrue();
    lock.readLock().unlock();
    lock.readLock().unlock();
    assertThat(lock.writeLock().tryLock()).isTrue();
  }

  @Test
  void aBlockedWriterHoldsOffNewReaders() throws Exception {
    Held reading = lock.acquireRead();
    Actor writer = Actor.start(() -> lock.acquireWrite().close()).blocked();
    assertThat(lock.readLock().tryLock()).isFalse();
    Actor reader = Actor.start(() -> lock.acquireRead().close()).blocked();
    assertThatThrownBy(() -> lock.acquireRead(Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    reading.close();
    writer.join();
    reader.join();
  }

  @Test
  void readersReleasedByAWriterGoBeforeTheNextWriter() throws Exception {
    var order = new ConcurrentLinkedQueue<String>();
    lock.writeLock().lock();
    Actor writer =
        Actor.start(
                () -> {
                  lock.writeLock().lock();
                  order.add("w");
                  lock.writeLock().unlock();
                })
            .blocked();
    List<Actor> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(
          Actor.start(
                  () -> {
                    lock.readLock().lock();
                    order.add("r");
                    lock.readLock().unlock();
                  })
              .blocked());
    }
    lock.writeLock().unlock();
    for (Actor a : readers) {
      a.join();
    }
    writer.join();
    assertThat(order).containsExactly("r", "r", "r", "r", "w");
  }

  @Test
  void aWriterThatGivesUpLetsInTheReadersThatItHeldOff() throws Exception {
    Held reading = lock.acquireRead();
    Actor writer = Actor.start(() -> lock.acquireWrite().close()).blocked();
    Actor reader = Actor.start(() -> lock.acquireRead().close()).blocked();
    writer.interrupt();
    assertThat(writer.failure()).isInstanceOf(InterruptedException.class);
    reader.join();
    assertThatThrownBy(() -> lock.acquireWrite(Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    assertThat(lock.readLock().tryLock()).isTrue();
    lock.readLock().unlock();
    reading.close();
    assertThat(lock.writeLock().tryLock()).isTrue();
  }

  @Test
  void aReaderThatGivesUpLeavesTheQueue() throws Exception {
    Held writing = lock.acquireWrite();
    Actor reader = Actor.start(() -> lock.acquireRead().close()).blocked();
    reader.interrupt();
    assertThat(reader.failure()).isInstanceOf(InterruptedException.class);
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
      assertThatThrownBy(() -> lock.acquireRead(ctx)).isInstanceOf(DeadlineExceededException.class);
      assertThatThrownBy(() -> lock.acquireWrite(ctx))
          .isInstanceOf(DeadlineExceededException.class);
    }
    writing.close();
    assertThat(lock.writeLock().tryLock()).isTrue();
  }

  @Test
  void aContextEndsAWriterThatWaitsForReaders() throws Exception {
    Held reading = lock.acquireRead();
    try (var ctx = Context.background().withCancel()) {
      Actor writer = Actor.start(() -> lock.acquireWrite(ctx).close()).blocked();
      ctx.cancel();
      assertThat(writer.failure()).isInstanceOf(ContextCanceledException.class);
    }
    reading.close();
    assertThat(lock.writeLock().tryLock()).isTrue();
  }

  @Test
  void misuseHasGosTexts() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> lock.readLock().unlock())
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("sync: RUnlock of unlocked RWMutex");
      assertThatThrownBy(() -> lock.writeLock().unlock())
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("sync: Unlock of unlocked RWMutex");
    }
    lock.writeLock().lock();
    assertThatThrownBy(() -> lock.readLock().unlock())
        .hasMessage("sync: RUnlock of unlocked RWMutex");
    lock.writeLock().unlock();
    assertThatThrownBy(() -> lock.writeLock().unlock())
        .hasMessage("sync: Unlock of unlocked RWMutex");
    lock.readLock().lock();
    assertThatThrownBy(() -> lock.writeLock().unlock())
        .hasMessage("sync: Unlock of unlocked RWMutex");
    lock.readLock().unlock();
    assertThatThrownBy(() -> lock.readLock().unlock())
        .hasMessage("sync: RUnlock of unlocked RWMutex");
    assertThat(lock.writeLock().tryLock()).as("still fit for use").isTrue();
  }

  @Test
  void aSecondCloseDoesNothing() throws Exception {
    Held first = lock.acquireRead();
    Held second = lock.acquireRead();
    first.close();
    first.close();
    assertThat(lock.writeLock().tryLock()).isFalse();
    second.close();
    Held write = lock.acquireWrite();
    write.close();
    write.close();
    Held next = lock.acquireWrite();
    write.close();
    assertThat(lock.readLock().tryLock()).isFalse();
    next.close();
  }

  @Test
  void withTheFlagSetOnEntryAcquireThrowsThoughItIsFree() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::acquireRead).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::acquireWrite).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.acquireRead(Duration.ZERO))
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.acquireWrite(Context.background()))
        .isInstanceOf(InterruptedException.class);
    assertThat(lock.writeLock().tryLock()).isTrue();
  }

  @Test
  void lockCannotBeInterruptedAndLeavesTheFlag() throws Exception {
    Held held = lock.acquireRead();
    var flag = new AtomicBoolean();
    Actor writer =
        Actor.start(
                () -> {
                  lock.writeLock().lock();
                  flag.set(Thread.currentThread().isInterrupted());
                  lock.writeLock().unlock();
                })
            .blocked();
    writer.interrupt();
    writer.blocked();
    held.close();
    writer.join();
    assertThat(flag).isTrue();
  }

  @Test
  void bothSidesHaveConditions() throws Exception {
    for (var side : List.of(lock.readLock(), lock.writeLock())) {
      Condition condition = side.newCondition();
      Actor waiting =
          Actor.start(
                  () -> {
                    side.lock();
                    condition.await();
                    side.unlock();
                  })
              .blocked();
      assertThat(lock.writeLock().tryLock()).as("released while it waits").isTrue();
      lock.writeLock().unlock();
      condition.signalAll();
      waiting.join();
      assertThat(lock.writeLock().tryLock()).isTrue();
      lock.writeLock().unlock();
    }
  }

  /** Readers and writers of all sorts; each checks, while inside, who else may be there. */
  @ParameterizedTest
  @EnumSource
  void writersAreAloneAndReadersAmongThemselvesUnderInterruptsAndTimeouts(Actor.Kind kind)
      throws Exception {
    var readers = new AtomicInteger();
    var writers = new AtomicInteger();
    long[] guarded = {0};
    var written = new AtomicInteger();
    long end = System.nanoTime() + STRESS_NANOS / 2;
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean writes = i < 2;
      actors.add(
          Actor.start(
              kind,
              () -> {
                for (int turn = 0; System.nanoTime() < end; turn++) {
                  if (writes ? acquireWriteSomehow(turn % 4) : acquireReadSomehow(turn % 4)) {
                    if (writes) {
                      assertThat(writers.incrementAndGet()).isEqualTo(1);
                      assertThat(readers).hasValue(0);
                      guarded[0]++;
                      written.incrementAndGet();
                      writers.decrementAndGet();
                      lock.writeLock().unlock();
                    } else {
                      readers.incrementAndGet();
                      assertThat(writers).hasValue(0);
                      if (turn % 64 == 0) {
                        LockSupport.parkNanos(100_000);
                      }
                      readers.decrementAndGet();
                      lock.readLock().unlock();
                    }
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
                actors.get(ThreadLocalRandom.current().nextInt(actors.size())).interrupt();
                LockSupport.parkNanos(20_000);
              }
            });
    for (Actor a : actors) {
      a.join();
    }
    running.set(false);
    gadfly.join();
    assertThat(guarded[0]).isEqualTo(written.get()).isPositive();
    assertThat(lock.writeLock().tryLock()).as("free at the end").isTrue();
  }

  private boolean acquireWriteSomehow(int way) {
    return acquireSomehow(lock.writeLock(), way);
  }

  private boolean acquireReadSomehow(int way) {
    return acquireSomehow(lock.readLock(), way);
  }

  private static boolean acquireSomehow(java.util.concurrent.locks.Lock side, int way) {
    try {
      switch (way) {
        case 0 -> side.lock();
        case 1 -> side.lockInterruptibly();
        case 2 -> {
          return side.tryLock(50_000, TimeUnit.NANOSECONDS);
        }
        default -> {
          return side.tryLock();
        }
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void aFreeLockAllocatesNothing() throws Exception {
    assertThat(Allocation.perTurn(100_000, this::lockAndUnlock)).isZero();
  }

  private void lockAndUnlock(int turns) {
    for (int i = 0; i < turns; i++) {
      lock.readLock().lock();
      lock.readLock().unlock();
      lock.writeLock().lock();
      lock.writeLock().unlock();
    }
  }

  @Test
  void ofTwoThatUnlockTheSameHoldAtOnceOneReleasesAndTheOtherIsToldSo() throws Exception {
    int rounds = 20_000;
    var arrived = new AtomicInteger();
    var failures = new AtomicInteger();
    Task unlock =
        () -> {
          for (int round = 0; round < rounds; round++) {
            if (arrived.incrementAndGet() == 5 * round + 2) {
              lock.writeLock().lock();
              arrived.incrementAndGet();
            }
            while (arrived.get() < 5 * round + 3) {
              Thread.onSpinWait();
            }
            try {
              lock.writeLock().unlock();
            } catch (IllegalMonitorStateException _) {
              failures.incrementAndGet();
            }
            arrived.incrementAndGet();
            while (arrived.get() < 5 * round + 5) {
              Thread.onSpinWait();
            }
          }
        };
    Actor a = Actor.start(Actor.Kind.PLATFORM, unlock);
    Actor b = Actor.start(Actor.Kind.PLATFORM, unlock);
    a.join();
    b.join();
    assertThat(failures).hasValue(rounds);
    assertThat(lock.writeLock().tryLock()).as("still fit for use").isTrue();
    assertThat(lock.readLock().tryLock()).isFalse();
    assertThat(lock.writeLock().tryLock()).isFalse();
  }

  @Test
  void aWriterWaitsForTheLastOfTheReadersAndTheyForTheWriter() throws Exception {
    Chan<Integer> read = Chan.make(1);
    Chan<Integer> written = Chan.make(1);
    Actor other =
        Actor.start(() -> {
          for (int i = 0; i < 10; i++) {
            lock.readLock().lock();
            lock.readLock().lock();
            read.send(i);
            lock.writeLock().lock();
            written.send(i);
          }
        });
    for (int i = 0; i < 10; i++) {
      assertThat(read.receive()).isEqualTo(i);
      other.blocked();
      lock.readLock().unlock();
      other.blocked();
      assertThat(written.tryReceive()).as("one still reads").isNull();
      lock.readLock().unlock();
      assertThat(written.receive()).isEqualTo(i);
      if (i < 9) {
        other.blocked();
      }
      assertThat(read.tryReceive()).as("one still writes").isNull();
      lock.writeLock().unlock();
    }
    other.join();
  }
}
