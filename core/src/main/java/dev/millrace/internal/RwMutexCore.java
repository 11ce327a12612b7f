package dev.millrace.internal;

import dev.millrace.internal.scheduler.Parking;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The reader/writer lock: a mutex among the writers, and one word between them and the readers.
 *
 * <p>The word counts the readers that hold the lock, and has two flags below.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@code WRITER} is on from when a writer, who holds {@code writers}, has announced itself
 *       until it releases or gives up. While it is on no reader gets in; so when the readers are
 *       down to zero as well, the writer has the lock.
 *   <li>{@code drained} holds at most the one writer that waits for the readers to leave. Whoever
 *       brings the readers to zero under {@code WRITER} takes the spin lock and completes it.
 *   <li>{@code held} holds the readers that wait for the writer; {@code HELD} is on while it holds
 *       any, or did before the last gave up. Readers join only under {@code WRITER}, and both flags
 *       are turned off by that writer alone, under the spin lock. So a writer that leaves without
 *       the spin lock leaves nobody behind.
 *   <li>A writer that leaves counts in the readers that it held off before it lets go of {@code
 *       writers}; so they come before the next writer. It takes the queue away before that, and
 *       those who come later find the flag off: the loop ends however many readers come round.
 * </ul>
 *
 * <p>Memory order: every change of the word is a full-strength read-modify-write; a completed
 * waiter gets the edge from {@link Waiter}. The probe's slots are two, so that readers are not
 * ordered among themselves: what readers release, writers acquire; what writers release, all do.
 */
public final class RwMutexCore extends SeqLock implements Waitable {
  private static final long WRITER = 1;
  private static final long HELD = 2;
  private static final int SHIFT = 2;
  private static final long READER = 1L << SHIFT;

  /** The probe's slots. */
  private static final int BY_WRITERS = 0;

  private static final int BY_READERS = 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(RwMutexCore.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long state;
  private final MutexCore writers = new MutexCore();
  private final WaitQueue drained = new WaitQueue(this);
  private WaitQueue held = new WaitQueue(this);

  /**
   * The number of the thread that made the first reader of none, until one of several leaves: then
   * it is not known whose holds are left. With one reader it is that one's, or 0. For reports, as
   * in {@link MutexCore}.
   */
  private long soleReader;

  public RwMutexCore() {}

  // ---- readers

  /**
   * Acquires for reading with patience.
   *
   * @return false if that ended first
   */
  public boolean acquireRead(Patience patience) throws InterruptedException {
    patience.check();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!enter() && !enterLater(patience)) {
      return false;
    }
    edgesOfRead();
    return true;
  }

