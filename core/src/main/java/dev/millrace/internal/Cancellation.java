package dev.millrace.internal;

import dev.millrace.context.ContextCanceledException;
import dev.millrace.context.ContextException;
import dev.millrace.context.DeadlineExceededException;
import dev.millrace.time.TimeSource;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What ends a context, and what follows then: cancellations derived from it, tasks and actions
 * registered with it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@code end} is set once, under the lock. Nobody follows who comes later: {@link #add} tells
 *       it so.
 *   <li>Whoever sets {@code end} closes the channel, calls the alarm off and takes the followers
 *       out, one at a time, the first first, until there are none; then {@code settled} is set, and
 *       only then this leaves its own leader's list. So whoever ends the leader finds this one
 *       settled, or in the list, or on its way; and waits for it if somebody else ends it.
 *   <li>The channel is made by whoever asks first. It is closed if {@code end} is set: making it
 *       and setting {@code end} both take the lock, so whoever comes second sees to it. Whoever
 *       finds {@code end} set closes the channel before telling; so nobody can see a context that
 *       is done with a channel that is open.
 * </ul>
 *
 * <p>Whoever cancels and finds that another thread is at it waits for that one, which itself never
 * parks but to wait likewise. Waits go only downwards, from a cancellation to one that follows it,
 * so they end; that is why the thread of a time source may wait here as well. A thread that cancels
 * what it is itself at work on (a blocked call that it interrupts may run code of the user's) does
 * not wait for itself.
 *
 * <p>The walk is a loop: from a leader to a follower that is a cancellation, and back through
 * {@code leader}. So the stack does not limit how deep contexts are nested. No lock is held while
 * anybody is woken, started or run.
 *
 * <p>Memory: the write of {@code end} is volatile and comes after all that the canceller did;
 * whoever reads it has that.
 */
final class Cancellation extends Follower implements Waitable {
  /** An end: somebody called {@code cancel()}. A reason is an end as well. */
  static final Object CANCELED = new Object();

  /**
   * An end: the deadline has passed.
   *
   * @param cause what was given with the deadline
   */
  private record Expiry(@Nullable Throwable cause) {
    static final Expiry WITHOUT_CAUSE = new Expiry(null);
  }

  /** Whose nanoseconds {@code at} is in. */
  private final @Nullable TimeSource source;

  /** When it ends by itself; {@link Deadline#NONE} if it does not. */
  private final long at;

  private final @Nullable Instant deadline;
  private final SeqLock lock = new SeqLock();

  /** Null, {@link #CANCELED}, an {@link Expiry}, or the {@link Throwable} given as the reason. */
  private volatile @Nullable Object end;

  private volatile @Nullable Channel<@Nullable Void> done;
  private volatile boolean settled;

  // Guarded by the lock.
  private @Nullable Follower first;
  private @Nullable Follower last;
  private TimeSource.@Nullable Alarm alarm;
  private @Nullable Thread canceller;
  private @Nullable WaitQueue latecomers;

  /** One that ends by being cancelled, or when the leader does. */
  Cancellation(@Nullable Cancellation leader) {
    super(leader);
    source = leader == null ? null : leader.source;
    at = leader == null ? Deadline.NONE : leader.at;
    deadline = leader == null ? null : leader.deadline;
  }

  private Cancellation(
      @Nullable Cancellation leader, TimeSource source, long at, Instant deadline) {
    super(leader);
    this.source = source;
    this.at = at;
    Instant outer = leader == null ? null : leader.deadline;
    this.deadline = outer != null && outer.isBefore(deadline) ? outer : deadline;
  }

  static Cancellation derive(@Nullable Cancellation leader) {
    Cancellation c = new Cancellation(leader);
    c.follow();
    return c;
  }

  /**
   * One that ends by itself, too.
   *
   * @param nanos from now; 0 for at once
   * @param cause of that end
   */
  static Cancellation derive(
      @Nullable Cancellation leader,
      TimeSource source,
      long nanos,
      Instant deadline,
      @Nullable Throwable cause) {
    long at = Deadline.after(source, nanos);
    if (nanos > 0 && leader != null && leader.endsBy(source, at)) {
      return derive(leader);
    }
    Cancellation c = new Cancellation(leader, source, at, deadline);
    Expiry expiry = cause == null ? Expiry.WITHOUT_CAUSE : new Expiry(cause);
    c.follow();
    if (nanos == 0) {
      c.cancel(expiry);
    } else if (at != Deadline.NONE && c.end == null) {
      TimeSource.Alarm alarm;
      try {
        alarm = source.schedule(at, () -> c.cancel(expiry));
      } catch (RuntimeException | Error e) { // nobody will have this one to cancel it
        c.leave();
        throw e;
      }
      c.setAlarm(alarm);
    }
    return c;
  }

  /**
   * Whether this one ends by itself no later; as far as that can be told, for clocks may differ.
   */
  private boolean endsBy(TimeSource source, long at) {
    return this.source == source && Deadline.earlier(this.at, at) == this.at && deadline != null;
  }

  private void follow() {
    if (!join()) {
      cancel(Objects.requireNonNull(Objects.requireNonNull(leader).endSeen()));
    }
  }

  private void setAlarm(TimeSource.Alarm a) {
    lock.lock();
    boolean ended = end != null;
    if (!ended) {
      alarm = a;
    }
    lock.unlock();
    if (ended) {
      a.cancel();
    }
  }

  // ---- the followers

  /** Adds a follower; false if it is too late. */
  boolean add(Follower f) {
    lock.lock();
    boolean ended = end != null;
    if (!ended) {
      assert !f.linked && f.prev == null && f.next == null : "linked twice";
      Follower l = last;
      f.prev = l;
      if (l == null) {
        first = f;
      } else {
        l.next = f;
      }
      last = f;
      f.linked = true;
    }
    assert invariants();
    lock.unlock();
    if (ended && Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, Probe.WHOLE);
    }
    return !ended;
  }

  /** Takes a follower out; false if it is not there. */
  boolean remove(Follower f) {
    lock.lock();
    boolean linked = f.linked;
    if (linked) {
      unlink(f);
    }
    assert invariants();
    lock.unlock();
    return linked;
  }

  /** Takes the first follower out; null if there is none. */
  private @Nullable Follower poll() {
    lock.lock();
    Follower f = first;
    if (f != null) {
      unlink(f);
    }
    lock.unlock();
    return f;
  }

  private void unlink(Follower f) {
    Follower p = f.prev;
    Follower n = f.next;
    if (p == null) {
      first = n;
    } else {
      p.next = n;
    }
    if (n == null) {
      last = p;
    } else {
      n.prev = p;
    }
    f.prev = null;
    f.next = null;
    f.linked = false;
  }

  // ---- the end

  /**
   * Ends this one and all that follows; returns when that is done, also if another thread was
   * first.
   */
  void cancel(Object reason) {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!end(reason)) {
      awaitSettled();
      return;
    }
    Throwable failure = null;
    for (Cancellation c = this; ; ) {
      switch (c.poll()) {
        case null -> {
          c.settle();
          if (c == this) {
            leave();
            rethrow(failure);
            return;
          }
          c = Objects.requireNonNull(c.leader);
        }
        case Cancellation follower -> {
          if (follower.end(reason)) {
            c = follower;
          } else {
            follower.awaitSettled();
          }
        }
        case DoneTask task -> {
          try {
            task.run();
          } catch (Throwable t) {
            failure = join(failure, t);
          }
        }
        case Registration registration -> {
          try {
            registration.run();
          } catch (Throwable t) {
            failure = join(failure, t);
          }
        }
      }
    }
  }

  /** Sets the end, for nobody but this one; false if it was set. */
  private boolean end(Object reason) {
    lock.lock();
    if (end != null) {
      lock.unlock();
      return false;
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.release(this, Probe.WHOLE);
    }
    end = reason;
    canceller = Thread.currentThread();
    TimeSource.Alarm a = alarm;
    alarm = null;
    assert invariants();
    lock.unlock();
    closeDone();
    if (a != null) {
      a.cancel();
    }
    return true;
  }

  private void settle() {
    lock.lock();
    settled = true;
    canceller = null;
    WaitQueue queue = latecomers;
    assert invariants();
    lock.unlock();
    if (queue != null) {
      queue.completeAll(lock, null);
    }
  }

  /** Waits until the thread that ends this one has reached all that follows. */
  private void awaitSettled() {
    if (settled) {
      return;
    }
    Waiter w = new Waiter(null);
    WaitQueue fresh = new WaitQueue(this);
    lock.lock();
    if (settled || canceller == Thread.currentThread()) {
      lock.unlock();
      return;
    }
    if (latecomers == null) {
      latecomers = fresh;
    }
    latecomers.add(w);
    assert invariants();
    lock.unlock();
    w.awaitUninterruptibly();
  }

  /** Under the lock. */
  private boolean invariants() {
    boolean underWay = end != null && !settled;
    assert (first == null) == (last == null) : "half a list";
    assert (canceller != null) == underWay : "whoever ends it is not known";
    assert !settled || (end != null && first == null) : "settled too soon";
    assert end == null || alarm == null : "the alarm was not called off";
    return true;
  }

  private static Throwable join(@Nullable Throwable failure, Throwable t) {
    if (failure == null) {
      return t;
    }
    if (failure != t) {
      failure.addSuppressed(t);
    }
    return failure;
  }

  /** What an action or the start of a goroutine threw, once all others have had their turn. */
  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable t -> throw new AssertionError(t);
    }
  }

  // ---- what can be seen of it

  /** The end, null while there is none. If there is, the channel is closed. */
  private @Nullable Object endSeen() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    Object e = end;
    if (e != null) {
      if (Probe.INSTALLED != null) {
        Probe.INSTALLED.acquire(this, Probe.WHOLE);
      }
      closeDone();
    }
    return e;
  }

  private void closeDone() {
    Channel<@Nullable Void> d = done;
    if (d != null && !d.isClosed()) {
      d.tryClose();
    }
  }

  boolean isDone() {
    return endSeen() != null;
  }

  @Nullable ContextException cause() {
    Object e = endSeen();
    if (e == null) {
      return null;
    }
    if (e instanceof Expiry expiry) {
      return new DeadlineExceededException(expiry.cause);
    }
    return new ContextCanceledException(e == CANCELED ? null : (Throwable) e);
  }

  Channel<@Nullable Void> done() {
    Channel<@Nullable Void> d = done;
    if (d == null) {
      Channel<@Nullable Void> fresh = Channel.makeDone();
      lock.lock();
      d = done;
      if (d == null) {
        done = d = fresh;
      }
      lock.unlock();
    }
    endSeen();
    return d;
  }

  /** Until its own deadline, or the leader's if that is earlier by the same clock. */
  long nanosLeft() {
    return source == null || at == Deadline.NONE
        ? Long.MAX_VALUE
        : Math.max(0, at - source.nanoTime());
  }

  @Nullable Instant deadline() {
    return deadline;
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return WaitReason.CANCELLATION;
  }
}
