package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Volatile variables, and plain ones in their place. */
final class JmmVolatile {
  private JmmVolatile() {}

  private static volatile boolean staticFlag;
  private static int staticData;

  private static boolean plainStaticFlag;

  @RaceFree
  static void volatilePublication() throws Exception {
    var s =
        new Object() {
          int data;
          volatile boolean ready;
        };
    threads(
        () -> {
          s.data = 1;
          s.ready = true;
        },
        () -> {
          while (!s.ready) {
            Thread.yield();
          }
          use(s.data);
        });
  }

  @Racy
  static void plainPublication() throws Exception {
    var s =
        new Object() {
          int data;
          boolean ready;
        };
    Unordered written = new Unordered();
    threads(
        () -> {
          s.data = 1;
          s.ready = true;
          written.signal();
        },
        () -> {
          written.await();
          if (s.ready) {
            use(s.data);
          }
        });
  }

  @RaceFree
  static void staticVolatilePublication() throws Exception {
    threads(
        () -> {
          staticData = 1;
          staticFlag = true;
        },
        () -> {
          while (!staticFlag) {
            Thread.yield();
          }
          use(staticData);
        });
  }

  @Racy
  static void staticPlainFlag() throws Exception {
    threads(() -> plainStaticFlag = true, () -> use(plainStaticFlag));
  }

  /** The read of the flag came before its write. */
  @Racy
  static void volatileReadTooEarly() throws Exception {
    var s =
        new Object() {
          int data;
          volatile boolean ready;
        };
    Unordered looked = new Unordered();
    threads(
        () -> {
          looked.await();
          s.data = 1;
          s.ready = true;
        },
        () -> {
          use(s.ready);
          looked.signal();
          use(s.data);
        });
  }

  @Racy
  static void writeAfterVolatileWrite() throws Exception {
    var s =
        new Object() {
          int data;
          volatile boolean ready;
        };
    threads(
        () -> {
          s.ready = true;
          s.data = 1;
        },
        () -> {
          while (!s.ready) {
            Thread.yield();
          }
          use(s.data);
        });
  }

  @Racy
  static void anotherVolatile() throws Exception {
    var s =
        new Object() {
          int data;
          volatile boolean a;
          volatile boolean b;
        };
    Unordered written = new Unordered();
    threads(
        () -> {
          s.data = 1;
          s.a = true;
          written.signal();
        },
        () -> {
          written.await();
          use(s.b);
          use(s.data);
        });
  }

  /** The same variable of another object. */
  @Racy
  static void volatileOfAnotherObject() throws Exception {
    class Flag {
      volatile boolean ready;
    }

    var s =
        new Object() {
          int data;
        };
    Flag a = new Flag();
    Flag b = new Flag();
    Unordered written = new Unordered();
    threads(
        () -> {
          s.data = 1;
          a.ready = true;
          written.signal();
        },
        () -> {
          written.await();
          use(b.ready);
          use(s.data);
        });
  }

  /** Updates are lost, but there is no data race. */
  @RaceFree
  static void volatileIncrement() throws Exception {
    var s =
        new Object() {
          volatile int count;
        };
    threads(() -> s.count++, () -> s.count++);
  }

  @Racy
  static void plainIncrement() throws Exception {
    var s =
        new Object() {
          int count;
        };
    threads(() -> s.count++, () -> s.count++);
  }

  @Racy
  static void elementsOfAVolatileArrayArePlain() throws Exception {
    var s =
        new Object() {
          volatile int[] a = new int[1];
        };
    threads(() -> s.a[0] = 1, () -> use(s.a[0]));
  }

  @RaceFree
  static void volatileArrayReplaced() throws Exception {
    var s =
        new Object() {
          volatile int[] a;
        };
    threads(
        () -> {
          int[] fresh = new int[1];
          fresh[0] = 1;
          s.a = fresh;
        },
        () -> {
          while (s.a == null) {
            Thread.yield();
          }
          use(s.a[0]);
        });
  }

  @Racy
  static void changedAfterVolatilePublication() throws Exception {
    class Box {
      int x;
    }

    var s =
        new Object() {
          volatile Box box;
        };
    threads(
        () -> {
          Box fresh = new Box();
          s.box = fresh;
          fresh.x = 1;
        },
        () -> {
          while (s.box == null) {
            Thread.yield();
          }
          use(s.box.x);
        });
  }

