package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;
import static dev.millrace.race.corpus.Run.virtuals;

import dev.millrace.race.corpus.free.Unordered;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** {@code java.util.concurrent.locks}. */
final class JucLocks {
  private JucLocks() {}

  @RaceFree
  static void reentrantLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.lock();
          try {
            s.x++;
          } finally {
            lock.unlock();
          }
        },
        () -> {
          lock.lock();
          try {
            s.x++;
          } finally {
            lock.unlock();
          }
        });
  }

  @RaceFree
  static void reentrantLockInVirtualThreads() throws Exception {
    ReentrantLock lock = new ReentrantLock(true);
    var s =
        new Object() {
          int x;
        };
    virtuals(
        () -> {
          lock.lock();
          s.x++;
          lock.unlock();
        },
        () -> {
          lock.lock();
          s.x++;
          lock.unlock();
        });
  }

  @Racy
  static void twoReentrantLocks() throws Exception {
    ReentrantLock a = new ReentrantLock();
    ReentrantLock b = new ReentrantLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          a.lock();
          s.x++;
          a.unlock();
        },
        () -> {
          b.lock();
          s.x++;
          b.unlock();
        });
  }

  /** Inside it is the first unlock that does not release yet. */
  @RaceFree
  static void reentered() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.lock();
          lock.lock();
          lock.unlock();
          s.x++;
          lock.unlock();
        },
        () -> {
          lock.lock();
          s.x++;
          lock.unlock();
        });
  }

  @RaceFree
  static void everyWayToLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.lockInterruptibly();
          s.x++;
          lock.unlock();
        },
        () -> {
          while (!lock.tryLock()) {
            Thread.yield();
          }
          s.x++;
          lock.unlock();
        },
        () -> {
          if (lock.tryLock(10, TimeUnit.SECONDS)) {
            s.x++;
            lock.unlock();
          }
        });
  }

  @Racy
  static void tryLockThatFailed() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Unordered held = new Unordered();
    Unordered tried = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.lock();
          s.x = 1;
          held.signal();
          tried.await();
          lock.unlock();
        },
        () -> {
          held.await();
          use(lock.tryLock());
          s.x = 2;
          tried.signal();
        });
  }

  @Racy
  static void writtenAfterUnlock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    var s =
        new Object() {
          int x;
          int y;
        };
    threads(
        () -> {
          lock.lock();
          s.y++;
          lock.unlock();
          s.x = 1;
        },
        () -> {
          lock.lock();
          s.y++;
          lock.unlock();
          s.x = 2;
        });
  }

  @RaceFree
  static void condition() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Condition filled = lock.newCondition();
    var s =
        new Object() {
          int data;
          boolean ready;
        };
    threads(
        () -> {
          s.data = 1;
          lock.lock();
          s.ready = true;
          filled.signal();
          lock.unlock();
        },
        () -> {
          lock.lock();
          while (!s.ready) {
            filled.await();
          }
          lock.unlock();
          use(s.data);
        });
  }

  @Racy
  static void writtenAfterSignal() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Condition filled = lock.newCondition();
    var s =
        new Object() {
          int data;
          boolean ready;
        };
    threads(
        () -> {
          lock.lock();
          s.ready = true;
          filled.signalAll();
          lock.unlock();
          s.data = 1;
        },
        () -> {
          lock.lock();
          while (!s.ready) {
            filled.await();
          }
          lock.unlock();
          use(s.data);
        });
  }

  /** Who awaits has released the lock, and has it again. */
  @RaceFree
  static void conditionWithATimeLimit() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.lock();
          s.x++;
          use(never.await(10, TimeUnit.MILLISECONDS));
          s.x++;
          lock.unlock();
        },
        () -> {
          lock.lock();
          s.x++;
          use(never.awaitNanos(5_000_000));
          s.x++;
          lock.unlock();
        });
  }

  @RaceFree
  static void readWriteLock() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.writeLock().lock();
          s.x++;
          lock.writeLock().unlock();
        },
        () -> {
          lock.readLock().lock();
          use(s.x);
          lock.readLock().unlock();
        },
        () -> {
          lock.readLock().lock();
          use(s.x);
          lock.readLock().unlock();
        });
  }

  @Racy
  static void writtenUnderAReadLock() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    Unordered both = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.readLock().lock();
          both.signal();
          both.await(2);
          s.x++;
          lock.readLock().unlock();
        },
        () -> {
          lock.readLock().lock();
          both.signal();
          both.await(2);
          s.x++;
          lock.readLock().unlock();
        });
  }

  @RaceFree
  static void downgraded() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          lock.writeLock().lock();
          s.x++;
          lock.readLock().lock();
          lock.writeLock().unlock();
          use(s.x);
          lock.readLock().unlock();
        },
        () -> {
          lock.writeLock().lock();
          s.x++;
          lock.writeLock().unlock();
        });
  }

  @RaceFree
  static void stampedLock() throws Exception {
    StampedLock lock = new StampedLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          long stamp = lock.writeLock();
          s.x++;
          lock.unlockWrite(stamp);
        },
        () -> {
          long stamp = lock.readLock();
          use(s.x);
          lock.unlockRead(stamp);
        },
        () -> {
          long stamp = lock.writeLock();
          s.x++;
          lock.unlock(stamp);
        });
  }

  @RaceFree
  static void stampedLockConverted() throws Exception {
    StampedLock lock = new StampedLock();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          long stamp = lock.readLock();
          use(s.x);
          long write = lock.tryConvertToWriteLock(stamp);
          if (write == 0) {
            lock.unlockRead(stamp);
            write = lock.writeLock();
          }
          s.x++;
          lock.unlockWrite(write);
        },
        () -> {
          long stamp = lock.writeLock();
          s.x++;
          lock.unlockWrite(stamp);
        });
  }

  /** The stamp was taken after the writer's unlock, and is still valid. */
  @RaceFree
  static void validatedOptimisticRead() throws Exception {
    StampedLock lock = new StampedLock();
    Unordered written = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          long stamp = lock.writeLock();
          s.x = 1;
          lock.unlockWrite(stamp);
          written.signal();
        },
        () -> {
          written.await();
          long stamp = lock.tryOptimisticRead();
          int x = s.x;
          if (lock.validate(stamp)) {
            use(x);
          }
        });
  }

  @Racy
  static void optimisticReadWithoutAStamp() throws Exception {
    StampedLock lock = new StampedLock();
    Unordered held = new Unordered();
    Unordered looked = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          long stamp = lock.writeLock();
          s.x = 1;
          held.signal();
          looked.await();
          lock.unlockWrite(stamp);
        },
        () -> {
          held.await();
          use(lock.tryOptimisticRead());
          use(s.x);
          looked.signal();
        });
  }
}
