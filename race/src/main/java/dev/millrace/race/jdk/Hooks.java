package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Speculation;
import dev.millrace.race.runtime.Strand;
import dev.millrace.race.runtime.Threads;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * What edited classes of the JDK call.
 *
 * <p>Invariants: none of these throws, and none takes a lock that the JDK's own classes may hold
 * when they call it. A key may be null where the method that is edited will throw for it.
 */
public final class Hooks {
  private Hooks() {}

  /** The class of the threads that carry virtual threads, which run nothing of a program's. */
  private static final @Nullable Class<?> CARRIER = carrier();

  private static @Nullable Class<?> carrier() {
    try {
      return Class.forName("jdk.internal.misc.CarrierThread", false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** The same of this library's own scheduler, whose loader is not this class's. */
  private static final String OUR_CARRIER = "dev.millrace.internal.scheduler.Carrier";

  private static boolean isCarrier() {
    Class<?> type = Thread.currentThread().getClass();
    return type != Thread.class && (type == CARRIER || type.getName().equals(OUR_CARRIER));
  }

  public static void acquire(@Nullable Object on, int slot) {
    if (on != null && !isCarrier()) {
      Edges.acquire(on, slot);
    }
  }

  public static void release(@Nullable Object on, int slot) {
    if (on != null && !isCarrier()) {
      Edges.release(on, slot);
    }
  }

  /** The object if it is of an atomic class, or of a program's subclass; null if not. */
  public static @Nullable Object atomic(@Nullable Object on) {
    return on instanceof AtomicReference
            || on instanceof AtomicInteger
            || on instanceof AtomicLong
            || on instanceof AtomicBoolean
            || on instanceof AtomicReferenceArray
            || on instanceof AtomicIntegerArray
            || on instanceof AtomicLongArray
        ? on
        : null;
  }

  public static void acquireAtomic(@Nullable Object on, int slot) {
    acquire(atomic(on), slot);
  }

  public static void releaseAtomic(@Nullable Object on, int slot) {
    release(atomic(on), slot);
  }

  public static void acquireTrue(int result, @Nullable Object on, int slot) {
    if (result != 0) {
      acquire(on, slot);
    }
  }

  public static void acquireTrue(long result, @Nullable Object on, int slot) {
    if (result != 0) {
      acquire(on, slot);
    }
  }

  public static void acquireTrue(@Nullable Object result, @Nullable Object on, int slot) {
    if (result != null) {
      acquire(on, slot);
    }
  }

  public static void releaseTrue(int result, @Nullable Object on, int slot) {
    if (result != 0) {
      release(on, slot);
    }
  }

  public static void releaseTrue(long result, @Nullable Object on, int slot) {
    if (result != 0) {
      release(on, slot);
    }
  }

  public static void releaseTrue(@Nullable Object result, @Nullable Object on, int slot) {
    if (result != null) {
      release(on, slot);
    }
  }

  public static void acquireZero(int result, @Nullable Object on, int slot) {
    if (result == 0) {
      acquire(on, slot);
    }
  }

  public static void acquireZero(long result, @Nullable Object on, int slot) {
    if (result == 0) {
      acquire(on, slot);
    }
  }

  public static void acquireZero(@Nullable Object result, @Nullable Object on, int slot) {
    if (result == null) {
      acquire(on, slot);
    }
  }

  /** Room in a queue that may be full comes from who took something. */
  public static void acquireBounded(Object queue, int slot) {
    Strand me = Strand.current();
    boolean bounded;
    me.enter();
    try {
      bounded = ((BlockingQueue<?>) queue).remainingCapacity() < Integer.MAX_VALUE / 2;
    } finally {
      me.leave();
    }
    if (bounded) {
      acquire(queue, slot);
    }
  }

  public static void starting(Object thread, int slot) {
    Threads.starting((Thread) thread);
  }

  public static void joined(Object thread, int slot) {
    Threads.joined((Thread) thread);
  }

  public static void interrupting(Object thread, int slot) {
    Threads.interrupting((Thread) thread);
  }

  public static void interruptedTrue(int result, Object thread, int slot) {
    if (result != 0) {
      Threads.interrupted((Thread) thread);
    }
  }

  public static void currentInterruptedTrue(int result, @Nullable Object none, int slot) {
    if (result != 0) {
      Threads.interrupted(Thread.currentThread());
    }
  }

  public static void currentInterrupted(@Nullable Object none, int slot) {
    Threads.interrupted(Thread.currentThread());
  }

  /** A program's own synchronizer: its state is like a volatile field. */
  public static void customAcquire(Object synchronizer, int slot) {
    if (synchronizer.getClass().getClassLoader() != null) {
      Edges.acquire(synchronizer, slot);
    }
  }

  public static void customRelease(Object synchronizer, int slot) {
    if (synchronizer.getClass().getClassLoader() != null) {
      Edges.release(synchronizer, slot);
    }
  }

  /** The class of what the scheduler of virtual threads runs; null until one was seen. */
  private static @Nullable Class<?> continuation;

  /**
   * A task was handed to a pool. Not so the continuations of virtual threads: each time that one is
   * made ready would be a sync object more, and what orders virtual threads is what they wait for.
   *
   * @param runnable what the task runs; null if it is not of the kind that continuations are
   */
  public static void submitted(@Nullable Object task, int slot, @Nullable Object runnable) {
    if (task != null && (runnable == null || !isContinuation(runnable.getClass()))) {
      Edges.release(task, slot);
    }
  }

  private static boolean isContinuation(Class<?> type) {
    if (type == continuation) {
      return true;
    }
    if (type.getClassLoader() == null
        && type.isHidden()
        && type.getName().startsWith("java.lang.VirtualThread$$Lambda")) {
      continuation = type;
      return true;
    }
    return false;
  }

  /** A pool asks a task, which may be of a program's own class. */
  public static void asksTask(@Nullable Object task) {
    if (task != null && task.getClass().getClassLoader() != null) {
      acquire(task, Internals.TASK);
    }
  }

  public static void asksTask(@Nullable Object task, @Nullable Object other) {
    asksTask(task);
    asksTask(other);
  }

  public static void readStampRelease(Object lock, int slot, long stamp) {
    if (StampedLock.isReadLockStamp(stamp)) {
      Edges.release(lock, slot);
    }
  }

  public static void writeStampRelease(Object lock, int slot, long stamp) {
    if (StampedLock.isWriteLockStamp(stamp)) {
      Edges.release(lock, slot);
    }
  }

  public static void optimisticBegan(long stamp, Object lock, int slot) {
    if (stamp != 0) {
      Edges.acquire(lock, slot);
      Speculation.began(lock);
    }
  }

  /** What was read and is good came before what a later writer overwrites. */
  public static void optimisticEnded(int good, Object lock, int slot) {
    Speculation.ended(lock, good != 0);
    if (good != 0) {
      Edges.acquire(lock, slot);
      Edges.release(lock, READERS);
    }
  }

  /** The slot of a read-write lock that its readers release, and its writers acquire. */
  private static final int READERS = 1;

  /** {@link Object#wait(long)} in a class whose locking is edges. */
  @SuppressWarnings("WaitNotInLoop") // Its caller is in one.
  public static void await(Object monitor, long millis) throws InterruptedException {
    Edges.release(monitor, Edges.WHOLE);
    try {
      monitor.wait(millis);
    } catch (InterruptedException e) {
      Threads.interrupted(Thread.currentThread());
      throw e;
    } finally {
      Edges.acquire(monitor, Edges.WHOLE);
    }
  }
}
