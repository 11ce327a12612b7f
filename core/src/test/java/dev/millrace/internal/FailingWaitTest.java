package dev.millrace.internal;

import static dev.millrace.Go.after;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Select;
import dev.millrace.Task;
import dev.millrace.context.Context;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever cannot go on waiting is in no queue afterwards: an element that it was given would be
 * lost. A stack that is too short for parking is one such case; a time source that fails is one
 * that a test can have.
 */
@Timeout(60)
class FailingWaitTest {
  private static final class Failing implements TimeSource {
    private final StackOverflowError error = new StackOverflowError("too short to park on");

    /** What happens before it fails. */
    private Runnable before = () -> {};

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }

    @Override
    public Alarm schedule(long nanoTime, Runnable action) {
      before.run();
      throw error;
    }
  }

  private final Failing time = new Failing();
  private final Channel<Integer> ch = Channel.make(0, null);

  @Test
  void whoeverFailsWhileItWaitsHasLeftTheQueues() throws Exception {
    Duration d = Duration.ofHours(1);
    Chan<Integer> other = Chan.make();
    Select prepared = Select.make();
    prepared.recv(ch);
    prepared.send(ch).value(1);
    List<Task> waits =
        List.of(
            () -> ch.send(1, d),
            () -> ch.receive(d),
            () -> select(send(ch, 1), recv(ch), recv(other), after(d).map(_ -> 1)),
            () -> prepared.await(d));
    for (Task wait : waits) {
      assertThatThrownBy(() -> TimeSource.with(time, wait)).isSameAs(time.error);
      assertThat(ch.queue(true).isEmpty()).isTrue();
      assertThat(ch.queue(false).isEmpty()).isTrue();
      assertThat(ch.trySend(1)).isFalse();
    }
  }

  @Test
  void whoeverHasMetItsPeerBeforeItFailsReturns() throws Exception {
    Duration d = Duration.ofHours(1);
    time.before = () -> assertThat(ch.trySend(7)).isTrue();
    TimeSource.with(time, () -> assertThat(ch.receive(d)).isEqualTo(7));
    TimeSource.with(
        time,
        () -> {
          Integer received = select(recv(ch), after(d).map(_ -> -1));
          assertThat(received).isEqualTo(7);
        });
    assertThat(ch.queue(false).isEmpty()).isTrue();
  }

  /** Nor can it always leave its queues, on so short a stack; then it leaves them for good. */
  @Test
  void aPreparedSelectThatCouldNotLeaveDoesNotComeBackToItsOldPlaces() throws Exception {
    PreparedSelect select = new PreparedSelect(true);
    select.recv(Channel.<Integer>make(0, null));
    select.recv(ch);
    Selection turn = select.selection();
    Waiter[] waiters = select.waiters(turn);
    time.before = () -> clear(waiters); // so that there is none it could take out
    assertThatThrownBy(() -> TimeSource.with(time, () -> select.await(Duration.ofHours(1))))
        .isSameAs(time.error);
    assertThat(ch.queue(false).isEmpty()).as("what is to be shown").isFalse();
    assertThat(select.poll()).isEqualTo(Select.NONE);
    select.selection();
    assertThat(ch.trySend(1)).as("to one who is not there").isFalse();
    assertThat(ch.queue(false).isEmpty()).isTrue();
  }

  @SuppressWarnings("NullAway") // on purpose
  private static void clear(Waiter[] waiters) {
    Arrays.fill(waiters, null);
  }

  /** Whoever has met a peer is in no queue either, but is completed. */
  @Test
  void whoeverFailsInNoQueueThoughItHasMetNobodyHasNotBeenServed() {
    Waiter w = new Waiter(null);
    assertThatThrownBy(() ->
            TimeSource.with(
                time, () -> w.await(new SeqLock(), new WaitQueue(WaitReason.SEMAPHORE), 1)))
        .isSameAs(time.error);
    assertThatThrownBy(() ->
            TimeSource.with(time, () -> new TimerChannel.OneShot(Duration.ofHours(1)).await(w, 1)))
        .isSameAs(time.error);
  }

  // ---- whatever one waits for

  /** Fails when it is about to park. */
  private static final class FailingThread extends Thread {
    private final StackOverflowError error = new StackOverflowError("too short to park on");

    private final Task wait;
    private int looks;
    private @Nullable Throwable failure;

    FailingThread(Task wait) {
      this.wait = wait;
    }

    @Override
    public void run() {
      try {
        wait.run();
      } catch (Throwable t) {
        failure = t;
      }
    }

    @Override
    public boolean isInterrupted() {
      if (currentThread() == this && ++looks == 2) { // the first is on entry
        throw error;
      }
      return super.isInterrupted();
    }
  }

  private static void fail(Task wait) throws InterruptedException {
    var thread = new FailingThread(wait);
    thread.start();
    thread.join();
    assertThat(thread.failure).isSameAs(thread.error);
  }

  static List<Patience> patiences() {
    return List.of(Patience.INTERRUPTIBLE, Patience.whileLive(Context.background().withCancel()));
  }

  @ParameterizedTest
  @MethodSource("patiences")
  void aMutexIsNotGivenToWhoeverHasFailed(Patience patience) throws Exception {
    var mutex = new MutexCore();
    mutex.acquire();
    fail(() -> mutex.acquire(patience));
    Thread next = Thread.startVirtualThread(mutex::acquire);
    while (next.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    mutex.release();
    assertThat(next.join(Duration.ofSeconds(20))).isTrue();
    assertThat(mutex.release()).isTrue();
    assertThat(mutex.tryAcquire()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("patiences")
  void aReaderWriterMutexIsNotGivenToWhoeverHasFailed(Patience patience) throws Exception {
    var lock = new RwMutexCore();
    assertThat(lock.tryAcquireWrite()).isTrue();
    fail(() -> lock.acquireRead(patience));
    lock.releaseWrite();
    assertThat(lock.readers()).isZero();
    assertThat(lock.tryAcquireRead()).isTrue();
    fail(() -> lock.acquireWrite(patience));
    assertThat(lock.tryAcquireRead()).isTrue();
    lock.releaseRead();
    lock.releaseRead();
    assertThat(lock.tryAcquireWrite()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("patiences")
  void aSemaphoreGivesNothingToWhoeverHasFailed(Patience patience) throws Exception {
    var semaphore = new SemaphoreCore(2);
    assertThat(semaphore.tryAcquire(2)).isTrue();
    fail(() -> semaphore.acquire(1, patience));
    semaphore.release(2);
    assertThat(semaphore.held()).isZero();
    assertThat(semaphore.tryAcquire(2)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("patiences")
  void aWaitGroupForgetsWhoeverHasFailed(Patience patience) throws Exception {
    var group = new WaitGroupCore();
    group.add(1);
    fail(() -> group.await(patience));
    group.add(-1);
    group.add(1); // no misuse: nobody waits
    group.add(-1);
  }

  @ParameterizedTest
  @MethodSource("patiences")
  void aSignalIsNotGivenToWhoeverHasFailed(Patience patience) throws Exception {
    var list = new NotifyList();
    fail(() -> {
      patience.check();
      Waiter w = new Waiter(null);
      patience.await(w, list, list.add(w));
    });
    Waiter next = new Waiter(null);
    list.add(next);
    list.signal();
    assertThat(next.isDone()).isTrue();
  }

  @Test
  void aSignalThatCameBeforeAWaitFailedToBeginGoesToTheNext() {
    var list = new NotifyList();
    Waiter failing = new Waiter(null);
    WaitQueue queue = list.add(failing);
    Waiter next = new Waiter(null);
    list.add(next);
    list.signal();
    assertThat(next.isDone()).isFalse();
    list.leave(failing, queue);
    assertThat(next.isDone()).isTrue();
  }
}
