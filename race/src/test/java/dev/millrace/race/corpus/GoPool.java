package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.together;

import java.util.concurrent.ConcurrentLinkedQueue;

/** After Go's {@code pool_test.go} and {@code rangefunc_test.go}: a queue serves as the pool. */
final class GoPool {
  private GoPool() {}

  /** What was given back is used on. */
  @Racy
  static void racePool() throws Exception {
    ConcurrentLinkedQueue<byte[]> pool = new ConcurrentLinkedQueue<>();
    byte[] x = new byte[10];
    x[0] = 1;
    pool.add(x);
    together(
        () -> {
          byte[] y = pool.remove();
          y[0] = 2;
        },
        () -> x[0] = 3);
  }

  @RaceFree
  static void noRacePool() throws Exception {
    for (int i = 0; i < 10; i++) {
      ConcurrentLinkedQueue<byte[]> pool = new ConcurrentLinkedQueue<>();
      byte[] x = new byte[10];
      x[0] = 1;
      pool.add(x);
      together(
          () -> {
            byte[] y = pool.poll();
            if (y != null) {
              y[0] = 2;
              pool.add(y);
            }
          },
          () -> {
            byte[] y = pool.poll();
            if (y != null) {
              y[0] = 3;
              pool.add(y);
            }
          });
    }
  }
}
