package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.RwMutex;

/** Locks, after Go's {@code mutex_test.go} and {@code rwmutex_test.go}. */
final class GoMutex {
  private GoMutex() {}

  @RaceFree
  static void noRaceMutex() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          short x;
        };
    goroutines(
        () -> {
          try (var _ = mu.acquire()) {
            s.x = 1;
          }
        },
        () -> {
          mu.lock();
          s.x = 2;
          mu.unlock();
        });
  }

  @Racy
  static void raceMutex() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          short x;
        };
    goroutines(
        () -> {
          s.x = 1;
          mu.lock();
          mu.unlock();
        },
        () -> {
          s.x = 2;
          mu.lock();
          mu.unlock();
        });
  }

  @Racy
  static void raceMutex2() throws Exception {
    Mutex mu1 = new Mutex();
    Mutex mu2 = new Mutex();
    var s =
        new Object() {
          byte x;
        };
    goroutines(
        () -> {
          mu1.lock();
          s.x = 1;
          mu1.unlock();
        },
        () -> {
          mu2.lock();
          s.x = 2;
          mu2.unlock();
        });
  }

  @RaceFree
  static void noRaceMutexPureHappensBefore() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          short x;
          boolean written;
        };
    goroutines(
        () -> {
          s.x = 1;
          mu.lock();
          s.written = true;
          mu.unlock();
        },
        () -> {
          mu.lock();
          while (!s.written) {
            mu.unlock();
            Unordered.pause(1);
            mu.lock();
          }
          mu.unlock();
          s.x = 1;
        });
  }

  /** A mutex is no one's: whoever unlocks it makes the edge. */
  @RaceFree
  static void noRaceMutexSemaphore() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          int x;
        };
    mu.lock();
    goroutines(
        () -> {
          s.x = 1;
          mu.unlock();
        },
        () -> {
          mu.lock();
          s.x = 2;
          mu.unlock();
        });
  }

  @RaceFree
  static void noRaceMutexExampleFromHtml() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          String a = "";
        };
    mu.lock();
    go(() -> {
      s.a = "hello, world";
      mu.unlock();
    });
    mu.lock();
    use(s.a);
  }

  @Racy
  static void raceMutexOverwrite() throws Exception {
    var s =
        new Object() {
          Mutex mu = new Mutex();
        };
    together(() -> s.mu = new Mutex(), () -> s.mu.lock());
  }

  @Racy
  static void raceMutexRWMutex() throws Exception {
    Mutex mu1 = new Mutex();
    RwMutex mu2 = new RwMutex();
    var s =
        new Object() {
          short x;
        };
    goroutines(
        () -> {
          mu1.lock();
          s.x = 1;
          mu1.unlock();
        },
        () -> {
          mu2.writeLock().lock();
          s.x = 2;
          mu2.writeLock().unlock();
        });
  }

  @RaceFree
  static void noRaceRWMutex() throws Exception {
    RwMutex mu = new RwMutex();
    var s =
        new Object() {
          long x;
          long y = 1;
        };
    goroutines(
        () -> {
          mu.writeLock().lock();
          s.x = 2;
          mu.writeLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          s.y = s.x;
          mu.readLock().unlock();
        });
  }

  /** Of three readers two are on the same side of the writer, and write what they read. */
  @Racy
  static void raceRWMutexMultipleReaders() throws Exception {
    RwMutex mu = new RwMutex();
    var s =
        new Object() {
          long x;
          long y = 1;
        };
    goroutines(
        () -> {
          mu.writeLock().lock();
          s.x = 2;
          mu.writeLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          s.y = s.x + 1;
          mu.readLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          s.y = s.x + 2;
          mu.readLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          s.y = s.x + 3;
          mu.readLock().unlock();
        });
  }

  @RaceFree
  static void noRaceRWMutexMultipleReaders() throws Exception {
    RwMutex mu = new RwMutex();
    var s =
        new Object() {
          long x;
        };
    goroutines(
        () -> {
          mu.writeLock().lock();
          s.x = 2;
          mu.writeLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          use(s.x + 1);
          mu.readLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          use(s.x + 2);
          mu.readLock().unlock();
        },
        () -> {
          mu.readLock().lock();
          use(s.x + 3);
          mu.readLock().unlock();
        });
  }

  /** The writer comes after both readers, not only after the last. */
  @RaceFree
  static void noRaceRWMutexTransitive() throws Exception {
    RwMutex mu = new RwMutex();
    var s =
        new Object() {
          long x;
        };
    goroutines(
        () -> {
          mu.readLock().lock();
          use(s.x);
          mu.readLock().unlock();
        },
        () -> {
          Unordered.pause(10);
          mu.readLock().lock();
          use(s.x);
          mu.readLock().unlock();
        },
        () -> {
          Unordered.pause(20);
          mu.writeLock().lock();
          s.x = 42;
          mu.writeLock().unlock();
        });
  }
}
