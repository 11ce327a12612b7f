package dev.millrace.race.corpus;

import static dev.millrace.Go.go;

import dev.millrace.Chan;
import dev.millrace.time.OneShotTimer;
import dev.millrace.time.TaskTimer;
import dev.millrace.time.Ticker;
import dev.millrace.time.Timers;
import java.time.Duration;

/** Timers, after Go's {@code time_test.go}. */
final class GoTime {
  private GoTime() {}

  @RaceFree
  static void noRaceAfterFunc() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    s.v = 2;
    Timers.afterFunc(
        Duration.ofNanos(1),
        () -> {
          s.v = 1;
          c.send(0);
        });
    c.receive();
    s.v = 3;
  }

  @RaceFree
  static void noRaceAfterFuncReset() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    TaskTimer t =
        Timers.afterFunc(
            Duration.ofHours(1),
            () -> {
              s.v = 1;
              c.send(0);
            });
    t.stop();
    s.v = 2;
    t.reset(Duration.ofNanos(1));
    c.receive();
    s.v = 3;
  }

  @RaceFree
  static void noRaceTimer() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    s.v = 2;
    OneShotTimer t = Timers.timer(Duration.ofNanos(1));
    go(() -> {
      t.receive();
      s.v = 1;
      c.send(0);
    });
    c.receive();
    s.v = 3;
  }

  @RaceFree
  static void noRaceTimerReset() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    OneShotTimer t = Timers.timer(Duration.ofHours(1));
    go(() -> {
      t.receive();
      s.v = 1;
      c.send(0);
    });
    t.stop();
    s.v = 2;
    t.reset(Duration.ofNanos(1));
    c.receive();
    s.v = 3;
  }

  @RaceFree
  static void noRaceTicker() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    s.v = 2;
    try (Ticker t = Timers.ticker(Duration.ofNanos(1))) {
      go(() -> {
        t.receive();
        s.v = 1;
        c.send(0);
      });
      c.receive();
      s.v = 3;
    }
  }

  @RaceFree
  static void noRaceTickerReset() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    try (Ticker t = Timers.ticker(Duration.ofHours(1))) {
      go(() -> {
        t.receive();
        s.v = 1;
        c.send(0);
      });
      t.stop();
      s.v = 2;
      t.reset(Duration.ofNanos(1));
      c.receive();
      s.v = 3;
    }
  }
}
