package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Task;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Cond;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.WaitGroup;
import dev.millrace.time.TaskTimer;
import dev.millrace.time.Timers;
import java.time.Duration;

/** Conditions, starts and timed tasks, after Go's {@code sync_test.go}. */
final class GoSync {
  private GoSync() {}

  @RaceFree
  static void noRaceCond() throws Exception {
    Mutex mu = new Mutex();
    Cond cond = new Cond(mu);
    var s =
        new Object() {
          int x;
          int condition;
        };
    go(() -> {
      s.x = 1;
      mu.lock();
      s.condition = 1;
      cond.signal();
      mu.unlock();
    });
    mu.lock();
    while (s.condition != 1) {
      cond.await();
    }
    mu.unlock();
    s.x = 2;
  }

  @Racy
  static void raceCond() throws Exception {
    Mutex mu = new Mutex();
    Cond cond = new Cond(mu);
    Unordered left = new Unordered();
    var s =
        new Object() {
          int x;
          int condition;
        };
    together(
        () -> {
          Unordered.pause(10);
          s.x = 1;
          mu.lock();
          s.condition = 1;
          cond.signal();
          mu.unlock();
          left.await();
          mu.lock();
          s.x = 3;
          mu.unlock();
        },
        () -> {
          mu.lock();
          while (s.condition != 1) {
            cond.await();
          }
          mu.unlock();
          left.signal();
          s.x = 2;
        });
  }

  @Racy
  static void raceAnnounceThreads() throws Exception {
    var s =
        new Object() {
          int x;
        };
    WaitGroup wg = new WaitGroup();
    Task g =
        () -> {
          for (int i = 0; i < 2; i++) {
            wg.go(() -> s.x = 1);
          }
        };
    Task f =
        () -> {
          s.x = 1;
          wg.go(g);
          wg.go(() -> s.x = 1);
          s.x = 2;
        };
    Task h =
        () -> {
          s.x = 1;
          s.x = 2;
          wg.go(f);
        };
    wg.go(h);
    wg.await();
  }

  @RaceFree
  static void noRaceAfterFunc1() throws Exception {
    Chan<Boolean> c = Chan.make();
    class Countdown implements Task {
      int i = 2;

      @Override
      public void run() throws Exception {
        i--;
        if (i >= 0) {
          Timers.afterFunc(Duration.ZERO, this);
        } else {
          c.send(true);
        }
      }
    }

    Timers.afterFunc(Duration.ZERO, new Countdown());
    c.receive();
  }

  @RaceFree
  static void noRaceAfterFunc2() throws Exception {
    var s =
        new Object() {
          int x;
        };
    TaskTimer timer = Timers.afterFunc(Duration.ofNanos(10), () -> s.x = 1);
    timer.stop();
  }

  @RaceFree
  static void noRaceAfterFunc3() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make(1);
    Timers.afterFunc(
        Duration.ofMillis(10),
        () -> {
          s.x = 1;
          c.send(true);
        });
    c.receive();
  }

  @Racy
  static void raceAfterFunc3() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make(2);
    Timers.afterFunc(
        Duration.ofMillis(10),
        () -> {
          s.x = 1;
          c.send(true);
        });
    Timers.afterFunc(
        Duration.ofMillis(20),
        () -> {
          s.x = 2;
          c.send(true);
        });
    c.receive();
    c.receive();
  }

  @Racy
  static void raceGoroutineCreationStack() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> ch = Chan.make(1);
    Task f1 =
        () -> {
          s.x = 1;
          ch.send(true);
        };
    Task f2 = () -> go(f1);
    Task f3 = () -> go(f2);
    Task f4 = () -> go(f3);
    go(f4);
    s.x = 2;
    ch.receive();
  }

  @RaceFree
  static void noRaceNilMutexCrash() throws Exception {
    Mutex mu = new Mutex();
    var s =
        new Object() {
          RwMutex none;
          int crashes;
        };
    try {
      s.none.readLock().lock();
    } catch (NullPointerException e) {
      mu.lock();
      s.crashes++;
      mu.unlock();
    }
    use(s.crashes);
  }
}
