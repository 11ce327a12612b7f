package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;
import static dev.millrace.race.corpus.Run.virtuals;

import dev.millrace.race.corpus.free.Unordered;

/** Monitors, and waiting in them. */
final class JmmMonitor {
  private JmmMonitor() {}

  private static int underClass;
  private static int underClassAndMethod;
  private static int half;

  private static synchronized void incrementStatic() {
    underClassAndMethod++;
  }

  @RaceFree
  static void sameMonitor() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          synchronized (lock) {
            s.x++;
          }
        },
        () -> {
          synchronized (lock) {
            s.x++;
          }
        });
  }

  @RaceFree
  static void sameMonitorInVirtualThreads() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    virtuals(
        () -> {
          synchronized (lock) {
            s.x++;
          }
        },
        () -> {
          synchronized (lock) {
            s.x++;
          }
        });
  }

  @Racy
  static void twoMonitors() throws Exception {
    Object a = new Object();
    Object b = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          synchronized (a) {
            s.x++;
          }
        },
        () -> {
          synchronized (b) {
            s.x++;
          }
        });
  }

  @Racy
  static void onlyTheWriterLocks() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          synchronized (lock) {
            s.x = 1;
          }
        },
        () -> use(s.x));
  }

  @Racy
  static void onlyTheReaderLocks() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> s.x = 1,
        () -> {
          synchronized (lock) {
            use(s.x);
          }
        });
  }

  @Racy
  static void writtenAfterTheBlock() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
          int y;
        };
    threads(
        () -> {
          synchronized (lock) {
            s.y++;
          }
          s.x = 1;
        },
        () -> {
          synchronized (lock) {
            s.y++;
          }
          s.x = 2;
        });
  }

  @RaceFree
  static void synchronizedMethods() throws Exception {
    class Counter {
      private int n;

      synchronized void increment() {
        n++;
      }

      synchronized int get() {
        return n;
      }
    }

    Counter c = new Counter();
    threads(c::increment, c::increment, () -> use(c.get()));
  }

  @Racy
  static void getterWithoutSynchronized() throws Exception {
    class Counter {
      private int n;

      synchronized void increment() {
        n++;
      }

      int get() {
        return n;
      }
    }

    Counter c = new Counter();
    threads(c::increment, () -> use(c.get()));
  }

  /** A method of one object and a method of another do not exclude each other. */
  @Racy
  static void synchronizedMethodsOfTwoObjects() throws Exception {
    var s =
        new Object() {
          int x;
        };
    class Worker {
      synchronized void work() {
        s.x++;
      }
    }

    threads(new Worker()::work, new Worker()::work);
  }

  @RaceFree
  static void classMonitorInBlockAndMethod() throws Exception {
    threads(
        () -> incrementStatic(),
        () -> {
          synchronized (JmmMonitor.class) {
            underClassAndMethod++;
          }
        });
  }

  @Racy
  static void classMonitorAndInstanceMonitor() throws Exception {
    Object lock = new Object();
    threads(
        () -> {
          synchronized (JmmMonitor.class) {
            underClass++;
          }
        },
        () -> {
          synchronized (lock) {
            underClass++;
          }
        });
  }

  @RaceFree
  static void reentered() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          synchronized (lock) {
            synchronized (lock) {
              s.x++;
            }
            s.x++;
          }
        },
        () -> {
          synchronized (lock) {
            s.x++;
          }
        });
  }

  @RaceFree
  static void leftByAnException() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          try {
            synchronized (lock) {
              s.x++;
              throw new IllegalStateException();
            }
          } catch (IllegalStateException e) {
            use(e);
          }
        },
        () -> {
          synchronized (lock) {
            s.x++;
          }
        });
  }

  @RaceFree
  static void waitAndNotify() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int data;
          boolean ready;
        };
    threads(
        () -> {
          s.data = 1;
          synchronized (lock) {
            s.ready = true;
            lock.notifyAll();
          }
        },
        () -> {
          synchronized (lock) {
            while (!s.ready) {
              lock.wait();
            }
          }
          use(s.data);
        });
  }

  /** Who waits has let go of the monitor, and takes it again. */
  @RaceFree
  static void waitWithATimeLimit() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          synchronized (lock) {
            s.x = 1;
            lock.wait(10);
            s.x = 2;
          }
        },
        () -> {
          synchronized (lock) {
            s.x = 3;
            lock.wait(5);
            s.x = 4;
          }
        });
  }

  /** Who is woken is ordered after the monitor's release, not after what follows it. */
  @Racy
  static void writtenAfterNotify() throws Exception {
    Object lock = new Object();
    var s =
        new Object() {
          int data;
          boolean ready;
        };
    threads(
        () -> {
          synchronized (lock) {
            s.ready = true;
            lock.notifyAll();
          }
          s.data = 1;
        },
        () -> {
          synchronized (lock) {
            while (!s.ready) {
              lock.wait();
            }
          }
          use(s.data);
        });
  }

  @RaceFree
  static void boundedBuffer() throws Exception {
    class Buffer {
      private final int[] slots = new int[2];
      private int in;
      private int out;

      synchronized void put(int x) throws InterruptedException {
        while (in - out == 2) {
          wait();
        }
        slots[in++ % 2] = x;
        notifyAll();
      }

      synchronized int take() throws InterruptedException {
        while (in == out) {
          wait();
        }
        int x = slots[out++ % 2];
        notifyAll();
        return x;
      }
    }

    Buffer b = new Buffer();
    threads(
        () -> {
          for (int i = 0; i < 20; i++) {
            b.put(i);
          }
        },
        () -> {
          for (int i = 0; i < 20; i++) {
            use(b.take());
          }
        });
  }

  /** The lock is replaced: the second round locks another object, and its field is racy. */
  @Racy
  static void lockReplaced() throws Exception {
    var s =
        new Object() {
          Object lock = new Object();
          int x;
        };
    Unordered replaced = new Unordered();
    threads(
        () -> {
          synchronized (s.lock) {
            s.x++;
            s.lock = new Object();
          }
          replaced.signal();
        },
        () -> {
          replaced.await();
          synchronized (s.lock) {
            s.x++;
          }
        });
  }

  @Racy
  static void lockedOnlyOnce() throws Exception {
    Object lock = new Object();
    Unordered first = new Unordered();
    threads(
        () -> {
          synchronized (lock) {
            half = 1;
          }
          first.signal();
        },
        () -> {
          first.await();
          half = 2;
        });
  }

  /** Handed through the lock by a third. */
  @RaceFree
  static void ordersTransitively() throws Exception {
    Object a = new Object();
    Object b = new Object();
    var s =
        new Object() {
          int data;
          int step;
        };
    threads(
        () -> {
          s.data = 1;
          synchronized (a) {
            s.step = 1;
          }
        },
        () -> {
          boolean seen = false;
          while (!seen) {
            synchronized (a) {
              synchronized (b) {
                seen = s.step == 1;
                if (seen) {
                  s.step = 2;
                }
              }
            }
            Thread.yield();
          }
        },
        () -> {
          boolean seen = false;
          while (!seen) {
            synchronized (a) {
              seen = s.step == 2;
            }
            Thread.yield();
          }
          s.data = 2;
        });
  }
}
