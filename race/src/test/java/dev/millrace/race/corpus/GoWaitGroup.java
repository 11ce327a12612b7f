package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.WaitGroup;
import java.time.Duration;

/** Wait groups, after Go's {@code waitgroup_test.go}. */
final class GoWaitGroup {
  private GoWaitGroup() {}

  @RaceFree
  static void noRaceWaitGroup() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    for (int i = 0; i < 1; i++) {
      wg.add(1);
      int j = i;
      go(() -> {
        s.x = j;
        wg.done();
      });
    }
    wg.await();
  }

  @Racy
  static void raceWaitGroup() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      wg.add(1);
      int j = i;
      go(() -> {
        s.x = j;
        wg.done();
      });
    }
    wg.await();
  }

  @RaceFree
  static void noRaceWaitGroup2() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    wg.add(1);
    go(() -> {
      s.x = 1;
      wg.done();
    });
    wg.await();
    s.x = 2;
  }

  /** An add is no acquisition. */
  @Racy
  static void raceWaitGroupAsMutex() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    Unordered both = new Unordered();
    goroutines(
        () -> {
          wg.await();
          both.signal();
          both.await(2);
          wg.add(1);
          s.x = 1;
          wg.add(-1);
        },
        () -> {
          wg.await();
          both.signal();
          both.await(2);
          wg.add(1);
          s.x = 2;
          wg.add(-1);
        });
  }

  @Racy
  static void raceWaitGroupWrongWait() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    Goroutine a =
        go(() -> {
          wg.add(1);
          Thread.yield();
          s.x = 1;
          wg.done();
        });
    Goroutine b =
        go(() -> {
          wg.add(1);
          Thread.yield();
          s.x = 2;
          wg.done();
        });
    wg.await();
    a.join();
    b.join();
  }

  @RaceFree
  static void noRaceWaitGroupMultipleWait() throws Exception {
    WaitGroup wg = new WaitGroup();
    goroutines(() -> wg.await(), () -> wg.await(), () -> wg.await());
  }

  @RaceFree
  static void noRaceWaitGroupMultipleWait2() throws Exception {
    WaitGroup wg = new WaitGroup();
    wg.add(2);
    goroutines(
        () -> {
          wg.done();
          wg.await();
        },
        () -> {
          wg.done();
          wg.await();
        },
        () -> wg.await());
  }

  @RaceFree
  static void noRaceWaitGroupMultipleWait3() throws Exception {
    int p = 3;
    int[] data = new int[p];
    WaitGroup wg = new WaitGroup();
    Chan<Boolean> done = Chan.make(p);
    wg.add(p);
    for (int i = 0; i < p; i++) {
      int k = i;
      go(() -> {
        data[k] = 42;
        wg.done();
      });
    }
    for (int i = 0; i < p; i++) {
      go(() -> {
        wg.await();
        for (int k = 0; k < p; k++) {
          use(data[k]);
        }
        done.send(true);
      });
    }
    for (int i = 0; i < p; i++) {
      done.receive();
    }
  }

  @Racy
  static void raceWaitGroup2() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    wg.add(2);
    go(() -> {
      s.x = 1;
      wg.done();
    });
    go(() -> {
      s.x = 2;
      wg.done();
    });
    wg.await();
  }

  @RaceFree
  static void noRaceWaitGroupPanicRecover() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    s.x = 1;
    try {
      wg.add(-1);
    } catch (RuntimeException e) {
      s.x = 2;
    }
  }

  @RaceFree
  static void noRaceWaitGroupPanicRecover2() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    Chan<Boolean> ch = Chan.make(1);
    go(() -> {
      s.x = 1;
      try {
        wg.add(-1);
      } catch (RuntimeException e) {
        go(() -> {
          s.x = 2;
          ch.send(true);
        });
      }
    });
    ch.receive();
  }

  @RaceFree
  static void noRaceWaitGroupTransitive() throws Exception {
    var s =
        new Object() {
          int x;
          int y;
        };
    WaitGroup wg = new WaitGroup();
    wg.add(2);
    go(() -> {
      s.x = 42;
      wg.done();
    });
    go(() -> {
      Unordered.pause(10);
      s.y = 42;
      wg.done();
    });
    wg.await();
    use(s.x);
    use(s.y);
  }

  @RaceFree
  static void noRaceWaitGroupReuse() throws Exception {
    int p = 3;
    int[] data = new int[p];
    WaitGroup wg = new WaitGroup();
    for (int turn = 0; turn < 3; turn++) {
      wg.add(p);
      for (int i = 0; i < p; i++) {
        int k = i;
        go(() -> {
          data[k]++;
          wg.done();
        });
      }
      wg.await();
      for (int k = 0; k < p; k++) {
        data[k]++;
      }
    }
  }

  @RaceFree
  static void noRaceWaitGroupReuse2() throws Exception {
    int p = 3;
    int[] data = new int[p];
    WaitGroup wg = new WaitGroup();
    for (int turn = 0; turn < 3; turn++) {
      wg.add(p);
      for (int i = 0; i < p; i++) {
        int k = i;
        go(() -> {
          data[k]++;
          wg.done();
        });
      }
      Chan<Boolean> done = Chan.make();
      go(() -> {
        wg.await();
        for (int k = 0; k < p; k++) {
          data[k]++;
        }
        done.send(true);
      });
      wg.await();
      done.receive();
      for (int k = 0; k < p; k++) {
        data[k]++;
      }
    }
  }

  @RaceFree
  static void noRaceWaitGroupConcurrentAdd() throws Exception {
    int p = 4;
    WaitGroup wg = new WaitGroup();
    Chan<Boolean> waiting = Chan.make(p);
    for (int i = 0; i < p; i++) {
      go(() -> {
        wg.add(1);
        waiting.send(true);
        wg.done();
      });
    }
    for (int i = 0; i < p; i++) {
      waiting.receive();
    }
    wg.await();
  }

  /** None of the waiters is ordered with another one. */
  @RaceFree
  static void manyWaitersAtTheSameMoment() throws Exception {
    for (int i = 0; i < 300; i++) {
      WaitGroup wg = new WaitGroup();
      wg.add(1);
      Goroutine[] all = new Goroutine[4];
      for (int k = 0; k < all.length; k++) {
        all[k] = go(wg::await);
      }
      wg.done();
      for (Goroutine g : all) {
        g.join();
      }
    }
  }

  /** The one has given up when the other one begins to wait, and nothing orders the two. */
  @RaceFree
  static void oneWaitsInVainAndThenAnother() throws Exception {
    WaitGroup wg = new WaitGroup();
    wg.add(1);
    Unordered gaveUp = new Unordered();
    goroutines(
        () -> {
          use(wg.await(Duration.ofMillis(1)));
          gaveUp.signal();
        },
        () -> {
          gaveUp.await();
          use(wg.await(Duration.ofMillis(1)));
        });
    wg.done();
  }
}
