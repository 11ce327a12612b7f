package dev.millrace.sync;

import dev.millrace.CheckReturnValue;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.internal.Patience;
import dev.millrace.internal.RwMutexCore;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that any number of readers or one writer can hold: Go's {@code sync.RWMutex}.
 *
 * {@snippet file="SyncSnippetsTest.java" region="rw-mutex"}
 *
 * <p>A writer that waits holds off new readers, so that it gets its turn; and when a writer
 * releases, the readers that it held off come before the next writer. Therefore nobody may acquire
 * for reading twice, one inside the other: a writer that comes between waits for the first, and the
 * second for the writer. Readers cannot become writers, nor writers readers. The lock belongs to no
 * goroutine.
 *
 * <p>Memory, as Go's {@code sync} documents it: a writer's n-th release happens before every later
 * acquisition, of either kind, returns; a reader's release happens before the next writer's
 * acquisition returns. Readers are not ordered among themselves.
 *
 * <p>To read costs one compare-and-set to begin and one to end, and allocates nothing through
 * {@link #readLock()}; a {@link Held} is a small object.
 */
public final class RwMutex implements ReadWriteLock {
  private final RwMutexCore core = new RwMutexCore();
  private final Reading reading = new Reading(core);
  private final Writing writing = new Writing(core);

  /** Makes a free lock. */
  public RwMutex() {}

  /** Gives a lock back once. */
  static final class Hold implements Held {
    private static final VarHandle LOCK;

    static {
      try {
        LOCK = MethodHandles.lookup().findVarHandle(Hold.class, "lock", PatientLock.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // through LOCK
    private @Nullable PatientLock lock;

    private Hold(PatientLock lock) {
      this.lock = lock;
    }

    @Override
    public void close() {
      switch ((PatientLock) LOCK.getAndSet(this, (@Nullable PatientLock) null)) {
        case Reading r -> r.core.releaseRead();
        case Writing w -> w.core.releaseWrite();
        case null, default -> {}
      }
    }
  }

  /** The readers' side. */
  private static final class Reading extends PatientLock {
    private final RwMutexCore core;

    private Reading(RwMutexCore core) {
      this.core = core;
    }

    @Override
    boolean lock(Patience patience) throws InterruptedException {
      return core.acquireRead(patience);
    }

    @Override
    public boolean tryLock() {
      return core.tryAcquireRead();
    }

    @Override
    public void unlock() {
      if (!core.releaseRead()) {
        throw new IllegalMonitorStateException("sync: RUnlock of unlocked RWMutex");
      }
    }

    @Override
    public String toString() {
      return "RwMutex[readers=" + core.readers() + "]";
    }
  }

  /** The writers' side. */
  private static final class Writing extends PatientLock {
    private final RwMutexCore core;

    private Writing(RwMutexCore core) {
      this.core = core;
    }

    @Override
    boolean lock(Patience patience) throws InterruptedException {
      return core.acquireWrite(patience);
    }

    @Override
    public boolean tryLock() {
      return core.tryAcquireWrite();
    }

    @Override
    public void unlock() {
      if (!core.releaseWrite()) {
        throw new IllegalMonitorStateException("sync: Unlock of unlocked RWMutex");
      }
    }

    @Override
    public String toString() {
      return core.isWriteHeld() ? "RwMutex[locked]" : "RwMutex[unlocked]";
    }
  }

  /**
   * The readers' lock: Go's {@code RLock}, {@code TryRLock}, {@code RUnlock} and {@code RLocker}.
   * Its {@code lock()} cannot be interrupted; {@code tryLock()} fails only if a writer had the lock
   * at that moment, or waited for it; {@code unlock()} without a reader fails with an {@link
   * IllegalMonitorStateException}, {@code sync: RUnlock of unlocked RWMutex}. {@code
   * newCondition()} gives a {@link Cond}.
   *
   * @return the same object each time
   */
  @Override
  public Lock readLock() {
    return reading;
  }

  /**
   * The writers' lock: Go's {@code Lock}, {@code TryLock} and {@code Unlock}. Its {@code lock()}
   * cannot be interrupted; {@code tryLock()} fails only if somebody had the lock at that moment, or
   * another writer was at it; {@code unlock()} without a writer fails with an {@link
   * IllegalMonitorStateException}, {@code sync: Unlock of unlocked RWMutex}. {@code newCondition()}
   * gives a {@link Cond}.
   *
   * @return the same object each time
   */
  @Override
  public Lock writeLock() {
    return writing;
  }

  /**
   * Acquires for reading, to be released when the result is closed.
   *
   * @return what releases it
   * @throws InterruptedException if the thread is interrupted: on entry, even if the lock is free,
   *     or while it waits; it has then not been acquired
   */
  @CheckReturnValue
  public Held acquireRead() throws InterruptedException {
    return acquire(reading);
  }

  /**
   * {@link #acquireRead()} for a limited time.
   *
   * @param timeout how long to wait; if it is zero or negative it is tried once
   * @return what releases it
   * @throws InterruptedException as {@link #acquireRead()}, even if the time is zero
   * @throws TimeoutException if it could not be had in time
   */
  @CheckReturnValue
  public Held acquireRead(Duration timeout) throws InterruptedException, TimeoutException {
    reading.lockWithin(timeout);
    return new Hold(reading);
  }

  /**
   * {@link #acquireRead()} until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @return what releases it
   * @throws InterruptedException as {@link #acquireRead()}
   * @throws ContextException what ended the context
   */
  @CheckReturnValue
  public Held acquireRead(Context ctx) throws InterruptedException {
    reading.lockWhileLive(ctx);
    return new Hold(reading);
  }

  /**
   * Acquires for writing, to be released when the result is closed.
   *
   * @return what releases it
   * @throws InterruptedException if the thread is interrupted: on entry, even if the lock is free,
   *     or while it waits; it has then not been acquired
   */
  @CheckReturnValue
  public Held acquireWrite() throws InterruptedException {
    return acquire(writing);
  }

  /**
   * {@link #acquireWrite()} for a limited time.
   *
   * @param timeout how long to wait; if it is zero or negative it is tried once
   * @return what releases it
   * @throws InterruptedException as {@link #acquireWrite()}, even if the time is zero
   * @throws TimeoutException if it could not be had in time
   */
  @CheckReturnValue
  public Held acquireWrite(Duration timeout) throws InterruptedException, TimeoutException {
    writing.lockWithin(timeout);
    return new Hold(writing);
  }

  /**
   * {@link #acquireWrite()} until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @return what releases it
   * @throws InterruptedException as {@link #acquireWrite()}
   * @throws ContextException what ended the context
   */
  @CheckReturnValue
  public Held acquireWrite(Context ctx) throws InterruptedException {
    writing.lockWhileLive(ctx);
    return new Hold(writing);
  }

  private static Held acquire(PatientLock side) throws InterruptedException {
    side.lock(Patience.INTERRUPTIBLE);
    return new Hold(side);
  }

  @Override
  public String toString() {
    return core.isWriteHeld() ? writing.toString() : reading.toString();
  }
}
