package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.WaitGroup;

/**
 * What a detector could get wrong in its bookkeeping: many readers, many threads, numbers used
 * anew, objects that are gone.
 */
final class Epochs {
  private Epochs() {}

  @RaceFree
  static void manyReadersThenAWriter() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    threads(() -> use(s.x), () -> use(s.x), () -> use(s.x), () -> use(s.x));
    s.x = 2;
    threads(() -> use(s.x), () -> use(s.x));
    s.x = 3;
  }

  /** One of the readers was not waited for. */
  @Racy
  static void oneReaderNotJoined() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered read = new Unordered();
    Thread a = Thread.ofPlatform().start(() -> use(s.x));
    Thread b =
        Thread.ofPlatform()
            .start(() -> {
              use(s.x);
              read.signal();
            });
    Thread c = Thread.ofPlatform().start(() -> use(s.x));
    a.join();
    c.join();
    read.await();
    s.x = 1;
    b.join();
  }

  /** The first of the readers, whose read others have come after. */
  @Racy
  static void firstReaderNotJoined() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered read = new Unordered();
    Thread a =
        Thread.ofPlatform()
            .start(() -> {
              use(s.x);
              read.signal();
            });
    read.await();
    use(s.x);
    Thread b = Thread.ofPlatform().start(() -> use(s.x));
    b.join();
    s.x = 1;
    a.join();
  }

  /** The racing read comes after a read of the writer's own. */
  @Racy
  static void readByTheWriterFirst() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered read = new Unordered();
    Thread a =
        Thread.ofPlatform()
            .start(() -> {
              use(s.x);
              use(s.x);
              read.signal();
            });
    read.await();
    use(s.x);
    s.x = 1;
    a.join();
  }

  /** The write that races is not the last one. */
  @Racy
  static void racingWriteIsFollowedByOrderedOnes() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered written = new Unordered();
    Thread a =
        Thread.ofPlatform()
            .start(() -> {
              s.x = 1;
              written.signal();
            });
    written.await();
    for (int i = 0; i < 10; i++) {
      s.x = i;
    }
    a.join();
  }

  @RaceFree
  static void hundredsOfThreadsOneAfterTheOther() throws Exception {
    var s =
        new Object() {
          int x;
        };
    for (int i = 0; i < 300; i++) {
      Thread t = Thread.ofVirtual().start(() -> s.x++);
      t.join();
    }
    s.x++;
  }

  @RaceFree
  static void hundredsOfGoroutinesAndALock() throws Exception {
    Mutex mu = new Mutex();
    WaitGroup wg = new WaitGroup();
    var s =
        new Object() {
          int x;
        };
    for (int i = 0; i < 500; i++) {
      wg.go(() -> {
        mu.lock();
        s.x++;
        mu.unlock();
      });
    }
    wg.await();
    use(s.x);
  }

  @RaceFree
  static void hundredsOfReaders() throws Exception {
    WaitGroup wg = new WaitGroup();
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    for (int i = 0; i < 300; i++) {
      wg.go(() -> use(s.x));
    }
    wg.await();
    s.x = 2;
  }

  /** Threads have come and gone, and may have left their numbers to these two. */
  @Racy
  static void threadsThatMayReuseANumber() throws Exception {
    var s =
        new Object() {
          int x;
        };
    for (int i = 0; i < 50; i++) {
      Thread t = Thread.ofPlatform().start(() -> use(1));
      t.join();
    }
    Unordered first = new Unordered();
    Thread a =
        Thread.ofPlatform()
            .start(() -> {
              s.x = 1;
              first.signal();
            });
    first.await();
    Unordered.pause();
    Thread b = Thread.ofPlatform().start(() -> s.x = 2);
    a.join();
    b.join();
  }

  @Racy
  static void goroutinesThatMayReuseANumber() throws Exception {
    var s =
        new Object() {
          int x;
        };
    for (int i = 0; i < 200; i++) {
      go(() -> use(1)).join();
    }
    Unordered first = new Unordered();
    Goroutine a =
        go(() -> {
          s.x = 1;
          first.signal();
        });
    first.await();
    Unordered.pause();
    Goroutine b = go(() -> s.x = 2);
    a.join();
    b.join();
  }

  /** Objects die, and others come to lie where they were. */
  @RaceFree
  static void garbage() throws Exception {
    Task churn =
        () -> {
          long sum = 0;
          for (int i = 0; i < 20_000; i++) {
            int[] a = new int[64];
            a[i % 64] = i;
            sum += a[i % 64];
          }
          use(sum);
        };
    for (int i = 0; i < 4; i++) {
      goroutines(churn, churn);
    }
    System.gc();
    goroutines(churn, churn);
  }

  /** An object moves in memory between the two accesses, and is the same. */
  @Racy
  static void objectMovedByTheCollector() throws Exception {
    var s =
        new Object() {
          int x;
        };
    int[] a = new int[4];
    Unordered written = new Unordered();
    threads(
        () -> {
          s.x = 1;
          a[2] = 1;
          written.signal();
        },
        () -> {
          written.await();
          System.gc();
          use(s.x);
          use(a[2]);
        });
  }

  @RaceFree
  static void largeArrayInHalves() throws Exception {
    long[] a = new long[1 << 20];
    threads(
        () -> {
          for (int i = 0; i < a.length / 2; i++) {
            a[i] = i;
          }
        },
        () -> {
          for (int i = a.length / 2; i < a.length; i++) {
            a[i] = i;
          }
        });
    long sum = 0;
    for (long v : a) {
      sum += v;
    }
    use(sum);
  }

  @Racy
  static void lastElementOfALargeArray() throws Exception {
    byte[] a = new byte[1 << 20];
    int last = a.length - 1;
    threads(() -> a[last] = 1, () -> use(a[last]));
  }

  /** Equality is the user's, identity is what counts. */
  @RaceFree
  static void equalObjectsAreTwo() throws Exception {
    class Same {
      int x;

      @Override
      public boolean equals(Object o) {
        return o instanceof Same;
      }

      @Override
      public int hashCode() {
        return 1;
      }
    }

    Same a = new Same();
    Same b = new Same();
    threads(() -> a.x++, () -> b.x++);
  }

  /** Its own methods fail: a detector has no business with them. */
  @Racy
  static void objectWhoseMethodsThrow() throws Exception {
    class Hostile {
      int x;

      @Override
      public boolean equals(Object o) {
        throw new IllegalStateException();
      }

      @Override
      public int hashCode() {
        throw new IllegalStateException();
      }

      @Override
      public String toString() {
        throw new IllegalStateException();
      }
    }

    Hostile h = new Hostile();
    threads(() -> h.x++, () -> h.x++);
  }

  @RaceFree
  static void manyLocks() throws Exception {
    Object[] locks = new Object[1000];
    int[] counts = new int[1000];
    for (int i = 0; i < 1000; i++) {
      locks[i] = new Object();
    }
    Task task =
        () -> {
          for (int i = 0; i < 1000; i++) {
            synchronized (locks[i]) {
              counts[i]++;
            }
          }
        };
    threads(task, task);
  }

  @RaceFree
  static void manyChannels() throws Exception {
    WaitGroup wg = new WaitGroup();
    for (int i = 0; i < 300; i++) {
      Chan<int[]> c = Chan.make(i % 2);
      wg.go(() -> c.send(new int[] {1}));
      wg.go(() -> c.receive()[0]++);
    }
    wg.await();
  }

  /** A chain of a hundred goroutines, each after the one before. */
  @RaceFree
  static void chain() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> left = Chan.make();
    Chan<Integer> first = left;
    for (int i = 0; i < 100; i++) {
      Chan<Integer> from = left;
      Chan<Integer> to = Chan.make();
      go(() -> {
        int v = from.receive();
        s.x++;
        to.send(v + 1);
      });
      left = to;
    }
    s.x++;
    first.send(0);
    left.receive();
    s.x++;
  }

  /** Locked a thousand times, and once not. */
  @Racy
  static void onceWithoutTheLock() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    Unordered left = new Unordered();
    Unordered last = new Unordered();
    threads(
        () -> {
          for (int i = 0; i < 1000; i++) {
            synchronized (lock) {
              s.x++;
            }
          }
          left.await();
          synchronized (lock) {
            s.x++;
          }
          last.signal();
        },
        () -> {
          for (int i = 0; i < 1000; i++) {
            synchronized (lock) {
              s.x++;
            }
          }
          left.signal();
          last.await();
          s.x++;
        });
  }
}
