package dev.millrace.bench.race;

import static dev.millrace.Go.go;

import dev.millrace.Chan;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.WaitGroup;

/** Locks and channels, beside those that are rows of the bench anyway. */
final class GoroutineKernels {
  private static final int WORKERS = 4;
  private static final int STEPS = 100;

  private GoroutineKernels() {}

  static void addTo(RaceKernels kernels) {
    kernels.row("mutex-fields", n -> new Account().add(n).sum());
    kernels.row("mutex-four", GoroutineKernels::mutexFour);
    kernels.row("pool-4", GoroutineKernels::pool);
    kernels.row("racy", GoroutineKernels::racy);
  }

  private static final class Account {
    final Mutex mutex = new Mutex();
    int a;
    long b;
    long c;
    int d;

    /** Four updates below one lock. */
    Account add(int times) {
      for (int i = 0; i < times; i++) {
        mutex.lock();
        try {
          a++;
          b += 2;
          c ^= i;
          d += 3;
        } finally {
          mutex.unlock();
        }
      }
      return this;
    }

    long sum() {
      return a + b + c + d;
    }
  }

  private static long mutexFour(int n) throws InterruptedException {
    var account = new Account();
    var wg = new WaitGroup();
    for (int k = 0; k < WORKERS; k++) {
      wg.go(() -> account.add(n / WORKERS));
    }
    wg.await();
    return account.sum();
  }

  /** Four workers, n jobs of a hundred steps each, and one who adds up what comes out. */
  private static long pool(int n) throws InterruptedException {
    Chan<Integer> jobs = Chan.make(100);
    Chan<Integer> results = Chan.make(100);
    for (int k = 0; k < WORKERS; k++) {
      go(() -> {
        for (int job : jobs) {
          results.send(work(job));
        }
      });
    }
    go(() -> {
      try (jobs) {
        for (int i = 0; i < n; i++) {
          jobs.send(i);
        }
      }
    });
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += results.receive();
    }
    return sum;
  }

  /** Two that count without a lock: how a detector shows that it watches. */
  private static long racy(int n) throws InterruptedException {
    int[] counted = new int[1];
    var wg = new WaitGroup();
    for (int k = 0; k < 2; k++) {
      wg.go(() -> counted[0]++);
    }
    wg.await();
    return counted[0] > 0 ? n : 0;
  }

  private static int work(int job) {
    int[] state = {job, 1};
    for (int i = 0; i < STEPS; i++) {
      state[0] = state[0] * 1_103_515_245 + 12_345;
      state[1] += state[0] >>> 16;
    }
    return state[1];
  }
}
