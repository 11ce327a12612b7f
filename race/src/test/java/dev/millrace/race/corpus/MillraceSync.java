package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Goroutine;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Cond;
import dev.millrace.sync.Group;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.Once;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.SingleFlight;
import dev.millrace.sync.WaitGroup;
import dev.millrace.sync.WeightedSemaphore;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/** What {@code dev.millrace.sync} orders. */
final class MillraceSync {
  private MillraceSync() {}

  @RaceFree
  static void mutex() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          try (var _ = mu.acquire()) {
            s.x++;
          }
        },
        () -> {
          if (mu.tryLock(Duration.ofSeconds(20))) {
            s.x++;
            mu.unlock();
          }
        },
        () -> {
          while (!mu.tryLock()) {
            Thread.yield();
          }
          s.x++;
          mu.unlock();
        },
        () -> {
          try (var _ = mu.acquire(Duration.ofSeconds(20))) {
            s.x++;
          }
        });
  }

  @Racy
  static void mutexTryLockThatFailed() throws Exception {
    Mutex mu = new Mutex();
    Unordered held = new Unordered();
    Unordered tried = new Unordered();
    var s =
        new Object() {
          int x;
        };
    together(
        () -> {
          mu.lock();
          s.x = 1;
          held.signal();
          tried.await();
          mu.unlock();
        },
        () -> {
          held.await();
          use(mu.tryLock());
          s.x = 2;
          tried.signal();
        });
  }

  @Racy
  static void mutexLeftTooEarly() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          int x;
          int y;
        };
    goroutines(
        () -> {
          try (var _ = mu.acquire()) {
            s.y++;
          }
          s.x++;
        },
        () -> {
          try (var _ = mu.acquire()) {
            s.y++;
          }
          s.x++;
        });
  }

  @RaceFree
  static void rwMutex() throws Exception {
    RwMutex mu = new RwMutex();
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          try (var _ = mu.acquireWrite()) {
            s.x++;
          }
        },
        () -> {
          try (var _ = mu.acquireRead()) {
            use(s.x);
          }
        },
        () -> {
          try (var _ = mu.acquireRead(Duration.ofSeconds(20))) {
            use(s.x);
          }
        },
        () -> {
          mu.writeLock().lock();
          s.x++;
          mu.writeLock().unlock();
        });
  }

  @RaceFree
  static void readerBeforeTheNextWriter() throws Exception {
    RwMutex mu = new RwMutex();
    Unordered read = new Unordered();
    var s =
        new Object() {
          int x;
        };
    together(
        () -> {
          try (var _ = mu.acquireRead()) {
            use(s.x);
            read.signal();
          }
        },
        () -> {
          read.await();
          try (var _ = mu.acquireWrite()) {
            s.x = 1;
          }
        });
  }

  /** One reader after the other: they are not ordered. */
  @Racy
  static void readersAreNotOrdered() throws Exception {
    RwMutex mu = new RwMutex();
    Unordered first = new Unordered();
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          try (var _ = mu.acquireRead()) {
            s.x = 1;
          }
          first.signal();
        },
        () -> {
          first.await();
          try (var _ = mu.acquireRead()) {
            s.x = 2;
          }
        });
  }

  @RaceFree
  static void waitGroupGo() throws Exception {
    WaitGroup wg = new WaitGroup();
    int[] a = new int[4];
    for (int i = 0; i < 4; i++) {
      int k = i;
      wg.go(() -> a[k] = 1);
    }
    wg.await();
    use(a[0] + a[1] + a[2] + a[3]);
  }

  @Racy
  static void writtenAfterDone() throws Exception {
    WaitGroup wg = new WaitGroup();
    var s =
        new Object() {
          int x;
        };
    wg.add(1);
    Goroutine g =
        go(() -> {
          wg.done();
          s.x = 1;
        });
    wg.await();
    s.x = 2;
    g.join();
  }

  @Racy
  static void waitGroupThatTimedOut() throws Exception {
    WaitGroup wg = new WaitGroup();
    Unordered out = new Unordered();
    var s =
        new Object() {
          int x;
        };
    Goroutine g =
        wg.go(() -> {
          s.x = 1;
          out.await();
        });
    use(wg.await(Duration.ofMillis(5)));
    s.x = 2;
    out.signal();
    g.join();
  }

  @Racy
  static void doneOrdersNoSiblings() throws Exception {
    WaitGroup wg = new WaitGroup();
    Unordered first = new Unordered();
    var s =
        new Object() {
          int x;
        };
    wg.add(2);
    goroutines(
        () -> {
          s.x = 1;
          wg.done();
          first.signal();
        },
        () -> {
          first.await();
          wg.done();
          s.x = 2;
        });
  }

  @RaceFree
  static void once() throws Exception {
    Once once = new Once();
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          once.run(() -> s.x = 1);
          use(s.x);
        },
        () -> {
          once.run(() -> s.x = 1);
          use(s.x);
        },
        () -> {
          once.run(() -> s.x = 1);
          use(s.x);
        });
  }

  @RaceFree
  static void onceValue() throws Exception {
    Supplier<int[]> value = Once.value(() -> new int[] {42});
    goroutines(() -> use(value.get()[0]), () -> use(value.get()[0]));
  }

  @RaceFree
  static void onceFunc() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Runnable f = Once.func(() -> s.x = 1);
    goroutines(
        () -> {
          f.run();
          use(s.x);
        },
        () -> {
          f.run();
          use(s.x);
        });
  }

  /** What follows the run is not part of it. */
  @Racy
  static void writtenAfterOnce() throws Exception {
    Once once = new Once();
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          once.run(() -> use(1));
          s.x = 1;
        },
        () -> {
          once.run(() -> use(1));
          s.x = 2;
        });
  }

  @RaceFree
  static void condBroadcast() throws Exception {
    Mutex mu = new Mutex();
    Cond cond = new Cond(mu);
    var s =
        new Object() {
          boolean ready;
          int x;
        };
    goroutines(
        () -> {
          s.x = 1;
          mu.lock();
          s.ready = true;
          mu.unlock();
          cond.broadcast();
        },
        () -> {
          mu.lock();
          while (!s.ready) {
            cond.await();
          }
          mu.unlock();
          use(s.x);
        },
        () -> {
          mu.lock();
          while (!s.ready) {
            cond.await();
          }
          mu.unlock();
          use(s.x);
        });
  }

  @RaceFree
  static void condOfALockOfTheJdk() throws Exception {
    Lock lock = new java.util.concurrent.locks.ReentrantLock();
    Cond cond = new Cond(lock);
    var s =
        new Object() {
          boolean ready;
          int x;
        };
    together(
        () -> {
          s.x = 1;
          lock.lock();
          s.ready = true;
          cond.signal();
          lock.unlock();
        },
        () -> {
          lock.lock();
          while (!s.ready) {
            cond.await();
          }
          lock.unlock();
          s.x = 2;
        });
  }

  /** A signal is an edge to the wait that it ends, also from without the lock. */
  @RaceFree
  static void signalWithoutTheLock() throws Exception {
    Mutex mu = new Mutex();
    Cond cond = new Cond(mu);
    Unordered waiting = new Unordered();
    var s =
        new Object() {
          int x;
        };
    together(
        () -> {
          waiting.await();
          mu.lock();
          mu.unlock();
          s.x = 1;
          cond.signal();
        },
        () -> {
          mu.lock();
          waiting.signal();
          cond.await();
          mu.unlock();
          s.x = 2;
        });
  }

  @Racy
  static void writtenAfterSignal() throws Exception {
    Mutex mu = new Mutex();
    Cond cond = new Cond(mu);
    var s =
        new Object() {
          boolean ready;
          int x;
        };
    together(
        () -> {
          mu.lock();
          s.ready = true;
          cond.signal();
          mu.unlock();
          s.x = 1;
        },
        () -> {
          mu.lock();
          while (!s.ready) {
            cond.await();
          }
          mu.unlock();
          s.x = 2;
        });
  }

  @RaceFree
  static void group() throws Exception {
    int[] a = new int[3];
    var s =
        new Object() {
          int factor;
        };
    try (Group g = new Group()) {
      s.factor = 2;
      for (int i = 0; i < 3; i++) {
        int k = i;
        g.go(() -> a[k] = k * s.factor);
      }
      g.await();
      use(a[0] + a[1] + a[2]);
    }
  }

  @RaceFree
  static void groupClosed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    try (Group g = new Group()) {
      g.go(() -> {
        s.x = 1;
        ran.signal();
      });
      ran.await();
    }
    s.x = 2;
  }

  @Racy
  static void membersOfAGroup() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (Group g = new Group()) {
      g.go(() -> s.x++);
      g.go(() -> s.x++);
      g.await();
    }
  }

  @Racy
  static void groupNotAwaited() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (Group g = new Group()) {
      g.go(() -> s.x = 1);
      s.x = 2;
      g.await();
    }
  }

  /** The failure of a member happens before what the others do about it. */
  @RaceFree
  static void groupThatFailed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (Group g = new Group()) {
      g.go(() -> {
        s.x = 1;
        throw new IllegalStateException();
      });
      g.go(() -> {
        g.context().done().receiveOrClosed();
        use(s.x);
      });
      g.await();
    } catch (Exception e) {
      s.x = 2;
    }
  }

  @RaceFree
  static void singleFlight() throws Exception {
    SingleFlight<String, int[]> flights = new SingleFlight<>();
    goroutines(
        () -> use(flights.call("k", () -> new int[] {1}).value()[0]),
        () -> use(flights.call("k", () -> new int[] {1}).value()[0]),
        () -> use(flights.callChan("k", () -> new int[] {1}).receive().value()[0]));
  }

  /** They share the result, and both change it. */
  @Racy
  static void resultOfASingleFlightChanged() throws Exception {
    SingleFlight<String, int[]> flights = new SingleFlight<>();
    int[] shared = new int[1];
    goroutines(
        () -> flights.call("k", () -> shared).value()[0]++,
        () -> flights.call("k", () -> shared).value()[0]++);
  }

  @RaceFree
  static void weightedSemaphoreAsALock() throws Exception {
    WeightedSemaphore sem = new WeightedSemaphore(2);
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          sem.acquire(2);
          s.x++;
          sem.release(2);
        },
        () -> {
          sem.acquire(2);
          s.x++;
          sem.release(2);
        },
        () -> {
          while (!sem.tryAcquire(2)) {
            Thread.yield();
          }
          s.x++;
          sem.release(2);
        });
  }

  @Racy
  static void weightedSemaphoreSharedByTwo() throws Exception {
    WeightedSemaphore sem = new WeightedSemaphore(2);
    Unordered both = new Unordered();
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          sem.acquire(1);
          both.signal();
          both.await(2);
          s.x++;
          sem.release(1);
        },
        () -> {
          sem.acquire(1);
          both.signal();
          both.await(2);
          s.x++;
          sem.release(1);
        });
  }
}
