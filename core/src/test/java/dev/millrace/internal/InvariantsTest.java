package dev.millrace.internal;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Select;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever breaks an invariant of the kernel is told so, where assertions are enabled. */
@Timeout(60)
class InvariantsTest {
  private final Channel<Integer> ch = Channel.make(0, null);
  private final Channel<Integer> buffered = Channel.make(2, null);

  private static void assertBroken(Runnable action, String message) {
    assertThatThrownBy(action::run).isExactlyInstanceOf(AssertionError.class).hasMessage(message);
  }

  @Test
  void aLockIsReleasedByItsHolder() {
    SeqLock lock = new SeqLock();
    assertBroken(lock::unlock, "released, but not held");
    lock.lock();
    assertThat(lock.isHeld()).isTrue();
    lock.unlock();
    assertBroken(lock::unlock, "released, but not held");
  }

  @Test
  void aChannelIsChangedUnderItsLock() {
    assertBroken(() -> ch.sendLocked(1), "not locked");
    assertBroken(ch::receiveLocked, "not locked");
    assertBroken(() -> ch.enqueueSender(new Waiter(1)), "not locked");
    assertBroken(() -> ch.enqueueReceiver(new Waiter(null)), "not locked");
  }

  @Test
  void aWaiterIsInOneQueueOnce() {
    WaitQueue queue = new WaitQueue(WaitReason.SEMAPHORE);
    WaitQueue other = new WaitQueue(WaitReason.SEMAPHORE);
    Waiter w = new Waiter(null);
    assertBroken(() -> queue.remove(w), "not queued");
    queue.add(w);
    assertBroken(() -> queue.add(w), "queued twice");
    assertBroken(() -> other.addFirst(w), "queued twice");
    assertBroken(() -> other.remove(w), "another queue's");
    queue.remove(w);
    assertBroken(() -> queue.remove(w), "not queued");
  }

  @Test
  void aWaiterIsCompletedOnceByWhoeverTookItOut() {
    WaitQueue queue = new WaitQueue(WaitReason.SEMAPHORE);
    Waiter w = new Waiter(null);
    queue.add(w);
    assertBroken(() -> w.complete(1), "completed in the queue");
    assertThat(queue.poll()).isSameAs(w);
    w.complete(1);
    assertBroken(() -> w.complete(2), "completed twice");
  }

  /** Its queue lost it, so that neither can it leave, nor will anybody complete it. */
  @Test
  void aWaiterThatIsNotQueuedHasBeenCompleted() {
    Waiter w = new Waiter(null);
    assertBroken(
        () -> {
          try {
            w.await(ch, ch.queue(false), Deadline.after(0));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        "neither queued nor completed");
  }

  @Test
  void aSelectionIsFiredOnceByItsClaimer() {
    Selection selection = new Selection();
    Waiter w = new Waiter(selection, new Arm.Receive<>(ch));
    assertBroken(() -> selection.fire(w), "fired without a claim");
    assertThat(selection.claim()).isTrue();
    assertBroken(selection::reopen, "opened while it is being decided");
    selection.fire(w);
    assertBroken(() -> selection.fire(w), "fired without a claim");
    selection.reopen();
    assertThat(selection.fired()).isNull();
  }

  @Test
  void nobodyWaitsForWhatIsThere() {
    assertThat(buffered.trySend(1)).isTrue();
    buffered.lock();
    assertBroken(
        () -> buffered.enqueueReceiver(new Waiter(null)), "a receiver waits beside an element");
    Channel<Integer> empty = Channel.make(1, null);
    empty.lock();
    assertBroken(() -> empty.enqueueSender(new Waiter(1)), "a sender waits beside a free slot");
  }

  @Test
  void twoWhoCouldMeetDoNotBothWaitUnlessTheyAreOne() {
    Selection selection = new Selection();
    ch.lock();
    ch.enqueueReceiver(new Waiter(selection, new Arm.Receive<>(ch)));
    ch.enqueueSender(new Waiter(selection, new Arm.Send<>(ch, 1)));
    ch.unlock();
    Channel<Integer> other = Channel.make(0, null);
    other.lock();
    other.enqueueReceiver(new Waiter(selection, new Arm.Receive<>(other)));
    assertBroken(() -> other.enqueueSender(new Waiter(1)), "two who wait have not met");
  }

  @Test
  void nobodyJoinsTheQueuesOfAClosedChannel() {
    ch.close();
    ch.lock();
    assertBroken(() -> ch.enqueueReceiver(new Waiter(null)), "joined after the close");
    assertBroken(() -> ch.enqueueSender(new Waiter(1)), "joined after the close");
  }

  @Test
  void aCriticalSectionCompletesOne() {
    ch.lock();
    ch.enqueueReceiver(new Waiter(null));
    ch.enqueueReceiver(new Waiter(null));
    assertThat(ch.sendLocked(1)).isSameAs(Channel.SENT);
    assertBroken(() -> ch.sendLocked(2), "two completed in one critical section");
    Channel<Integer> other = Channel.make(0, null);
    other.lock();
    other.enqueueSender(new Waiter(1));
    other.enqueueSender(new Waiter(2));
    assertThat(other.receiveLocked()).isEqualTo(1);
    assertBroken(other::receiveLocked, "two completed in one critical section");
    Channel<Integer> full = Channel.make(1, null);
    assertThat(full.trySend(0)).isTrue();
    full.lock();
    full.enqueueSender(new Waiter(1));
    full.enqueueSender(new Waiter(2));
    assertThat(full.receiveLocked()).isEqualTo(0);
    assertBroken(full::receiveLocked, "two completed in one critical section");
  }

  @Test
  void aSelectLocksInTheOrderOfTheChannels() {
    PreparedSelect select = new PreparedSelect(true);
    select.recv(ch);
    select.recv(buffered);
    Waiter[] waiters = select.waiters(select.selection());
    Waiter first = waiters[0];
    waiters[0] = waiters[1];
    waiters[1] = first;
    assertBroken(() -> await(select), "out of the locks' order");
  }

  private static void await(Select select) {
    try {
      select.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aGoroutineEndsOnce() throws Exception {
    var g = (G) go(() -> {});
    g.join();
    assertBroken(g, "ended twice");
  }
}
