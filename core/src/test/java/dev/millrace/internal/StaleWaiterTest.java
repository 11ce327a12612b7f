package dev.millrace.internal;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Received;
import dev.millrace.Select;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A waiter whose select something else has decided, and which has not left its queue yet, counts as
 * absent. Between threads that lasts for nanoseconds; here it is made by hand.
 */
@Timeout(60)
class StaleWaiterTest {
  private final Channel<Integer> ch = Channel.make(0);

  /** Puts a waiter of a select into the queue. */
  private Waiter enqueue(boolean sending, boolean stale) {
    Selection selection = new Selection();
    Waiter w =
        new Waiter(selection, sending ? new Arm.Send<>(ch, 5) : new Arm.Receive<Integer>(ch));
    w.rearm(sending ? 5 : null);
    ch.lock();
    ch.queue(sending).add(w);
    ch.unlock();
    if (stale) {
      assertThat(selection.claim()).isTrue();
    }
    return w;
  }

  @Test
  void toAStaleReceiverNothingIsSent() throws Exception {
    Waiter stale = enqueue(false, true);
    assertThat(ch.trySend(1)).isFalse();
    assertThat(ch.queue(false).isEmpty()).as("it is dropped on the way").isTrue();
    assertThat(stale.outcome()).isNull();
    enqueue(false, true);
    String taken = select(send(ch, 1).map(_ -> "sent"), otherwise().map(_ -> "none"));
    assertThat(taken).isEqualTo("none");
    enqueue(false, true);
    String first = selectPriority(send(ch, 1).map(_ -> "sent"), otherwise().map(_ -> "none"));
    assertThat(first).isEqualTo("none");
  }

  @Test
  void fromAStaleSenderNothingIsReceived() throws Exception {
    Waiter stale = enqueue(true, true);
    assertThat(ch.tryReceive()).isNull();
    assertThat(ch.queue(true).isEmpty()).as("it is dropped on the way").isTrue();
    assertThat(stale.outcome()).as("its element is still its own").isEqualTo(5);
    enqueue(true, true);
    String taken = select(recv(ch).map(_ -> "received"), otherwise().map(_ -> "none"));
    assertThat(taken).isEqualTo("none");
  }

  @Test
  void whoeverWaitsBehindAStaleOneIsServed() {
    enqueue(false, true);
    enqueue(false, true);
    Waiter behind = enqueue(false, false);
    assertThat(ch.trySend(7)).isTrue();
    assertThat(behind.outcome()).isEqualTo(7);
    enqueue(true, true);
    Waiter sender = enqueue(true, false);
    assertThat(ch.tryReceive()).isNotNull();
    assertThat(sender.outcome()).as("its element is gone").isNull();
  }

  @Test
  void aSlotThatIsFreedGoesToTheSenderBehindAStaleOne() {
    Channel<Integer> buffered = Channel.make(1);
    assertThat(buffered.trySend(1)).isTrue();
    Waiter stale = new Waiter(new Selection(), new Arm.Send<>(buffered, 2));
    stale.rearm(2);
    assertThat(stale.claim()).isTrue();
    Waiter behind = new Waiter(3);
    buffered.lock();
    buffered.queue(true).add(stale);
    buffered.queue(true).add(behind);
    buffered.unlock();
    assertThat(buffered.tryReceive()).isNotNull();
    assertThat(behind.isDone()).isTrue();
    assertThat(buffered.length()).isEqualTo(1);
    assertThat(buffered.tryReceive()).isEqualTo(new Received.Value<>(3));
    assertThat(buffered.length()).isZero();
  }

  @Test
  void aCloseCompletesThoseBehindAStaleOne() {
    enqueue(false, true);
    Waiter behind = enqueue(false, false);
    ch.close();
    assertThat(behind.outcome()).isSameAs(Channel.CLOSED);
    assertThat(ch.queue(false).isEmpty()).isTrue();
  }

  /** What two goroutines that use one select at once do, if neither sees the other's turn begin. */
  @Test
  void aPreparedSelectWhoseWaitersAreInAQueueDoesNotBreakIt() throws Exception {
    PreparedSelect select = new PreparedSelect(true);
    select.recv(Chan.<Integer>never());
    select.recv(ch);
    Waiter turn = select.waiters(select.selection())[0];
    Waiter before = enqueue(false, false);
    ch.lock();
    ch.queue(false).add(turn);
    ch.unlock();
    Waiter behind = enqueue(false, false);
    assertThatThrownBy(select::await)
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("select used by two goroutines at once");
    for (Waiter w : List.of(before, turn, behind)) {
      assertThat(ch.trySend(7)).isTrue();
      assertThat(w.outcome()).isEqualTo(7);
    }
    assertThat(ch.queue(false).isEmpty()).isTrue();
    assertThat(select.poll()).as("it can be used again").isEqualTo(Select.NONE);
  }
}
