package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Strand;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What edited classes call in place of the locks and queues that they have for their own sake: the
 * same, without an edge. What a class promises to order is said by rules of its own; what its lock
 * orders beyond that would hide the races of programs that happened to take it on both sides.
 *
 * <p>Invariants: the detector is deaf for the call alone, in which nothing of a program's runs.
 */
public final class Internals {
  private Internals() {}

  private static Strand enter() {
    Strand me = Strand.current();
    me.enter();
    return me;
  }

  public static void lock(Lock lock) {
    Strand me = enter();
    try {
      lock.lock();
    } finally {
      me.leave();
    }
  }

  public static void lockInterruptibly(Lock lock) throws InterruptedException {
    Strand me = enter();
    try {
      lock.lockInterruptibly();
    } finally {
      me.leave();
    }
  }

  public static boolean tryLock(Lock lock) {
    Strand me = enter();
    try {
      return lock.tryLock();
    } finally {
      me.leave();
    }
  }

  public static boolean tryLock(Lock lock, long time, TimeUnit unit) throws InterruptedException {
    Strand me = enter();
    try {
      return lock.tryLock(time, unit);
    } finally {
      me.leave();
    }
  }

  public static void unlock(Lock lock) {
    Strand me = enter();
    try {
      lock.unlock();
    } finally {
      me.leave();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Its caller is in one, as for those that follow.
  public static void await(Condition condition) throws InterruptedException {
    Strand me = enter();
    try {
      condition.await();
    } finally {
      me.leave();
    }
  }

  @SuppressWarnings("WaitNotInLoop")
  public static boolean await(Condition condition, long time, TimeUnit unit)
      throws InterruptedException {
    Strand me = enter();
    try {
      return condition.await(time, unit);
    } finally {
      me.leave();
    }
  }

  @SuppressWarnings("WaitNotInLoop")
  public static long awaitNanos(Condition condition, long nanos) throws InterruptedException {
    Strand me = enter();
    try {
      return condition.awaitNanos(nanos);
    } finally {
      me.leave();
    }
  }

  public static boolean add(ConcurrentLinkedQueue<Object> queue, Object element) {
    Strand me = enter();
    try {
      return queue.add(element);
    } finally {
      me.leave();
    }
  }

  public static @Nullable Object poll(ConcurrentLinkedQueue<?> queue) {
    Strand me = enter();
    try {
      return queue.poll();
    } finally {
      me.leave();
    }
  }

  public static boolean isEmpty(ConcurrentLinkedQueue<?> queue) {
    Strand me = enter();
    try {
      return queue.isEmpty();
    } finally {
      me.leave();
    }
  }

  /** A pool wakes a thread of its own, which runs nothing of a program's, to have it look again. */
  public static void interrupt(Thread thread) {
    if (thread.getClass().getClassLoader() != null) {
      thread.interrupt(); // which may be the program's
      return;
    }
    Strand me = enter();
    try {
      thread.interrupt();
    } finally {
      me.leave();
    }
  }

  /** The slot of a task that whoever submits it releases. */
  static final int TASK = 5;

  /** A task of a pool, which comes after who has submitted it, and nobody else who submits. */
  public static @Nullable Object take(BlockingQueue<?> queue) throws InterruptedException {
    if (!isSilent(queue)) {
      return queue.take();
    }
    Object task;
    Strand me = enter();
    try {
      task = queue.take();
    } finally {
      me.leave();
    }
    taken(queue, task);
    return task;
  }

  public static @Nullable Object poll(BlockingQueue<?> queue, long time, TimeUnit unit)
      throws InterruptedException {
    if (!isSilent(queue)) {
      return queue.poll(time, unit);
    }
    Object task;
    Strand me = enter();
    try {
      task = queue.poll(time, unit);
    } finally {
      me.leave();
    }
    taken(queue, task);
    return task;
  }

  /** A program may have put tasks into a pool's queue by itself. */
  private static void taken(BlockingQueue<?> queue, @Nullable Object task) {
    if (task != null && !Edges.isReleased(task, TASK)) {
      Edges.acquire(queue, Edges.WHOLE);
    }
  }

  /** Whether a queue runs nothing of a program's, as one with a comparator would. */
  private static boolean isSilent(BlockingQueue<?> queue) {
    Class<?> type = queue.getClass();
    return type == LinkedBlockingQueue.class
        || type == SynchronousQueue.class
        || type == LinkedTransferQueue.class
        || type == ArrayBlockingQueue.class
        || type == LinkedBlockingDeque.class;
  }

  /** The calls that have a counterpart here, by class. */
  static final class Calls {
    private static final Set<String> LOCK =
        Set.of(
            "lock()V",
            "lockInterruptibly()V",
            "tryLock()Z",
            "tryLock(JLjava/util/concurrent/TimeUnit;)Z",
            "unlock()V");

    private static final Map<String, Set<String>> BY_CLASS =
        Map.of(
            "java/util/concurrent/locks/Lock",
            LOCK,
            "java/util/concurrent/locks/ReentrantLock",
            LOCK,
            "java/util/concurrent/locks/ReentrantReadWriteLock$ReadLock",
            LOCK,
            "java/util/concurrent/locks/ReentrantReadWriteLock$WriteLock",
            LOCK,
            "java/util/concurrent/locks/Condition",
            Set.of("await()V", "await(JLjava/util/concurrent/TimeUnit;)Z", "awaitNanos(J)J"),
            "java/lang/Thread",
            Set.of("interrupt()V"),
            "java/util/concurrent/ConcurrentLinkedQueue",
            Set.of("add(Ljava/lang/Object;)Z", "poll()Ljava/lang/Object;", "isEmpty()Z"),
            "java/util/concurrent/BlockingQueue",
            Set.of(
                "take()Ljava/lang/Object;",
                "poll(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;"));

    private Calls() {}

    static boolean have(String owner, String nameAndType) {
      return BY_CLASS.getOrDefault(owner, Set.of()).contains(nameAndType);
    }

    /** What a counterpart takes the receiver for. */
    static String receiver(String owner) {
      return owner.contains("Lock") ? "java/util/concurrent/locks/Lock" : owner;
    }
  }
}
