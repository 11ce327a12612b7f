package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors, and fork and join. */
final class JucExecutors {
  private JucExecutors() {}

  @RaceFree
  static void submitAndGet() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newFixedThreadPool(2)) {
      s.x = 1;
      Future<?> f = e.submit(() -> s.x = 2);
      f.get();
      s.x = 3;
    }
  }

  @Racy
  static void writtenAfterSubmit() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newFixedThreadPool(2)) {
      Future<?> f = e.submit(() -> s.x = 2);
      s.x = 3;
      f.get();
    }
  }

  @Racy
  static void twoTasksAtOnce() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered both = new Unordered();
    Callable<Void> task =
        () -> {
          both.signal();
          both.await(2);
          s.x++;
          return null;
        };
    try (ExecutorService e = Executors.newFixedThreadPool(2)) {
      Future<?> a = e.submit(task);
      Future<?> b = e.submit(task);
      a.get();
      b.get();
    }
  }

  @RaceFree
  static void singleThreadExecutor() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newSingleThreadExecutor()) {
      e.execute(() -> s.x++);
      e.execute(() -> s.x++);
      e.submit(() -> s.x++).get();
    }
    s.x++;
  }

  /** The same task object, one submission after the other's result. */
  @RaceFree
  static void oneAfterTheOther() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newCachedThreadPool()) {
      e.submit(() -> s.x++).get();
      e.submit(() -> s.x++).get();
    }
  }

  @RaceFree
  static void invokeAll() throws Exception {
    int[] a = new int[4];
    try (ExecutorService e = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> tasks =
          List.of(() -> a[0] = 1, () -> a[1] = 1, () -> a[2] = 1, () -> a[3] = 1);
      for (Future<Integer> f : e.invokeAll(tasks)) {
        f.get();
      }
      use(a[0] + a[1] + a[2] + a[3]);
    }
  }

  @RaceFree
  static void virtualThreadPerTask() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newVirtualThreadPerTaskExecutor()) {
      s.x = 1;
      e.submit(() -> s.x = 2).get();
      s.x = 3;
    }
  }

  @Racy
  static void virtualThreadPerTaskAtOnce() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> a = e.submit(() -> s.x++);
      Future<?> b = e.submit(() -> s.x++);
      a.get();
      b.get();
    }
  }

  @RaceFree
  static void closeWaits() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ExecutorService e = Executors.newVirtualThreadPerTaskExecutor()) {
      e.execute(() -> s.x = 2);
    }
    s.x = 3;
  }

  @RaceFree
  static void awaitTermination() throws Exception {
    var s =
        new Object() {
          int x;
        };
    ExecutorService e = Executors.newFixedThreadPool(1);
    e.execute(() -> s.x = 2);
    e.shutdown();
    if (e.awaitTermination(20, TimeUnit.SECONDS)) {
      s.x = 3;
    }
  }

  /** A shutdown waits for nobody. */
  @Racy
  static void shutdownDoesNotWait() throws Exception {
    var s =
        new Object() {
          int x;
        };
    ExecutorService e = Executors.newFixedThreadPool(1);
    e.execute(() -> s.x = 2);
    e.shutdown();
    s.x = 3;
    e.awaitTermination(20, TimeUnit.SECONDS);
  }

  @RaceFree
  static void scheduled() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (ScheduledExecutorService e = Executors.newScheduledThreadPool(1)) {
      s.x = 1;
      e.schedule(() -> s.x = 2, 1, TimeUnit.MILLISECONDS).get();
      s.x = 3;
    }
  }

  /** The runs of a periodic task are ordered, on whatever threads. */
  @RaceFree
  static void periodic() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CountDownLatch runs = new CountDownLatch(3);
    try (ScheduledExecutorService e = Executors.newScheduledThreadPool(2)) {
      Future<?> f =
          e.scheduleAtFixedRate(
              () -> {
                s.x++;
                runs.countDown();
              },
              0,
              1,
              TimeUnit.MILLISECONDS);
      runs.await();
      f.cancel(false);
    }
  }

  @Racy
  static void periodicAndItsOwner() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    try (ScheduledExecutorService e = Executors.newScheduledThreadPool(1)) {
      Future<?> f =
          e.scheduleWithFixedDelay(
              () -> {
                s.x++;
                ran.signal();
              },
              0,
              1,
              TimeUnit.MILLISECONDS);
      ran.await();
      use(s.x);
      f.cancel(false);
    }
  }

  @RaceFree
  static void completionService() throws Exception {
    int[] a = new int[2];
    try (ExecutorService e = Executors.newFixedThreadPool(2)) {
      CompletionService<Integer> service = new ExecutorCompletionService<>(e);
      service.submit(() -> a[0] = 1);
      service.submit(() -> a[1] = 1);
      service.take().get();
      service.take().get();
      use(a[0] + a[1]);
    }
  }

  @RaceFree
  static void callerRuns() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Executor direct = Runnable::run;
    direct.execute(() -> s.x++);
    direct.execute(() -> s.x++);
    s.x++;
  }

  @RaceFree
  static void hooksOfAThreadPool() throws Exception {
    var s =
        new Object() {
          int x;
        };
    class Pool extends ThreadPoolExecutor {
      Pool() {
        super(1, 1, 0, TimeUnit.SECONDS, new java.util.concurrent.LinkedBlockingQueue<>());
      }

      @Override
      protected void beforeExecute(Thread t, Runnable r) {
        s.x++;
      }

      @Override
      protected void afterExecute(Runnable r, Throwable t) {
        s.x++;
      }
    }

    try (Pool pool = new Pool()) {
      pool.execute(() -> s.x++);
      pool.execute(() -> s.x++);
    }
  }

  @RaceFree
  static void forkAndJoin() throws Exception {
    int[] a = new int[64];
    class Fill extends RecursiveAction {
      private static final long serialVersionUID = 1;
      final int from;
      final int to;

      Fill(int from, int to) {
        this.from = from;
        this.to = to;
      }

      @Override
      protected void compute() {
        if (to - from <= 8) {
          for (int i = from; i < to; i++) {
            a[i] = i;
          }
        } else {
          int middle = (from + to) / 2;
          Fill left = new Fill(from, middle);
          left.fork();
          new Fill(middle, to).compute();
          left.join();
        }
      }
    }

    try (ForkJoinPool pool = new ForkJoinPool(2)) {
      pool.invoke(new Fill(0, 64));
    }
    use(a[0] + a[63]);
  }

  @RaceFree
  static void recursiveTask() throws Exception {
    class Sum extends RecursiveTask<Integer> {
      private static final long serialVersionUID = 1;
      final int n;
      int result;

      Sum(int n) {
        this.n = n;
      }

      @Override
      protected Integer compute() {
        if (n > 1) {
          Sum a = new Sum(n / 2);
          Sum b = new Sum(n - n / 2);
          invokeAll(a, b);
          result = a.result + b.result;
        } else {
          result = n;
        }
        return result;
      }
    }

    try (ForkJoinPool pool = new ForkJoinPool(2)) {
      use(pool.submit(new Sum(20)).get());
    }
  }

  @Racy
  static void forkedAndNotJoined() throws Exception {
    var s =
        new Object() {
          int x;
        };
    class Write extends RecursiveAction {
      private static final long serialVersionUID = 1;
      final transient Unordered both;

      Write(Unordered both) {
        this.both = both;
      }

      @Override
      protected void compute() {
        both.signal();
        while (!both.signalled(2)) {
          Thread.onSpinWait();
        }
        s.x++;
      }
    }

    Unordered both = new Unordered();
    try (ForkJoinPool pool = new ForkJoinPool(2)) {
      pool.submit(
              () -> {
                Write w = new Write(both);
                w.fork();
                both.signal();
                while (!both.signalled(2)) {
                  Thread.onSpinWait();
                }
                s.x++;
                w.join();
              })
          .get();
    }
  }
}
