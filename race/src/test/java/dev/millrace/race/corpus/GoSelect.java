package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Task;

/** Selects, after Go's {@code select_test.go}. */
final class GoSelect {
  private GoSelect() {}

  @RaceFree
  static void noRaceSelect1() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make();
    Chan<Boolean> c1 = Chan.make();
    together(
        () -> {
          s.x = 1;
          select(send(c, true), send(c1, true));
        },
        () -> {
          select(recv(c), recv(c1));
          s.x = 2;
        });
  }

  @RaceFree
  static void noRaceSelect2() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make();
    Chan<Boolean> c1 = Chan.make();
    together(
        () -> {
          select(recvOrClosed(c), recvOrClosed(c1));
          s.x = 1;
        },
        () -> {
          s.x = 2;
          c.close();
        });
  }

  @RaceFree
  static void noRaceSelect3() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make(10);
    Chan<Boolean> c1 = Chan.make();
    together(
        () -> {
          s.x = 1;
          select(send(c, true), recv(c1));
        },
        () -> {
          c.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void noRaceSelect4() throws Exception {
    record Work(Task f, Chan<Boolean> done) {}
    Chan<Work> queue = Chan.make();
    Chan<Boolean> dummy = Chan.make();
    Goroutine worker =
        go(() -> {
          for (Work w : queue) {
            w.f().run();
            w.done().send(true);
          }
        });
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> done = Chan.make(1);
    select(send(queue, new Work(() -> s.x = 1, done)), recv(dummy));
    select(recv(done), recv(dummy));
    use(s.x);
    queue.close();
    worker.join();
  }

  @RaceFree
  static void noRaceSelect5() throws Exception {
    for (int i = 0; i < 4; i++) {
      boolean selects = i < 2;
      boolean yields = i % 2 == 0;
      var s =
          new Object() {
            int x;
          };
      Chan<Boolean> ch = Chan.make();
      Chan<Boolean> c1 = Chan.make();
      goroutines(
          () -> {
            if (yields) {
              Thread.yield();
            }
            s.x = 1;
            if (selects) {
              select(send(ch, true), recv(c1));
            } else {
              ch.send(true);
            }
          },
          () -> {
            if (selects) {
              select(recv(ch), recv(c1));
            } else {
              ch.receive();
            }
            s.x = 1;
          });
    }
  }

  @Racy
  static void raceSelect1() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make();
    Chan<Boolean> c1 = Chan.make();
    go(() -> {
      c.receive();
      c.receive();
    });
    Task f =
        () -> {
          select(send(c, true), send(c1, true));
          s.x = 1;
        };
    goroutines(f, f);
  }

  @Racy
  static void raceSelect2() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make();
    Chan<Boolean> c1 = Chan.make();
    together(
        () -> {
          s.x = 1;
          select(recvOrClosed(c), recvOrClosed(c1));
        },
        () -> {
          c.close();
          s.x = 2;
        });
  }

  @Racy
  static void raceSelect3() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> c = Chan.make();
    Chan<Boolean> c1 = Chan.make();
    together(
        () -> {
          s.x = 1;
          select(send(c, true), send(c1, true));
        },
        () -> {
          s.x = 2;
          select(recv(c));
        });
  }

  @Racy
  static void raceSelect4() throws Exception {
    var s =
        new Object() {
          int x;
        };
    together(() -> select(otherwise(() -> s.x = 2)), () -> use(s.x));
  }

  @Racy
  static void raceSelect5() throws Exception {
    var s =
        new Object() {
          int x;
          int y;
        };
    Chan<Boolean> c1 = Chan.make(1);
    Chan<Boolean> c2 = Chan.make();
    together(
        () -> select(send(c1, true, () -> s.x = 1), send(c2, true, () -> s.y = 1)),
        () -> {
          use(s.x);
          use(s.y);
        });
  }
}
