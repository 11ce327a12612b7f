package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits: one object a blocked operation, or one a case of a blocked select (Go's
 * {@code sudog}).
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@code next}, {@code prev} and {@code queue} belong to the lock of what is waited on. What
 *       dumps read of them without that is a guess.
 *   <li>A waiter is completed at most once, by whoever took it out of its queue (and, for a select,
 *       won the claim), and within the same critical section. So under the lock it is either
 *       queued, and may leave, or is not, and has been completed: there is no third state in which
 *       an interrupt could lose an element.
 *   <li>{@code queue} is where it stands, null before and after, and {@link #DONE} once it has been
 *       completed, unless it is a select's: that has a state of its own.
 *   <li>{@code element} is written by the completer before the write of {@code DONE} (or of the
 *       selection's state) and read by the waiter after it has seen that.
 *   <li>The completer writes {@code DONE}, then unparks; the waiter takes the permit, then reads
 *       {@code queue}. {@link Parking} sees to it that the waiter does not take an old permit, miss
 *       the write and park for ever.
 * </ul>
 */
public final class Waiter {
  /** In place of a queue. */
  private static final WaitQueue DONE = new WaitQueue(WaitReason.SELECT);

  private static final VarHandle QUEUE;

  static {
    try {
      QUEUE = MethodHandles.lookup().findVarHandle(Waiter.class, "queue", WaitQueue.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Nullable Waiter next;
  @Nullable Waiter prev;
  @Nullable WaitQueue queue;

  /** What is to be sent; after completion what was received, or {@link Channel#CLOSED}. */
  @Nullable Object element;

  private Thread thread = Thread.currentThread();

  /** The select that this waiter is a case of; null for a single operation. */
  final @Nullable Selection selection;

  /** The case, if this is one. */
  final @Nullable Arm<?> arm;

  public Waiter(@Nullable Object element) {
    this.element = element;
    selection = null;
    arm = null;
  }

  Waiter(Selection selection, Arm<?> arm) {
    this.selection = selection;
    this.arm = arm;
  }

  /**
   * Sets what a waiter of a select is to send, right before it joins a queue: a prepared select
   * keeps its waiters, and must not keep what they did not wait to send. No queue holds it.
   */
  void rearm(@Nullable Object element) {
    this.element = element;
    thread = Thread.currentThread();
  }

  /** Wins the right to complete this waiter. Only for one just taken out of its queue. */
  boolean claim() {
    Selection s = selection;
    return s == null || s.claim();
  }

  /** Whether a claim could succeed now; once it could not, it never will. For assertions. */
  boolean isClaimable() {
    Selection s = selection;
    return s == null || s.isOpen();
  }

  /**
   * Decides the wait. Called under the lock, by the one that {@link WaitQueue#poll()} gave this
   * waiter to.
   *
   * @return the thread to unpark once the lock is free
   */
  public Thread complete(@Nullable Object outcome) {
    assert !isQueued() : "completed in the queue";
    assert !isDone() : "completed twice";
    Thread t = thread;
    element = outcome;
    Selection s = selection;
    if (s == null) {
      QUEUE.setRelease(this, DONE);
    } else {
      s.fire(this);
    }
    return t;
  }

  Thread thread() {
    return thread;
  }

  public boolean isDone() {
    return (WaitQueue) QUEUE.getAcquire(this) == DONE;
  }

  /** Whether it stands in a queue; under the lock. */
  boolean isQueued() {
    WaitQueue q = queue;
    return q != null && q != DONE;
  }

  /** Where it stands, for dumps; null if nowhere. */
  @Nullable WaitQueue place() {
    WaitQueue q = queue;
    return q == DONE ? null : q;
  }

  /** The outcome; only after completion. */
  public @Nullable Object outcome() {
    return element;
  }

  /**
   * Waits for the completion.
   *
   * @param lock the lock that guards the queue, not held now
   * @param queue where this waiter is
   * @param deadline when to give up, or {@link Deadline#NONE}
   * @return false if the deadline passed: the waiter has then left the queue and was not completed
   * @throws InterruptedException if the thread was interrupted before the completion; likewise
   */
  public boolean await(SeqLock lock, WaitQueue queue, long deadline) throws InterruptedException {
    Recorder.Wait wait = null;
    try {
      wait = Recording.isOn() ? Recorder.begin(queue) : null;
      if (Spin.ON && Spin.untilDone(lock, this)) {
        return true;
      }
      while (!isDone()) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted || Deadline.hasPassed(deadline)) {
          if (!leave(lock, queue)) {
            assert isDone() : "neither queued nor completed";
            return true; // the completion came first; an interrupt stays for the next operation
          }
          if (interrupted) {
            throw interruption();
          }
          return false;
        }
        Deadline.park(this, deadline);
      }
      return true;
    } catch (RuntimeException | Error e) { // too short a stack to park on, or a failing TimeSource
      // Who is gone must not be given an element.
      if (leave(lock, queue) || !isDone()) {
        throw e;
      }
      return true;
    } finally {
      if (wait != null) {
        wait.end();
      }
    }
  }

  /** Waits for the completion, whatever interrupts come; they are left in the thread's flag. */
  public void awaitUninterruptibly() {
    boolean interrupted = false;
    while (!isDone()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes this waiter out of the queue; false if it has been completed. */
  boolean leave(SeqLock lock, WaitQueue queue) {
    lock.lock();
    boolean waiting = isQueued();
    if (waiting) {
      queue.remove(this);
    }
    lock.unlock();
    return waiting;
  }

  /** Consumes the thread's interrupt flag for an {@code InterruptedException}. */
  static InterruptedException interruption() {
    Thread.interrupted();
    return new InterruptedException();
  }

  /**
   * What every operation that can block does first: with the flag set on entry it throws, ready or
   * not.
   */
  public static void throwIfInterrupted() throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw interruption();
    }
  }
}
