package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** Threads: start, end, interruption, and what belongs to one alone. */
final class JmmThread {
  private JmmThread() {}

  private static final ThreadLocal<int[]> LOCAL = ThreadLocal.withInitial(() -> new int[1]);
  private static final InheritableThreadLocal<int[]> INHERITED = new InheritableThreadLocal<>();
  private static final ScopedValue<int[]> SCOPED = ScopedValue.newInstance();
  private static final ScopedValue<String> SCOPED_TEXT = ScopedValue.newInstance();

  @RaceFree
  static void startAndJoin() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    Thread t = new Thread(() -> s.x = 2);
    t.start();
    t.join();
    s.x = 3;
  }

  @RaceFree
  static void startAndJoinOfAVirtualThread() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    Thread t = Thread.startVirtualThread(() -> s.x = 2);
    t.join();
    s.x = 3;
  }

  @Racy
  static void writtenAfterStart() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t = new Thread(() -> s.x = 1);
    t.start();
    s.x = 2;
    t.join();
  }

  @Racy
  static void writtenAfterStartOfAVirtualThread() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t = Thread.ofVirtual().start(() -> s.x = 1);
    s.x = 2;
    t.join();
  }

  /** Made early, started late: the start is what counts. */
  @RaceFree
  static void writtenBetweenConstructionAndStart() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t = Thread.ofPlatform().unstarted(() -> s.x++);
    s.x = 1;
    t.start();
    t.join();
  }

  @RaceFree
  static void fieldsOfAThreadSubclass() throws Exception {
    class Worker extends Thread {
      int in;
      int out;

      @Override
      public void run() {
        out = in + 1;
      }
    }

    Worker w = new Worker();
    w.in = 1;
    w.start();
    w.join();
    use(w.out);
  }

  @Racy
  static void resultReadBeforeJoin() throws Exception {
    class Worker extends Thread {
      int out;

      @Override
      public void run() {
        out = 1;
      }
    }

    Worker w = new Worker();
    w.start();
    use(w.out);
    w.join();
  }

  /** A join that gave up is no edge. */
  @Racy
  static void joinTimedOut() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered go = new Unordered();
    Unordered written = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  s.x = 1;
                  written.signal();
                  go.await();
                }));
    written.await();
    t.join(5);
    use(s.x);
    go.signal();
    t.join();
  }

  @RaceFree
  static void joinWithinItsTime() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t = Thread.ofPlatform().start(() -> s.x = 1);
    if (t.join(Duration.ofSeconds(20))) {
      s.x = 2;
    }
  }

  @RaceFree
  static void seenDead() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t = Thread.ofPlatform().start(() -> s.x = 1);
    while (t.isAlive()) {
      Thread.sleep(1);
    }
    s.x = 2;
  }

  @Racy
  static void seenAlive() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered go = new Unordered();
    Unordered written = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  s.x = 1;
                  written.signal();
                  go.await();
                }));
    written.await();
    use(t.isAlive());
    use(s.x);
    go.signal();
    t.join();
  }

  @RaceFree
  static void siblingsOneAfterTheOther() throws Exception {
    var s =
        new Object() {
          int x;
        };
    for (int i = 0; i < 3; i++) {
      Thread t = Thread.ofPlatform().start(() -> s.x++);
      t.join();
    }
  }

  @RaceFree
  static void grandchild() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t =
        Thread.ofPlatform()
            .start(
                Run.runnable(() -> {
                  s.x = 1;
                  Thread child = Thread.ofVirtual().start(() -> s.x = 2);
                  child.join();
                  s.x = 3;
                }));
    t.join();
    s.x = 4;
  }

  @Racy
  static void grandchildNotJoined() throws Exception {
    var s =
        new Object() {
          int x;
          Thread child;
        };
    Thread t = Thread.ofPlatform().start(() -> s.child = Thread.ofPlatform().start(() -> s.x = 2));
    t.join();
    s.x = 4;
    s.child.join();
  }

  @RaceFree
  static void threadFactory() throws Exception {
    var s =
        new Object() {
          int x;
        };
    ThreadFactory factory = Thread.ofPlatform().factory();
    s.x = 1;
    Thread t = factory.newThread(() -> s.x = 2);
    t.start();
    t.join();
    s.x = 3;
  }

  @RaceFree
  static void interruptSeenByTheThread() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.interrupted()) {
                Thread.yield();
              }
              use(s.x);
            });
    s.x = 1;
    t.interrupt();
    t.join();
  }

  @RaceFree
  static void interruptSeenAsAnException() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(20_000);
              } catch (InterruptedException e) {
                use(s.x);
              }
            });
    s.x = 1;
    t.interrupt();
    t.join();
  }

  @RaceFree
  static void interruptSeenByAnother() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered go = new Unordered();
    Thread target =
        Thread.ofPlatform()
            .start(() -> {
              while (!go.signalled()) {
                Thread.yield();
              }
            });
    threads(
        () -> {
          s.x = 1;
          target.interrupt();
        },
        () -> {
          while (!target.isInterrupted()) {
            Thread.yield();
          }
          use(s.x);
        });
    go.signal();
    target.join();
  }

  @Racy
  static void writtenAfterInterrupt() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.interrupted()) {
                Thread.yield();
              }
              use(s.x);
            });
    t.interrupt();
    s.x = 1;
    t.join();
  }

  /** To be unparked is no edge: a park may return for no reason. */
  @Racy
  static void unpark() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(50_000_000);
              use(s.x);
            });
    s.x = 1;
    LockSupport.unpark(t);
    t.join();
  }

  @Racy
  static void sleepIsNoEdge() throws Exception {
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> s.x = 1,
        () -> {
          Thread.sleep(30);
          use(s.x);
        });
  }

  @Racy
  static void yieldIsNoEdge() throws Exception {
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          Thread.yield();
        },
        () -> {
          Thread.yield();
          use(s.x);
        });
  }

  @RaceFree
  static void threadLocal() throws Exception {
    threads(() -> LOCAL.get()[0]++, () -> LOCAL.get()[0]++);
  }

  /** Each has its own variable, but it holds the same array. */
  @Racy
  static void sharedInAThreadLocal() throws Exception {
    int[] shared = new int[1];
    ThreadLocal<int[]> local = ThreadLocal.withInitial(() -> shared);
    threads(() -> local.get()[0]++, () -> local.get()[0]++);
  }

  @Racy
  static void inheritedThreadLocal() throws Exception {
    INHERITED.set(new int[1]);
    threads(() -> INHERITED.get()[0] = 1, () -> INHERITED.get()[0] = 2);
    INHERITED.remove();
  }

  @RaceFree
  static void inheritedThreadLocalOfOneChild() throws Exception {
    InheritableThreadLocal<int[]> local = new InheritableThreadLocal<>();
    local.set(new int[1]);
    local.get()[0] = 1;
    threads(() -> local.get()[0]++);
    local.get()[0]++;
  }

  @RaceFree
  static void scopedValue() throws Exception {
    threads(
        () -> ScopedValue.where(SCOPED_TEXT, "a").run(() -> use(SCOPED_TEXT.get())),
        () -> ScopedValue.where(SCOPED_TEXT, "b").run(() -> use(SCOPED_TEXT.get())));
  }

  @Racy
  static void sharedInAScopedValue() throws Exception {
    int[] shared = new int[1];
    threads(
        () -> ScopedValue.where(SCOPED, shared).run(() -> SCOPED.get()[0]++),
        () -> ScopedValue.where(SCOPED, shared).run(() -> SCOPED.get()[0]++));
  }

  @RaceFree
  static void timerTask() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CountDownLatch ran = new CountDownLatch(1);
    Timer timer = new Timer(true);
    s.x = 1;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            s.x = 2;
            ran.countDown();
          }
        },
        1);
    ran.await();
    s.x = 3;
    timer.cancel();
  }

  @Racy
  static void timerTaskNotWaitedFor() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    Timer timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            s.x = 2;
            ran.signal();
          }
        },
        1);
    ran.await();
    s.x = 3;
    timer.cancel();
  }

  /** A timer has one thread: its tasks come one after the other. */
  @RaceFree
  static void twoTasksOfOneTimer() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    Timer timer = new Timer(true);
    for (int i = 1; i <= 2; i++) {
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              s.x++;
              ran.signal();
            }
          },
          i);
    }
    ran.await(2);
    timer.cancel();
  }

  @Racy
  static void tasksOfTwoTimers() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    Timer[] timers = {new Timer(true), new Timer(true)};
    for (Timer timer : timers) {
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              s.x++;
              ran.signal();
            }
          },
          1);
    }
    ran.await(2);
    for (Timer timer : timers) {
      timer.cancel();
    }
  }

  @RaceFree
  static void uncaughtExceptionHandlerRunsInTheThread() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Thread t =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, _) -> s.x++)
            .start(() -> {
              s.x++;
              throw new IllegalStateException();
            });
    t.join();
    s.x++;
  }
}
