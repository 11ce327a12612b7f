package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Latches, barriers, phasers, exchangers and semaphores of the JDK. */
final class JucSynchronizers {
  private JucSynchronizers() {}

  @RaceFree
  static void latch() throws Exception {
    CountDownLatch latch = new CountDownLatch(2);
    var s =
        new Object() {
          int a;
          int b;
        };
    threads(
        () -> {
          s.a = 1;
          latch.countDown();
        },
        () -> {
          s.b = 1;
          latch.countDown();
        },
        () -> {
          latch.await();
          use(s.a + s.b);
        });
  }

  @RaceFree
  static void latchWithATimeLimit() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          latch.countDown();
        },
        () -> {
          if (latch.await(20, TimeUnit.SECONDS)) {
            use(s.x);
          }
        });
  }

  @Racy
  static void latchTimedOut() throws Exception {
    CountDownLatch latch = new CountDownLatch(2);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          latch.countDown();
        },
        () -> {
          use(latch.await(5, TimeUnit.MILLISECONDS));
          use(s.x);
        });
  }

  @Racy
  static void writtenAfterCountDown() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          latch.countDown();
          s.x = 1;
        },
        () -> {
          latch.await();
          use(s.x);
        });
  }

  /** Those that count down are not ordered among themselves. */
  @Racy
  static void countDownOrdersNoSiblings() throws Exception {
    CountDownLatch latch = new CountDownLatch(2);
    Unordered first = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          latch.countDown();
          first.signal();
        },
        () -> {
          first.await();
          s.x = 2;
          latch.countDown();
        });
  }

  @RaceFree
  static void barrier() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    int[] a = new int[2];
    threads(
        () -> {
          a[0] = 1;
          barrier.await();
          use(a[1]);
          barrier.await();
          a[0] = 2;
        },
        () -> {
          a[1] = 1;
          barrier.await();
          use(a[0]);
          barrier.await();
          a[1] = 2;
        });
  }

  @RaceFree
  static void barrierAction() throws Exception {
    var s =
        new Object() {
          int x;
          int sum;
          int y;
        };
    CyclicBarrier barrier = new CyclicBarrier(2, () -> s.sum = s.x + s.y);
    threads(
        () -> {
          s.x = 1;
          barrier.await();
          use(s.sum);
        },
        () -> {
          s.y = 1;
          barrier.await();
          use(s.sum);
        });
  }

  /** What is read after the first meeting is written again before the second. */
  @Racy
  static void barrierMissing() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    int[] a = new int[2];
    threads(
        () -> {
          a[0] = 1;
          barrier.await();
          use(a[1]);
          a[0] = 2;
        },
        () -> {
          a[1] = 1;
          barrier.await();
          use(a[0]);
          a[1] = 2;
        });
  }

  @RaceFree
  static void phaser() throws Exception {
    Phaser phaser = new Phaser(2);
    int[] a = new int[2];
    threads(
        () -> {
          a[0] = 1;
          phaser.arriveAndAwaitAdvance();
          use(a[1]);
        },
        () -> {
          a[1] = 1;
          phaser.arriveAndAwaitAdvance();
          use(a[0]);
        });
  }

  @RaceFree
  static void phaserArriveAndAwait() throws Exception {
    Phaser phaser = new Phaser(1);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          phaser.arrive();
        },
        () -> {
          phaser.awaitAdvance(0);
          use(s.x);
        });
  }

  /** Who only arrives has not waited for the others. */
  @Racy
  static void phaserArriveDoesNotWait() throws Exception {
    Phaser phaser = new Phaser(2);
    var s =
        new Object() {
          int x;
        };
    Unordered arrived = new Unordered();
    threads(
        () -> {
          phaser.arrive();
          arrived.signal();
          s.x = 2;
        },
        () -> {
          arrived.await();
          s.x = 1;
          phaser.arriveAndAwaitAdvance();
        });
  }

  @RaceFree
  static void exchanger() throws Exception {
    Exchanger<int[]> exchanger = new Exchanger<>();
    threads(
        () -> {
          int[] mine = {1};
          int[] theirs = exchanger.exchange(mine);
          theirs[0]++;
        },
        () -> {
          int[] mine = {2};
          int[] theirs = exchanger.exchange(mine);
          theirs[0]++;
        });
  }

  @Racy
  static void exchangedAndStillUsed() throws Exception {
    Exchanger<int[]> exchanger = new Exchanger<>();
    threads(
        () -> {
          int[] mine = {1};
          use(exchanger.exchange(mine));
          mine[0]++;
        },
        () -> {
          int[] theirs = exchanger.exchange(new int[1]);
          theirs[0]++;
        });
  }

  @RaceFree
  static void semaphoreAsALock() throws Exception {
    Semaphore semaphore = new Semaphore(1);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          semaphore.acquire();
          s.x++;
          semaphore.release();
        },
        () -> {
          semaphore.acquireUninterruptibly();
          s.x++;
          semaphore.release();
        });
  }

  @RaceFree
  static void semaphoreAsASignal() throws Exception {
    Semaphore semaphore = new Semaphore(0);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          semaphore.release();
        },
        () -> {
          while (!semaphore.tryAcquire()) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @Racy
  static void semaphoreOfTwo() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    Unordered both = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          semaphore.acquire();
          both.signal();
          both.await(2);
          s.x++;
          semaphore.release();
        },
        () -> {
          semaphore.acquire();
          both.signal();
          both.await(2);
          s.x++;
          semaphore.release();
        });
  }

  @Racy
  static void tryAcquireThatFailed() throws Exception {
    Semaphore semaphore = new Semaphore(0);
    Unordered tried = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          tried.await();
          semaphore.release();
        },
        () -> {
          use(semaphore.tryAcquire());
          s.x = 2;
          tried.signal();
        });
  }
}
