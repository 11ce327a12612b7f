package dev.millrace.bench.floor;

import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Suite;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a switch of stacks costs when nothing else is done: no channel, no queue, one carrier. One
 * operation of the floor is one switch; a row says how many its own operation needs.
 *
 * <p>{@code park}: virtual threads in a ring; each unparks the next and parks. The scheduler's
 * {@code execute} is the store of one field, which the carrier reads when the thread that was
 * running has gone. {@code raw}: the continuations below virtual threads in a ring, run one after
 * another.
 */
public final class FloorRows {
  /** Nanoseconds a switch; making the threads is not part of it. */
  public static final String FIGURE = "switch";

  private FloorRows() {}

  public static Suite suite() {
    Suite suite = new Suite();
    for (int stacks : new int[] {2, 500, 10_000, 20_000}) {
      suite.figures("park-" + stacks, (n, figures) -> new Ring(stacks, n).run(figures));
      suite.figures("raw-" + stacks, (n, figures) -> raw(stacks, n, figures));
    }
    return suite;
  }

  private static final class Ring {
    private final int rounds;
    private final Thread[] threads;
    private long switches;
    // The scheduler: at most one thread is ready at a time, and that is all it has room for.
    private @Nullable Runnable ready;

    Ring(int stacks, int n) {
      rounds = Math.max(1, n / stacks);
      threads = new Thread[stacks];
      for (int i = 0; i < stacks; i++) {
        int me = i;
        threads[i] = Door.builder(task -> ready = task).unstarted(() -> turn(me));
      }
    }

    private void turn(int me) {
      for (int i = 0; i < rounds; i++) {
        LockSupport.park();
        switches++;
        LockSupport.unpark(threads[(me + 1) % threads.length]);
      }
    }

    private void runReady() {
      for (Runnable task = ready; task != null; task = ready) {
        ready = null;
        task.run();
      }
    }

    long run(Figures figures) {
      for (Thread thread : threads) {
        thread.start();
        runReady(); // up to its first park
      }
      long began = System.nanoTime();
      LockSupport.unpark(threads[0]);
      runReady();
      figures.put(FIGURE, (System.nanoTime() - began) / (double) switches);
      return switches / ((long) rounds * threads.length);
    }
  }

  private static long raw(int stacks, int n, Figures figures) {
    int rounds = Math.max(1, n / stacks);
    Object scope = Door.scope();
    long[] switches = new long[1];
    Object[] continuations = new Object[stacks];
    for (int i = 0; i < stacks; i++) {
      continuations[i] =
          Door.continuation(
              scope,
              () -> {
                for (int round = 0; round < rounds; round++) {
                  switches[0]++;
                  Door.yieldTo(scope);
                }
              });
    }
    long began = System.nanoTime();
    for (int round = 0; round <= rounds; round++) {
      for (Object continuation : continuations) {
        Door.run(continuation);
      }
    }
    figures.put(FIGURE, (System.nanoTime() - began) / (double) switches[0]);
    return switches[0] / ((long) rounds * stacks);
  }
}
