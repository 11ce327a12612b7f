package dev.millrace.internal;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.ChannelMisuseException;
import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.Sender;
import dev.millrace.internal.scheduler.Parking;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The channel: a lock, a ring, and two queues of those who wait.
 *
 * <p>Invariants, under the lock; a stale waiter, whose select was decided elsewhere, counts as
 * absent:
 *
 * <ul>
 *   <li>At most one of {@code senders} and {@code receivers} holds anybody; but one goroutine that
 *       waits in a select both to send and to receive stands in both, as it cannot meet itself. Two
 *       different ones are never left so: whoever comes second meets the first.
 *   <li>{@code receivers} is empty while {@code count > 0}; {@code senders} is empty while {@code
 *       count < capacity}.
 *   <li>Once {@code closed}, nobody joins a queue. Those who were in one leave it completed with
 *       {@link #CLOSED}.
 *   <li>Elements {@code head .. head + count - 1} (modulo capacity) of the ring are the buffer,
 *       oldest first; every other slot is null, so that the collector sees what a user would
 *       expect.
 * </ul>
 *
 * <p>An element goes straight from a sender to a waiting receiver, or from a waiting sender into
 * the slot that a receiver freed; nobody is woken to try again. The memory edges that Go's memory
 * model promises (a send before its receive; a close before a receive that sees it; the k-th
 * receive before the completion of the (k+capacity)-th send; on an unbuffered channel each receive
 * before the completion of its send) all follow from the lock, since both sides of each pair hold
 * it, and, for whoever waited, from {@link Waiter}'s release and acquire.
 *
 * <p>Nothing may be thrown under the lock, but a stack can end there, a timer's element need memory
 * that is not there, or a time source fail. Then the lock is released all the same: a lock held for
 * ever would have everybody else spin for ever. What was thrown before anything was changed, as by
 * a time source, has then done no harm; a stack that ends at the worst moment can lose an element.
 *
 * <p>To wake is to unpark, and that runs scheduler code, so it happens after the unlock: the locked
 * parts leave the thread in {@code toWake}, for {@link #unlockAndWake()}.
 *
 * @param <T> the type of the elements
 */
public sealed class Channel<T extends @Nullable Object> extends SeqLock implements Chan<T>, Waitable
    permits PromiseChannel, TimerChannel {
  /** Outcome of a locked operation: nothing could be done. */
  static final Object NOT_READY = new Object();

  /** Outcome: the channel is closed (and, for a receive, drained). */
  public static final Object CLOSED = new Object();

  /** Outcome of a send that was done. */
  static final Object SENT = new Object();

  private static final @Nullable Object[] NO_RING = {};

  /** Go's nil channel. Nobody ever stands in its queues, nothing is ever in its ring. */
  private static final Channel<?> NEVER = new Channel<>(0, Kind.NEVER, null);

  /** Dumps count those who wait, under the lock, no further than this. */
  private static final int MANY = 1000;

  private static final AtomicLong ORDERS = new AtomicLong();

  /** What a channel is to those who use it. */
  enum Kind {
    ORDINARY,
    /** {@link Chan#never()}. */
    NEVER,
    /** A context's: it carries no element, its close is the news. */
    DONE,
    /** A timer's or ticker's: elements appear when they are due. */
    TIMER
  }

  private final Kind kind;
  private final @Nullable Object[] ring;
  private final WaitQueue senders = new WaitQueue(this);
  private final WaitQueue receivers = new WaitQueue(this);
  private int head;
  private int count;
  private boolean closed;
  private @Nullable Throwable cause;
  private @Nullable Thread toWake;

  /** This channel's place in the order in which selects lock; 0 until one asks. */
  private volatile long order;

  /** Where it was made, if that is known. */
  private final @Nullable String site;

  Channel(int capacity, Kind kind, @Nullable String site) {
    this.kind = kind;
    this.site = site;
    ring = capacity == 0 ? NO_RING : new @Nullable Object[capacity];
  }

  /** An ordinary channel. */
  public static <T extends @Nullable Object> Channel<T> make(int capacity, @Nullable String site) {
    if (capacity < 0 || capacity > Integer.MAX_VALUE - 8) { // the longest array a JVM makes
      throw new IllegalArgumentException("makechan: size out of range");
    }
    return new Channel<>(capacity, Kind.ORDINARY, site == null ? CallSites.ofCaller() : site);
  }

  /** A channel that is only ever closed: a context's. */
  public static Channel<@Nullable Void> makeDone() {
    return new Channel<>(0, Kind.DONE, null);
  }

  /** The channel on which nothing ever happens. */
  @SuppressWarnings("unchecked") // it never holds an element
  public static <T extends @Nullable Object> Channel<T> never() {
    return (Channel<T>) NEVER;
  }

  /** What stands behind a receiver: all of them are channels. */
  @SuppressWarnings("unchecked") // the interfaces between are sealed
  public static <T extends @Nullable Object> Channel<T> of(Receiver<T> receiver) {
    return (Channel<T>) receiver;
  }

  /** What stands behind a sender; likewise. */
  public static <T extends @Nullable Object> Channel<T> of(Sender<T> sender) {
    return (Channel<T>) sender;
  }

  // ---- send

  @Override
  public final void send(T value) throws InterruptedException {
    send(value, Deadline.NONE);
  }

  @Override
  public final void send(T value, Duration timeout) throws InterruptedException, TimeoutException {
    long nanos = Deadline.nanos(timeout);
    if (nanos == 0) {
      Waiter.throwIfInterrupted();
      if (!trySend(value)) {
        throw new TimeoutException("send timed out after " + timeout);
      }
    } else if (!send(value, Deadline.after(nanos))) {
      throw new TimeoutException("send timed out after " + timeout);
    }
  }

  private boolean send(T value, long deadline) throws InterruptedException {
    Waiter.throwIfInterrupted();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      Probe.INSTALLED.access(this, false, false);
    }
    if (Spin.ON && ring.length > 0 && !canSend()) {
      Spin.untilReady(this, true);
    }
    // A waiter is made before the lock is taken, never under it, and only if it looks as if it will
    // be needed.
    Waiter w = canSend() ? null : new Waiter(value);
    for (; ; ) {
      Object outcome;
      lock();
      try {
        outcome = sendLocked(value);
        if (outcome == NOT_READY && w != null && kind != Kind.NEVER) {
          enqueueSender(w);
        }
      } finally {
        unlockAndWake();
      }
      if (outcome == SENT) {
        return true;
      }
      if (outcome == CLOSED) {
        throw ChannelMisuseException.sendOnClosed();
      }
      if (w != null) {
        break;
      }
      w = new Waiter(value);
    }
    if (kind == Kind.NEVER) {
      return waitInVain(true, deadline);
    }
    if (!w.await(this, senders, deadline)) {
      return false;
    }
    finishSend(w);
    return true;
  }

  @Override
  public final boolean trySend(T value) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      Probe.INSTALLED.access(this, false, false);
    }
    long v = version();
    if ((v & 1) == 0 && !canSend() && isUnchangedSince(v)) {
      return false;
    }
    Object outcome;
    lock();
    try {
      outcome = sendLocked(value);
    } finally {
      unlockAndWake();
    }
    if (outcome == CLOSED) {
      throw ChannelMisuseException.sendOnClosed();
    }
    return outcome == SENT;
  }

  /**
   * Whether a send might be ready; read without the lock it is a guess, but never wrongly false
   * about a quiet channel.
   */
  final boolean canSend() {
    return closed || count < ring.length || !receivers.isEmpty();
  }

  /**
   * Sends if that can be done without waiting.
   *
   * @return {@link #SENT}, {@link #CLOSED} or {@link #NOT_READY}
   */
  final Object sendLocked(@Nullable Object value) {
    assert isHeld() : "not locked";
    assert invariants();
    if (closed) {
      return CLOSED;
    }
    Waiter receiver = receivers.poll();
    if (receiver != null) {
      if (Probe.INSTALLED != null) {
        handOffEdges(receiver, true);
      }
      assert toWake == null : "two completed in one critical section";
      toWake = receiver.complete(value);
      assert invariants();
      return SENT;
    }
    int capacity = ring.length;
    if (count < capacity) {
      int slot = head + count;
      if (slot >= capacity) {
        slot -= capacity;
      }
      if (Probe.INSTALLED != null) {
        slotEdges(slot);
      }
      ring[slot] = value;
      count++;
      assert invariants();
      return SENT;
    }
    return NOT_READY;
  }

  final void enqueueSender(Waiter w) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.release(w, Probe.WHOLE);
    }
    assert isHeld() : "not locked";
    assert !closed : "joined after the close";
    senders.add(w);
    assert invariants();
  }

  /** What a sender does once its waiter is completed. */
  final void finishSend(Waiter w) {
    if (w.outcome() == CLOSED) {
      throw ChannelMisuseException.sendOnClosed();
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(w, Probe.WHOLE);
    }
  }

  // ---- receive

  @Override
  public final T receive() throws InterruptedException {
    Object outcome = receive(Deadline.NONE);
    if (outcome == CLOSED) {
      throw closedException();
    }
    return element(outcome);
  }

  @Override
  public final T receive(Duration timeout) throws InterruptedException, TimeoutException {
    Object outcome = receiveWithin(timeout);
    if (outcome == CLOSED) {
      throw closedException();
    }
    return element(outcome);
  }

  @Override
  public final Received<T> receiveOrClosed() throws InterruptedException {
    return received(receive(Deadline.NONE));
  }

  @Override
  public final Received<T> receiveOrClosed(Duration timeout)
      throws InterruptedException, TimeoutException {
    return received(receiveWithin(timeout));
  }

  private @Nullable Object receiveWithin(Duration timeout)
      throws InterruptedException, TimeoutException {
    long nanos = Deadline.nanos(timeout);
    Object outcome;
    if (nanos == 0) {
      Waiter.throwIfInterrupted();
      outcome = tryReceiveOutcome();
    } else {
      outcome = receive(Deadline.after(nanos));
    }
    if (outcome == NOT_READY) {
      throw new TimeoutException("receive timed out after " + timeout);
    }
    return outcome;
  }

  /**
   * Receives, waiting until the deadline.
   *
   * @return the element, {@link #CLOSED}, or {@link #NOT_READY} when the deadline passed
   */
  final @Nullable Object receive(long deadline) throws InterruptedException {
    Waiter.throwIfInterrupted();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (Spin.ON && ring.length > 0 && !canReceive()) {
      Spin.untilReady(this, false);
    }
    Waiter w = canReceive() ? null : new Waiter(null);
    for (; ; ) {
      Object outcome;
      lock();
      try {
        outcome = receiveLocked();
        if (outcome == NOT_READY && w != null && kind != Kind.NEVER) {
          enqueueReceiver(w);
        }
      } finally {
        unlockAndWake(); // though not ready: a timer's element may have gone to an earlier one
      }
      if (outcome != NOT_READY) {
        return outcome;
      }
      if (w != null) {
        break;
      }
      w = new Waiter(null);
    }
    if (kind == Kind.NEVER) {
      waitInVain(false, deadline);
      return NOT_READY;
    }
    return await(w, deadline) ? finishReceive(w) : NOT_READY;
  }

  @Override
  public final @Nullable Received<T> tryReceive() {
    Object outcome = tryReceiveOutcome();
    return outcome == NOT_READY ? null : received(outcome);
  }

  private @Nullable Object tryReceiveOutcome() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    long v = version();
    if ((v & 1) == 0 && !canReceive() && isUnchangedSince(v)) {
      return NOT_READY;
    }
    Object outcome;
    lock();
    try {
      outcome = receiveLocked();
    } finally {
      unlockAndWake();
    }
    return outcome;
  }

  /** Whether a receive might be ready; as {@link #canSend()}. */
  final boolean canReceive() {
    return count > 0 || closed || !senders.isEmpty() || (kind == Kind.TIMER && isDue());
  }

  /**
   * Receives if that can be done without waiting.
   *
   * @return the element, {@link #CLOSED} or {@link #NOT_READY}
   */
  final @Nullable Object receiveLocked() {
    assert isHeld() : "not locked";
    assert invariants();
    if (kind == Kind.TIMER) {
      fireIfDue();
    }
    if (count > 0) {
      return takeOldest();
    }
    if (closed) {
      if (Probe.INSTALLED != null) {
        Probe.INSTALLED.acquire(this, Probe.WHOLE);
      }
      return CLOSED;
    }
    Waiter sender = senders.poll();
    if (sender == null) {
      return NOT_READY;
    }
    if (Probe.INSTALLED != null) {
      handOffEdges(sender, false);
    }
    Object value = sender.element;
    assert toWake == null : "two completed in one critical section";
    toWake = sender.complete(null);
    return value;
  }

  /** Receives from the buffer; a method of its own so that the compiler inlines both. */
  private @Nullable Object takeOldest() {
    int slot = head;
    Object value = ring[slot];
    if (Probe.INSTALLED != null) {
      slotEdges(slot);
    }
    head = slot + 1 == ring.length ? 0 : slot + 1;
    // After a close the senders are owed a failure: their elements were never sent.
    Waiter sender = closed ? null : senders.poll();
    if (sender == null) {
      ring[slot] = null;
      count--;
    } else {
      // The buffer was full, so the slot just freed is the one behind the newest element.
      if (Probe.INSTALLED != null) {
        // The sender's turn, in its name: this receiver does not come after what it did.
        Probe.INSTALLED.transfer(this, slot, sender, Probe.WHOLE);
        Probe.INSTALLED.transfer(sender, Probe.WHOLE, this, slot);
      }
      ring[slot] = sender.element;
      assert toWake == null : "two completed in one critical section";
      toWake = sender.complete(null);
    }
    assert invariants();
    return value;
  }

  final void enqueueReceiver(Waiter w) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.release(w, Probe.WHOLE);
    }
    assert isHeld() : "not locked";
    assert !closed : "joined after the close";
    receivers.add(w);
    assert invariants();
  }

  /** What a receiver does once its waiter is completed: the element or {@link #CLOSED}. */
  final @Nullable Object finishReceive(Waiter w) {
    Object outcome = w.outcome();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(outcome == CLOSED ? this : w, Probe.WHOLE);
    }
    return outcome;
  }

  // ---- timers: see TimerChannel

  /** Whether an element is due that is not in the buffer yet. */
  boolean isDue() {
    return false;
  }

  /** Puts a due element into the buffer, or hands it to the first receiver. Under the lock. */
  void fireIfDue() {}

  final boolean isEmpty() {
    return count == 0;
  }

  /** Forgets what is in the buffer; whether anything was. Under the lock. */
  final boolean discard() {
    if (count == 0) {
      return false;
    }
    Arrays.fill(ring, null);
    count = 0;
    return true;
  }

  /**
   * Waits for the completion of a receiver that is in the queue; false if the deadline came first.
   */
  boolean await(Waiter receiver, long deadline) throws InterruptedException {
    return receiver.await(this, receivers, deadline);
  }

  // ---- close

  @Override
  public final void close() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.access(this, true, false);
    }
    if (!close(null, true)) {
      throw ChannelMisuseException.closeOfClosed();
    }
  }

  @Override
  public final void close(Throwable cause) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.access(this, true, false);
    }
    if (!close(Objects.requireNonNull(cause, "cause"), false)) {
      throw ChannelMisuseException.closeOfClosed();
    }
  }

  @Override
  public final boolean tryClose() {
    return close(null, false);
  }

  /**
   * Closes.
   *
   * @param lenient whether it is fine if the channel was closed with a cause: the plain close at
   *     the end of a {@code try (out)} whose body has reported its failure
   * @return false if it was closed before
   */
  boolean close(@Nullable Throwable why, boolean lenient) {
    if (kind == Kind.NEVER) {
      throw ChannelMisuseException.closeOfNil();
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    lock();
    if (closed) {
      boolean fine = lenient && cause != null;
      unlock();
      return fine;
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.release(this, Probe.WHOLE);
    }
    cause = why;
    closed = true;
    boolean waited = !senders.isEmpty() || !receivers.isEmpty();
    unlock();
    if (waited) {
      receivers.completeAll(this, CLOSED);
      senders.completeAll(this, CLOSED);
    }
    return true;
  }

  // ---- state

  @Override
  public final int length() {
    if (kind == Kind.TIMER) {
      return 0; // its element becomes one only when it is received, as in Go since 1.23
    }
    // The count alone may be that of a moment ago: a send's last writes can still be on their way
    // when it has returned. Its lock's version cannot.
    long v = version();
    int n = count;
    if ((v & 1) == 1 || !isUnchangedSince(v)) {
      lock();
      n = count;
      unlock();
    }
    return n;
  }

  @Override
  public final int capacity() {
    return kind == Kind.TIMER ? 0 : ring.length;
  }

  @Override
  public final boolean isClosed() {
    long v = version();
    boolean c = closed;
    if (!c && ((v & 1) == 1 || !isUnchangedSince(v))) {
      lock();
      c = closed;
      unlock();
    }
    return c;
  }

  final Kind kind() {
    return kind;
  }

  /** The same for the same channel, most likely another one for any other. */
  final String name() {
    return "0x" + Integer.toHexString(System.identityHashCode(this));
  }

  /** Where it was made, if that is known. */
  final @Nullable String site() {
    return site;
  }

  /** For dumps: where it was made, how full it is, and who waits. */
  public final String describe() {
    StringBuilder text = new StringBuilder(96); // most fit in, and a dump may have a million
    switch (kind) {
      case NEVER -> {
        return "nil channel";
      }
      case DONE -> text.append("done channel of a context");
      case TIMER -> text.append("timer");
      case ORDINARY -> text.append("channel");
    }
    text.append(' ').append(name());
    if (site != null) {
      text.append(" made at ").append(site);
    }
    lock();
    int n = count;
    boolean c = closed;
    int sending = senders.size(MANY);
    int receiving = receivers.size(MANY);
    unlock();
    if (ring.length > 0 && kind != Kind.TIMER) {
      text.append(", ").append(n).append('/').append(ring.length).append(" full");
    }
    describe(text, sending, "sender");
    describe(text, receiving, "receiver");
    if (c) {
      text.append(", closed");
    }
    return text.toString();
  }

  private static void describe(StringBuilder text, int waiting, String what) {
    if (waiting > 0) {
      text.append(", ").append(waiting < MANY ? waiting : MANY - 1 + "+");
      text.append(' ').append(what).append(waiting == 1 ? "" : "s").append(" waiting");
    }
  }

  /** The exception for a receive that found the channel closed. */
  final ChannelClosedException closedException() {
    return new ChannelClosedException(cause);
  }

  /** Whether the channel was closed with a cause. Only for one that is known to be closed. */
  final boolean hasCause() {
    return cause != null;
  }

  /**
   * Whether nothing has changed since the version was read, and what was read since then is of one
   * moment.
   */
  private boolean isUnchangedSince(long v) {
    VarHandle.acquireFence();
    return version() == v;
  }

  /** This channel's place in the order in which selects lock several. */
  final long order() {
    long o = order;
    if (o == 0) {
      long fresh = ORDERS.incrementAndGet();
      lock();
      o = order;
      if (o == 0) {
        order = o = fresh;
      }
      unlock();
    }
    return o;
  }

  // ---- plumbing

  /** Over a buffer one side can go on by itself; without one it has to wait for the other. */
  @Override
  final int firstPauses() {
    return ring.length == 0 ? SHORT : LONG;
  }

  /** The invariants that this file opens with; under the lock. */
  private boolean invariants() {
    int capacity = ring.length;
    assert 0 <= count && count <= capacity : "count";
    assert 0 <= head && head < Math.max(1, capacity) : "head";
    // The neighbours of the buffer, on both sides, stand for all free slots.
    assert count == capacity
            || (ring[(head + count) % capacity] == null
                && ring[(head + capacity - 1) % capacity] == null)
        : "a free slot holds something";
    Waiter receiver = receivers.firstClaimable();
    Waiter sender = senders.firstClaimable();
    assert receiver == null || count == 0 : "a receiver waits beside an element";
    assert sender == null || count == capacity || closed : "a sender waits beside a free slot";
    assert receiver == null
            || sender == null
            || (receiver.selection != null && receiver.selection == sender.selection)
        : "two who wait have not met";
    return true;
  }

  /** Releases the lock, and then wakes whom the critical section has completed. */
  final void unlockAndWake() {
    Thread t = toWake;
    if (t == null) {
      unlock();
    } else {
      toWake = null;
      unlock();
      Parking.unpark(t);
    }
  }

  /** For a select, which holds more locks than this one: whom to wake when they are free. */
  final @Nullable Thread takeToWake() {
    Thread t = toWake;
    toWake = null;
    return t;
  }

  final WaitQueue queue(boolean sending) {
    return sending ? senders : receivers;
  }

  /** Waits where nothing can come: until interrupted, or (false) until the deadline. */
  private static boolean waitInVain(boolean sending, long deadline) throws InterruptedException {
    WaitQueue nowhere =
        new WaitQueue(sending ? WaitReason.CHAN_SEND_NIL : WaitReason.CHAN_RECEIVE_NIL);
    Waiter w = new Waiter(null);
    nowhere.add(w);
    return w.await(new SeqLock(), nowhere, deadline);
  }

  /**
   * What a receive got, once it is known to be an element: only what is a {@code T}, null included,
   * is ever sent.
   */
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  static <T extends @Nullable Object> T element(@Nullable Object outcome) {
    return (T) outcome;
  }

  /** The public form of what a receive got. */
  final Received<T> received(@Nullable Object outcome) {
    return outcome == CLOSED
        ? new Received.Closed<>(cause)
        : new Received.Value<>(element(outcome));
  }

  /**
   * The edges of an element that goes through a slot: both ways, as whoever uses it next comes
   * after whoever used it last.
   */
  private void slotEdges(int slot) {
    Objects.requireNonNull(Probe.INSTALLED).pass(this, slot);
  }

  /**
   * The edges of a hand-off to a receiver that waits or from a sender that does. Without a buffer
   * they are both ways.
   *
   * <p>With one, the element passes through a slot, though only in thought, and orders no more than
   * that does: the sender comes after whoever took from the slot before, and the receiver after the
   * sender; but the sender does not come after what the receiver had done when it began to wait.
   * Only who sends through the slot next does, and is given that in the receiver's name.
   */
  private void handOffEdges(Waiter peer, boolean sending) {
    Probe probe = Objects.requireNonNull(Probe.INSTALLED);
    if (ring.length == 0) {
      probe.pass(peer, Probe.WHOLE);
      return;
    }
    assert sending && count == 0 : "a sender waited beside free slots";
    slotEdges(head);
    probe.transfer(peer, Probe.WHOLE, this, head);
    probe.release(peer, Probe.WHOLE);
    head = head + 1 == ring.length ? 0 : head + 1;
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return queue == senders ? WaitReason.CHAN_SEND : WaitReason.CHAN_RECEIVE;
  }
}