  @RaceFree
  static void volatileLongAndDouble() throws Exception {
    var s =
        new Object() {
          int data;
          volatile long l;
          volatile double d;
        };
    threads(
        () -> {
          s.data = 1;
          s.l = 1L << 40;
          s.d = 2.5;
        },
        () -> {
          while (s.d == 0) {
            Thread.yield();
          }
          use(s.l);
          use(s.data);
        });
  }

  @RaceFree
  static void overTwoVolatiles() throws Exception {
    var s =
        new Object() {
          int data;
          volatile boolean a;
          volatile boolean b;
        };
    threads(
        () -> {
          s.data = 1;
          s.a = true;
        },
        () -> {
          while (!s.a) {
            Thread.yield();
          }
          s.b = true;
        },
        () -> {
          while (!s.b) {
            Thread.yield();
          }
          s.data = 2;
        });
  }

  /** A read is ordered after every write that was before it, not only after the last. */
  @RaceFree
  static void everyEarlierVolatileWriteCounts() throws Exception {
    var s =
        new Object() {
          int data;
          volatile int v;
        };
    Unordered written = new Unordered();
    threads(
        () -> {
          s.data = 1;
          s.v = 1;
          written.signal();
        },
        () -> {
          written.await();
          s.v = 2;
        },
        () -> {
          while (s.v != 2) {
            Thread.yield();
          }
          use(s.data);
        });
  }

  /** Two writes of the same volatile order nothing between the writers. */
  @Racy
  static void volatileWritesDoNotOrderWriters() throws Exception {
    var s =
        new Object() {
          int data;
          volatile int v;
        };
    Unordered written = new Unordered();
    threads(
        () -> {
          s.data = 1;
          s.v = 1;
          written.signal();
        },
        () -> {
          written.await();
          s.v = 2;
          s.data = 2;
        });
  }

  @RaceFree
  static void onlyVolatiles() throws Exception {
    var s =
        new Object() {
          volatile boolean a;
          volatile boolean b;
        };
    threads(
        () -> {
          s.a = true;
          use(s.b);
        },
        () -> {
          s.b = true;
          use(s.a);
        });
  }

  /** Turn by turn, each hands the data to the other. */
  @RaceFree
  static void pingPong() throws Exception {
    var s =
        new Object() {
          int data;
          volatile int turn;
        };
    threads(
        () -> {
          for (int i = 0; i < 20; i += 2) {
            while (s.turn != i) {
              Thread.yield();
            }
            s.data++;
            s.turn = i + 1;
          }
        },
        () -> {
          for (int i = 1; i < 20; i += 2) {
            while (s.turn != i) {
              Thread.yield();
            }
            s.data++;
            s.turn = i + 1;
          }
        });
  }

  /** Both write the field for the first time, so what is known of it has to be made for both. */
  @RaceFree
  static void firstWritesAtTheSameMoment() throws Exception {
    class Pair {
      int x;
      volatile int v;
    }

    Pair[] all = new Pair[50_000];
    Arrays.setAll(all, _ -> new Pair());
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    // On a machine with other work it may take long until both have run.
    long began = System.nanoTime();
    long most = TimeUnit.SECONDS.toNanos(5);
    threads(
        () -> {
          for (int i = 0; i < all.length && System.nanoTime() - began < most; i++) {
            meet(first, second, i);
            all[i].x = 1;
            all[i].v = 1;
          }
          first.set(Integer.MAX_VALUE);
        },
        () -> {
          for (int i = 0; i < all.length && System.nanoTime() - began < most; i++) {
            meet(second, first, i);
            all[i].v = 2;
            if (all[i].v == 1) {
              use(all[i].x);
            }
          }
          second.set(Integer.MAX_VALUE);
        });
  }

  /** Plain counters would be the race; these order nothing that is done after they have met. */
  private static void meet(AtomicInteger mine, AtomicInteger other, int turn) {
    mine.set(turn + 1);
    for (int spins = 1; other.get() <= turn; spins++) {
      if (spins % 1_000 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
