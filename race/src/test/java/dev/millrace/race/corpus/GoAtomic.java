package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.WaitGroup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Atomics, after Go's {@code atomic_test.go}. */
final class GoAtomic {
  private GoAtomic() {}

  private static final class Cell {
    long a;
  }

  private static final VarHandle A;

  static {
    try {
      A = MethodHandles.lookup().findVarHandle(Cell.class, "a", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @RaceFree
  static void noRaceAtomicAddInt64() throws Exception {
    var s =
        new Object() {
          byte x1;
          byte x2;
        };
    AtomicLong sync = new AtomicLong();
    goroutines(
        () -> {
          s.x1 = 1;
          if (sync.addAndGet(1) == 2) {
            s.x2 = 1;
          }
        },
        () -> {
          s.x2 = 1;
          if (sync.addAndGet(1) == 2) {
            s.x1 = 1;
          }
        });
  }

  @Racy
  static void raceAtomicAddInt64() throws Exception {
    var s =
        new Object() {
          byte x1;
          byte x2;
        };
    AtomicLong sync = new AtomicLong();
    goroutines(
        () -> {
          s.x1 = 1;
          if (sync.addAndGet(1) == 1) {
            s.x2 = 1;
          }
        },
        () -> {
          s.x2 = 1;
          if (sync.addAndGet(1) == 1) {
            s.x1 = 1;
          }
        });
  }

  @RaceFree
  static void noRaceAtomicAddInt32() throws Exception {
    var s =
        new Object() {
          byte x1;
          byte x2;
        };
    AtomicInteger sync = new AtomicInteger();
    goroutines(
        () -> {
          s.x1 = 1;
          if (sync.incrementAndGet() == 2) {
            s.x2 = 1;
          }
        },
        () -> {
          s.x2 = 1;
          if (sync.incrementAndGet() == 2) {
            s.x1 = 1;
          }
        });
  }

  @RaceFree
  static void noRaceAtomicLoadAddInt32() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicInteger sync = new AtomicInteger();
    go(() -> {
      s.x = 2;
      sync.addAndGet(1);
    });
    while (sync.get() != 1) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicLoadStoreInt32() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicInteger sync = new AtomicInteger();
    go(() -> {
      s.x = 2;
      sync.set(1);
    });
    while (sync.get() != 1) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicStoreCASInt32() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicInteger sync = new AtomicInteger();
    go(() -> {
      s.x = 2;
      sync.set(1);
    });
    while (!sync.compareAndSet(1, 0)) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicCASLoadInt32() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicInteger sync = new AtomicInteger();
    go(() -> {
      s.x = 2;
      sync.compareAndSet(0, 1);
    });
    while (sync.get() != 1) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicCASCASInt32() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicInteger sync = new AtomicInteger();
    go(() -> {
      s.x = 2;
      sync.compareAndSet(0, 1);
    });
    while (!sync.compareAndSet(1, 0)) {
      Thread.yield();
    }
    s.x = 1;
  }

  /** A failed exchange has read, and that is an edge from what it read. */
  @RaceFree
  static void noRaceAtomicCASCASInt32_2() throws Exception {
    var s =
        new Object() {
          byte x1;
          byte x2;
        };
    AtomicInteger sync = new AtomicInteger();
    goroutines(
        () -> {
          s.x1 = 1;
          if (!sync.compareAndSet(0, 1)) {
            s.x2 = 1;
          }
        },
        () -> {
          s.x2 = 1;
          if (!sync.compareAndSet(0, 1)) {
            s.x1 = 1;
          }
        });
  }

  @RaceFree
  static void noRaceAtomicLoadInt64() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicLong sync = new AtomicLong();
    go(() -> {
      s.x = 2;
      sync.addAndGet(1);
    });
    while (sync.get() != 1) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicCASCASUInt64() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicLong sync = new AtomicLong();
    go(() -> {
      s.x = 2;
      sync.compareAndSet(0, 1);
    });
    while (!sync.compareAndSet(1, 0)) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicLoadStorePointer() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicReference<Object> sync = new AtomicReference<>();
    Object p = new Object();
    go(() -> {
      s.x = 2;
      sync.set(p);
    });
    while (sync.get() != p) {
      Thread.yield();
    }
    s.x = 1;
  }

  @RaceFree
  static void noRaceAtomicStoreCASUint64() throws Exception {
    var s =
        new Object() {
          long x;
        };
    AtomicLong sync = new AtomicLong();
    go(() -> {
      s.x = 2;
      sync.set(1);
    });
    while (!sync.compareAndSet(1, 0)) {
      Thread.yield();
    }
    s.x = 1;
  }

  @Racy
  static void raceAtomicStoreLoad() throws Exception {
    Cell c = new Cell();
    together(() -> A.setVolatile(c, 1L), () -> use(c.a));
  }

  @Racy
  static void raceAtomicLoadStore() throws Exception {
    Cell c = new Cell();
    together(() -> use((long) A.getVolatile(c)), () -> c.a = 1);
  }

  @Racy
  static void raceAtomicAddLoad() throws Exception {
    Cell c = new Cell();
    together(() -> use((long) A.getAndAdd(c, 1L)), () -> use(c.a));
  }

  @Racy
  static void raceAtomicAddStore() throws Exception {
    Cell c = new Cell();
    together(() -> use((long) A.getAndAdd(c, 1L)), () -> c.a = 42);
  }

  @RaceFree
  static void noRaceAtomicCrash() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          AtomicInteger none;
          int crashes;
        };
    try {
      s.none.addAndGet(1);
    } catch (NullPointerException e) {
      mu.lock();
      s.crashes++;
      mu.unlock();
    }
    use(s.crashes);
  }

  @RaceFree
  static void noRaceDeferAtomicStore() throws Exception {
    WaitGroup wg = new WaitGroup();
    class Forking implements Task {
      final AtomicLong bar = new AtomicLong();
      final int depth;

      Forking(int depth) {
        this.depth = depth;
      }

      @Override
      public void run() {
        bar.set(1);
        try {
          for (int i = 0; depth > 0 && i < 2; i++) {
            wg.go(new Forking(depth - 1));
          }
        } finally {
          bar.set(0);
        }
      }
    }

    Goroutine g = wg.go(new Forking(6));
    wg.await();
    g.join();
  }
}
