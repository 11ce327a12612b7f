package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.runnable;
import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Futures and their stages. */
final class JucFutures {
  private JucFutures() {}

  @RaceFree
  static void futureTask() throws Exception {
    var s =
        new Object() {
          int x;
        };
    FutureTask<Integer> f = new FutureTask<>(() -> s.x = 1);
    threads(
        f::run,
        () -> {
          f.get();
          use(s.x);
        },
        () -> {
          f.get(20, TimeUnit.SECONDS);
          use(s.x);
        });
  }

  @Racy
  static void futureTaskThatTimedOut() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered go = new Unordered();
    FutureTask<Integer> f =
        new FutureTask<>(() -> {
          s.x = 1;
          go.await();
          return 1;
        });
    threads(
        f::run,
        () -> {
          try {
            f.get(5, TimeUnit.MILLISECONDS);
          } catch (TimeoutException e) {
            s.x = 2;
          }
          go.signal();
        });
  }

  @RaceFree
  static void completeAndJoin() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CompletableFuture<Integer> f = new CompletableFuture<>();
    threads(
        () -> {
          s.x = 1;
          f.complete(1);
        },
        () -> {
          f.join();
          use(s.x);
        },
        () -> {
          f.get();
          use(s.x);
        });
  }

  @RaceFree
  static void completeExceptionally() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CompletableFuture<Integer> f = new CompletableFuture<>();
    threads(
        () -> {
          s.x = 1;
          f.completeExceptionally(new IllegalStateException());
        },
        () -> {
          try {
            f.join();
          } catch (CompletionException e) {
            use(s.x);
          }
        });
  }

  @Racy
  static void writtenAfterComplete() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CompletableFuture<Integer> f = new CompletableFuture<>();
    threads(
        () -> {
          f.complete(1);
          s.x = 1;
        },
        () -> {
          f.join();
          use(s.x);
        });
  }

  @RaceFree
  static void supplyAndThen() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    CompletableFuture.supplyAsync(() -> s.x++)
        .thenApplyAsync(i -> i + s.x++)
        .thenAccept(i -> s.x += i)
        .join();
    s.x++;
  }

  /**
   * Two stages of the same one are not ordered. They wait for each other, as the first, once it is
   * done, starts the second if that is still to be started: that would be an order.
   */
  @Racy
  static void twoStagesOfOne() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered both = new Unordered();
    CompletableFuture<Integer> f = new CompletableFuture<>();
    Executor threads = r -> Thread.ofVirtual().start(r);
    CompletableFuture<Void> a =
        f.thenRunAsync(
            runnable(() -> {
              both.signal();
              both.await(2);
              s.x++;
            }),
            threads);
    CompletableFuture<Void> b =
        f.thenRunAsync(
            runnable(() -> {
              both.signal();
              both.await(2);
              s.x++;
            }),
            threads);
    f.complete(1);
    a.join();
    b.join();
  }

  @RaceFree
  static void allOf() throws Exception {
    int[] a = new int[2];
    CompletableFuture<Void> f = CompletableFuture.runAsync(() -> a[0] = 1);
    CompletableFuture<Void> g = CompletableFuture.runAsync(() -> a[1] = 1);
    CompletableFuture.allOf(f, g).join();
    use(a[0] + a[1]);
  }

  /** Of the other it is not known whether it is done. */
  @Racy
  static void anyOf() throws Exception {
    int[] a = new int[2];
    CompletableFuture<Integer> f = new CompletableFuture<>();
    CompletableFuture<Integer> g = new CompletableFuture<>();
    Unordered written = new Unordered();
    threads(
        () -> {
          a[0] = 1;
          f.complete(1);
        },
        () -> {
          a[1] = 1;
          written.signal();
        },
        () -> {
          CompletableFuture.anyOf(f, g).join();
          written.await();
          use(a[0] + a[1]);
        });
  }

  @RaceFree
  static void combineAndHandle() throws Exception {
    var s =
        new Object() {
          int x;
          int y;
          int sum;
        };
    CompletableFuture<Integer> f = CompletableFuture.supplyAsync(() -> s.x = 1);
    CompletableFuture<Integer> g = CompletableFuture.supplyAsync(() -> s.y = 1);
    f.thenCombine(g, (_, _) -> s.sum = s.x + s.y).handle((_, _) -> s.sum++).join();
    use(s.sum);
  }

  @RaceFree
  static void whenComplete() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CompletableFuture<Integer> f = new CompletableFuture<>();
    CompletableFuture<Integer> g = f.whenComplete((_, _) -> s.x++);
    threads(
        () -> {
          s.x++;
          f.complete(1);
        },
        () -> {
          g.join();
          s.x++;
        });
  }

  @Racy
  static void runAsyncNotJoined() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CompletableFuture<Void> f = CompletableFuture.runAsync(() -> s.x = 1);
    s.x = 2;
    f.join();
  }

  @RaceFree
  static void parallelStream() throws Exception {
    int[] a = new int[200];
    IntStream.range(0, 200).parallel().forEach(i -> a[i] = i);
    int sum = 0;
    for (int v : a) {
      sum += v;
    }
    use(sum);
    use(IntStream.range(0, 200).parallel().map(i -> a[i]).sum());
  }

  @RaceFree
  static void parallelStreamOfWhatWasWrittenBefore() throws Exception {
    var s =
        new Object() {
          int factor;
        };
    s.factor = 3;
    use(IntStream.range(0, 200).parallel().map(i -> i * s.factor).boxed().toList());
  }

  /** Two that are at it at the same time, in threads of their own. */
  @Racy
  static void parallelStreamWithASharedCounter() throws Exception {
    var s =
        new Object() {
          int count;
        };
    Unordered both = new Unordered();
    try (var pool = new java.util.concurrent.ForkJoinPool(4)) {
      pool.submit(() ->
              IntStream.range(0, 2)
                  .parallel()
                  .forEach(i -> {
                    both.signal();
                    while (!both.signalled(2)) {
                      Thread.yield();
                    }
                    s.count += i;
                  }))
          .get();
    }
  }
}