  /** Acquires for reading; false only if a writer had the lock, or waited for it. */
  public boolean tryAcquireRead() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!enter()) {
      return false;
    }
    edgesOfRead();
    return true;
  }

  private boolean enter() {
    for (; ; ) {
      long s = state;
      if ((s & WRITER) != 0) {
        return false;
      }
      if (STATE.compareAndSet(this, s, s + READER)) {
        entered(s, Thread.currentThread());
        return true;
      }
    }
  }

  /** A reader was added to the state. */
  private void entered(long s, Thread reader) {
    if (s < READER) {
      soleReader = reader.threadId();
    }
  }

  private boolean enterLater(Patience patience) throws InterruptedException {
    Waiter w = new Waiter(null);
    lock();
    for (; ; ) {
      long s = state;
      boolean free = (s & WRITER) == 0;
      if (STATE.compareAndSet(this, s, free ? s + READER : s | HELD)) {
        if (free) {
          entered(s, Thread.currentThread());
          unlock();
          return true;
        }
        break;
      }
    }
    WaitQueue queue = held;
    queue.add(w);
    assert invariants();
    unlock();
    return patience.await(w, this, queue);
  }

  /**
   * Releases one reader's hold.
   *
   * @return false if no reader holds the lock
   */
  public boolean releaseRead() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      if (state >= READER) {
        Probe.INSTALLED.release(this, BY_READERS);
      }
    }
    for (; ; ) {
      long s = state;
      if (s < READER) {
        return false;
      }
      if (STATE.compareAndSet(this, s, s - READER)) {
        if (s - READER >= READER) {
          soleReader = 0;
        } else if ((s & WRITER) != 0) {
          admitWriter();
        }
        return true;
      }
    }
  }

  private void admitWriter() {
    Thread toWake = null;
    lock();
    if (state < READER) {
      Waiter w = drained.poll();
      if (w != null) {
        toWake = w.complete(null);
      }
    }
    assert invariants();
    unlock();
    if (toWake != null) {
      Parking.unpark(toWake);
    }
  }

  // ---- writers

  /**
   * Acquires for writing with patience.
   *
   * @return false if that ended first
   */
  public boolean acquireWrite(Patience patience) throws InterruptedException {
    if (!writers.acquire(patience)) {
      return false;
    }
    if (!STATE.compareAndSet(this, 0L, WRITER) && !awaitReaders(patience)) {
      return false;
    }
    edgesOfWrite();
    return true;
  }

  /** Acquires for writing; false only if somebody had the lock or waited for it. */
  public boolean tryAcquireWrite() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (state != 0 || !writers.tryAcquire()) {
      return false;
    }
    if (!STATE.compareAndSet(this, 0L, WRITER)) {
      writers.release();
      return false;
    }
    edgesOfWrite();
    return true;
  }

  private boolean awaitReaders(Patience patience) throws InterruptedException {
    boolean entered = false;
    try {
      Waiter w = new Waiter(null);
      lock();
      long readers = (long) STATE.getAndBitwiseOr(this, WRITER) >>> SHIFT;
      if (readers != 0) {
        drained.add(w);
      }
      assert invariants();
      unlock();
      entered = readers == 0 || patience.await(w, this, drained);
    } finally {
      if (!entered) {
        admitReaders(false);
        writers.release();
      }
    }
    return entered;
  }

  /**
   * Releases the writer's hold.
   *
   * @return false if no writer holds the lock
   */
  public boolean releaseWrite() {
    if (!isWriteHeld()) {
      return false;
    }
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      Probe.INSTALLED.release(this, BY_WRITERS);
    }
    if (!STATE.compareAndSet(this, WRITER, 0L) && !admitReaders(true)) {
      return false;
    }
    writers.release();
    return true;
  }

  /**
   * Turns the flags off and lets in the readers that were held off until now.
   *
   * @param writing whether the writer has the lock, and does not only wait for it
   * @return false if it has not, as somebody else has released it meanwhile
   */
  private boolean admitReaders(boolean writing) {
    WaitQueue fresh = new WaitQueue(this);
    lock();
    for (; ; ) {
      long s = state;
      if (writing && ((s & WRITER) == 0 || s >= READER)) {
        unlock();
        return false;
      }
      if (STATE.compareAndSet(this, s, s & -READER)) {
        break;
      }
    }
    WaitQueue all = held;
    held = fresh;
    assert invariants();
    unlock();
    for (; ; ) {
      Thread toWake = null;
      lock();
      Waiter w = all.poll();
      if (w != null) {
        entered((long) STATE.getAndAdd(this, READER), w.thread());
        toWake = w.complete(null);
      }
      unlock();
      if (toWake == null) {
        return true;
      }
      Parking.unpark(toWake);
    }
  }

  // ---- state

  /** Under the spin lock: who waits does so for a writer, and its flags say so. */
  private boolean invariants() {
    long s = state;
    assert (s & HELD) == 0 || (s & WRITER) != 0 : "held off by nobody";
    assert held.isEmpty() || (s & HELD) != 0 : "held off unseen";
    assert drained.isEmpty() || (s & WRITER) != 0 : "a writer that waits unseen";
    assert drained.peek() == null || drained.peek().next == null : "two writers at once";
    return true;
  }

  public boolean isWriteHeld() {
    long s = state;
    return (s & WRITER) != 0 && s < READER;
  }

  public long readers() {
    return state >>> SHIFT;
  }

  private void edgesOfRead() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, BY_WRITERS);
    }
  }

  private void edgesOfWrite() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, BY_WRITERS);
      Probe.INSTALLED.acquire(this, BY_READERS);
    }
  }

  @Override
  public long holderOf(WaitQueue queue) {
    if (queue == drained) {
      return readers() == 1 ? soleReader : 0;
    }
    return writers.holder(); // also while it waits for the readers itself
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return queue == drained ? WaitReason.RW_MUTEX_LOCK : WaitReason.RW_MUTEX_READ_LOCK;
  }
}
