package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Mutex;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Locks that are taken again by who had them last, with nothing done in between: as if they had
 * been held on to, unless somebody has learnt of what was done before.
 */
final class Retaken {
  private Retaken() {}

  private static final class Shared {
    int x;
    int y;
    volatile int flag;
  }

  /** What is done below the lock the second time is not known to who saw the flag. */
  @Racy(at = "Shared.y")
  static void volatileWrittenInBetween() throws Exception {
    Object lock = new Object();
    Shared s = new Shared();
    Unordered done = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (lock) {
                s.x = 1;
              }
              s.flag = 1;
              synchronized (lock) {
                s.y = 1;
              }
              done.signal();
            });
    done.await();
    use(s.flag);
    use(s.x);
    use(s.y);
    t.join();
  }

  @Racy(at = "Shared.y")
  static void anotherLockInBetween() throws Exception {
    Object lock = new Object();
    Object other = new Object();
    Shared s = new Shared();
    Unordered done = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (lock) {
                s.x = 1;
              }
              synchronized (other) {
                use(0);
              }
              synchronized (lock) {
                s.y = 1;
              }
              done.signal();
            });
    done.await();
    synchronized (other) {
      use(s.x);
    }
    use(s.y);
    t.join();
  }

  @Racy(at = "Shared.y")
  static void anotherMutexInBetween() throws Exception {
    Mutex mutex = new Mutex();
    Mutex other = new Mutex();
    Shared s = new Shared();
    Unordered done = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              mutex.lock();
              s.x = 1;
              mutex.unlock();
              other.lock();
              other.unlock();
              mutex.lock();
              s.y = 1;
              mutex.unlock();
              done.signal();
            });
    done.await();
    other.lock();
    use(s.x);
    other.unlock();
    use(s.y);
    t.join();
  }

  @Racy(at = "Shared.y")
  static void threadStartedInBetween() throws Exception {
    Object lock = new Object();
    Shared s = new Shared();
    Unordered done = new Unordered();
    synchronized (lock) {
      s.x = 1;
    }
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              use(s.x);
              try {
                done.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              use(s.y);
            });
    synchronized (lock) {
      s.y = 1;
    }
    done.signal();
    t.join();
  }

  /** The other one had the lock in between, and did nothing with it. */
  @Racy(at = "Shared.y")
  static void takenByTheOtherInBetween() throws Exception {
    Mutex mutex = new Mutex();
    Shared s = new Shared();
    Unordered first = new Unordered();
    Unordered taken = new Unordered();
    Unordered second = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  mutex.lock();
                  s.x = 1;
                  mutex.unlock();
                  first.signal();
                  taken.await();
                  mutex.lock();
                  s.y = 1;
                  mutex.unlock();
                  second.signal();
                }));
    first.await();
    mutex.lock();
    mutex.unlock();
    taken.signal();
    second.await();
    use(s.x);
    use(s.y);
    t.join();
  }

  /** The same of a monitor that its owner waited in. */
  @Racy(at = "Shared.y")
  static void waitedIn() throws Exception {
    Object lock = new Object();
    Shared s = new Shared();
    Unordered taken = new Unordered();
    Unordered second = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  synchronized (lock) {
                    s.x = 1;
                    while (!taken.signalled()) {
                      lock.wait(1);
                    }
                    s.y = 1;
                  }
                  second.signal();
                }));
    Unordered.pause();
    synchronized (lock) {
      use(s.x);
    }
    taken.signal();
    second.await();
    use(s.y);
    t.join();
  }

  /** A lock that the JDK's own methods take, too. */
  @Racy(at = "Shared.y")
  static void vectorUsedInBetween() throws Exception {
    List<Integer> lock = new Vector<>();
    Shared s = new Shared();
    Unordered first = new Unordered();
    Unordered used = new Unordered();
    Unordered second = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  synchronized (lock) {
                    s.x = 1;
                  }
                  first.signal();
                  used.await();
                  synchronized (lock) {
                    s.y = 1;
                  }
                  second.signal();
                }));
    first.await();
    use(lock.size());
    use(s.x);
    used.signal();
    second.await();
    use(s.y);
    t.join();
  }

  /** A latch that is locked as well: who waits at it does not take the lock. */
  @Racy(at = "Shared.y")
  static void latchPassedInBetween() throws Exception {
    CountDownLatch lock = new CountDownLatch(0);
    Shared s = new Shared();
    Unordered first = new Unordered();
    Unordered passed = new Unordered();
    Unordered second = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  synchronized (lock) {
                    s.x = 1;
                  }
                  first.signal();
                  passed.await();
                  synchronized (lock) {
                    s.y = 1;
                  }
                  second.signal();
                }));
    first.await();
    lock.await();
    passed.signal();
    second.await();
    use(s.y);
    t.join();
  }

  /** The lock is new, but what was done before is known to who saw the flag. */
  @Racy(at = "Shared.y")
  static void anotherLockWithNewsInBetween() throws Exception {
    Object other = new Object();
    Shared s = new Shared();
    Shared news = new Shared();
    Unordered told = new Unordered();
    Unordered done = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  s.x = 1;
                  s.flag = 1;
                  told.await();
                  synchronized (other) {
                    use(0);
                  }
                  synchronized (other) {
                    s.y = 1;
                  }
                  done.signal();
                }));
    Thread teller =
        Thread.ofPlatform()
            .start(() -> {
              news.x = 1;
              synchronized (other) {
                use(0);
              }
              told.signal();
            });
    done.await();
    use(s.flag);
    use(s.x);
    use(s.y);
    t.join();
    teller.join();
  }

  private static final class Holding {
    final Shared shared;

    Holding(Shared shared) {
      this.shared = shared;
    }
  }

  /** A final field shows what was done before its object was made, and nothing of the next time. */
  @Racy(at = "Shared.y")
  static void finalFieldSetTheFirstTime() throws Exception {
    Object lock = new Object();
    Shared s = new Shared();
    AtomicReference<Holding> to = new AtomicReference<>();
    Unordered done = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (lock) {
                to.setOpaque(new Holding(s));
              }
              synchronized (lock) {
                s.y = 1;
              }
              done.signal();
            });
    done.await();
    use(to.getOpaque().shared);
    use(s.y);
    t.join();
  }

  /** Whoever takes it after the second time knows all. */
  @RaceFree
  static void takenLast() throws Exception {
    Object lock = new Object();
    Shared s = new Shared();
    Unordered done = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 3; i++) {
                synchronized (lock) {
                  s.x++;
                  synchronized (lock) {
                    s.y++;
                  }
                }
              }
              done.signal();
            });
    done.await();
    synchronized (lock) {
      use(s.x);
      use(s.y);
    }
    t.join();
  }

  /** Others take turns with it, each several times in a row. */
  @RaceFree
  static void inTurns() throws Exception {
    Mutex mutex = new Mutex();
    Shared s = new Shared();
    Run.goroutines(() -> count(mutex, s), () -> count(mutex, s), () -> count(mutex, s));
    use(s.x);
    use(s.y);
  }

  private static void count(Mutex mutex, Shared s) {
    for (int i = 0; i < 1_000; i++) {
      mutex.lock();
      s.x++;
      mutex.unlock();
      if (i % 10 == 0) {
        mutex.lock();
        s.y += s.x;
        mutex.unlock();
      }
    }
  }
}
