package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.Go.sleep;
import static dev.millrace.race.corpus.Run.goroutines;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.time.Timers;
import java.time.Duration;

/** After Go's {@code synctest_test.go}, in real time. */
final class GoSynctest {
  private GoSynctest() {}

  @Racy
  static void raceSynctestGoroutinesExit() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Task f = () -> s.x = 1;
    goroutines(f, f);
  }

  @RaceFree
  static void noRaceSynctestGoroutinesExit() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Task f = () -> s.x = 1;
    go(f).join();
    go(f).join();
  }

  @Racy
  static void raceSynctestGoroutinesRecv() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> ch = Chan.make();
    Task f =
        () -> {
          s.x = 1;
          ch.receiveOrClosed();
        };
    Goroutine a = go(f);
    Goroutine b = go(f);
    ch.close();
    a.join();
    b.join();
  }

  @Racy
  static void raceSynctestGoroutinesUnblocked() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> ch = Chan.make();
    Task f =
        () -> {
          ch.receiveOrClosed();
          s.x = 1;
        };
    Goroutine a = go(f);
    Goroutine b = go(f);
    ch.close();
    a.join();
    b.join();
  }

  /** To sleep longer is no edge. */
  @Racy
  static void raceSynctestGoroutinesSleep() throws Exception {
    var s =
        new Object() {
          int x;
        };
    goroutines(
        () -> {
          sleep(Duration.ofMillis(10));
          s.x = 1;
          sleep(Duration.ofMillis(20));
        },
        () -> {
          sleep(Duration.ofMillis(20));
          s.x = 1;
          sleep(Duration.ofMillis(10));
        });
  }

  @Racy
  static void raceSynctestTimers() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    Task f =
        () -> {
          s.x = 1;
          ran.signal();
        };
    Timers.afterFunc(Duration.ofMillis(10), f);
    Timers.afterFunc(Duration.ofMillis(20), f);
    ran.await(2);
  }
}
