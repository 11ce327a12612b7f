package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.use;

import java.util.function.IntPredicate;

/** After Go's {@code rangefunc_test.go}: an iteration whose halves run at the same time. */
final class GoRangeFunc {
  private GoRangeFunc() {}

  /** The body ends the loop early, and remembers it. */
  @Racy
  static void raceRangeFuncIterator() throws Exception {
    int[] a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    var s =
        new Object() {
          boolean exited;
        };
    IntPredicate body =
        i -> {
          if (s.exited) {
            return false;
          }
          if (i % 5 == 4) {
            s.exited = true;
            return false;
          }
          use(a[i]);
          return true;
        };
    goroutines(
        () -> {
          for (int i = 0; i < 5 && body.test(i); i++) {
            Thread.yield();
          }
        },
        () -> {
          for (int i = 5; i < 10 && body.test(i); i++) {
            Thread.yield();
          }
        });
  }

  @RaceFree
  static void noRaceRangeFuncIterator() throws Exception {
    int[] a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    var s =
        new Object() {
          boolean exited;
        };
    IntPredicate body =
        i -> {
          if (s.exited) {
            return false;
          }
          if (i % 5 == 5) {
            s.exited = true;
            return false;
          }
          use(a[i]);
          return true;
        };
    goroutines(
        () -> {
          for (int i = 0; i < 5 && body.test(i); i++) {
            Thread.yield();
          }
        },
        () -> {
          for (int i = 5; i < 10 && body.test(i); i++) {
            Thread.yield();
          }
        });
  }
}
