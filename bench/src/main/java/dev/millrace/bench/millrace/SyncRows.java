package dev.millrace.bench.millrace;

import static dev.millrace.Go.go;

import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Probes;
import dev.millrace.context.CancelableContext;
import dev.millrace.context.Context;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.WaitGroup;
import dev.millrace.time.OneShotTimer;
import dev.millrace.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;

/** Locks, wait groups, contexts and timers; beside it: go/sync.go. */
final class SyncRows {
  private static final int CONTENDERS = 8;
  private static final int MEMBERS = 100;

  private SyncRows() {}

  static void addTo(MillraceRows rows) {
    rows.row("mutex-uncontended", n -> new Counter().add(new Mutex(), n));
    rows.row("mutex-contended", SyncRows::mutexContended);
    rows.row("rw-mutex-uncontended", n -> new Counter().add(new RwMutex().readLock(), n));
    rows.row("rw-mutex-contended", SyncRows::rwMutexContended);
    rows.row("wait-group", SyncRows::waitGroup);
    rows.row("context-cancel", SyncRows::contextCancel);
    rows.figures("timers-pending", SyncRows::timersPending);
    rows.figures("ticker", SyncRows::ticker);
  }

  private static final class Counter {
    long value;

    long add(Lock lock, int n) {
      for (int i = 0; i < n; i++) {
        lock.lock();
        try {
          value++;
        } finally {
          lock.unlock();
        }
      }
      return value;
    }
  }

  private static long mutexContended(int n) throws InterruptedException {
    var mutex = new Mutex();
    var counter = new Counter();
    var wg = new WaitGroup();
    for (int k = 0; k < CONTENDERS; k++) {
      wg.go(() -> counter.add(mutex, n / CONTENDERS));
    }
    wg.await();
    return counter.value;
  }

  /** Nine of ten read. */
  private static long rwMutexContended(int n) throws InterruptedException {
    var mutex = new RwMutex();
    var counter = new Counter();
    var reads = new AtomicLong();
    var wg = new WaitGroup();
    for (int k = 0; k < CONTENDERS; k++) {
      wg.go(() -> {
        long read = 0;
        for (int i = 0; i < n / CONTENDERS; i++) {
          if (i % 10 == 0) {
            counter.add(mutex.writeLock(), 1);
          } else {
            mutex.readLock().lock();
            try {
              read += counter.value >= 0 ? 1 : 0;
            } finally {
              mutex.readLock().unlock();
            }
          }
        }
        reads.addAndGet(read);
      });
    }
    wg.await();
    return counter.value + reads.get();
  }

  private static long waitGroup(int n) throws InterruptedException {
    var ran = new AtomicLong();
    for (int i = 0; i < n; i++) {
      var wg = new WaitGroup();
      wg.add(MEMBERS);
      for (int k = 0; k < MEMBERS; k++) {
        go(() -> {
          ran.incrementAndGet();
          wg.done();
        });
      }
      wg.await();
    }
    return ran.get();
  }

  /** A root with ten children, which have a hundred each. */
  private static long contextCancel(int n) {
    long done = 0;
    for (int i = 0; i < n; i++) {
      CancelableContext root = Context.background().withCancel();
      List<Context> leaves = new ArrayList<>();
      for (int k = 0; k < 10; k++) {
        Context child = root.withCancel();
        for (int leaf = 0; leaf < 100; leaf++) {
          leaves.add(child.withCancel());
        }
      }
      root.cancel();
      for (Context leaf : leaves) {
        done += leaf.isDone() ? 1 : 0;
      }
    }
    return done;
  }

  private static long timersPending(int n, Figures figures) {
    long before = Probes.liveBytes(n);
    long began = System.nanoTime();
    OneShotTimer[] timers = new OneShotTimer[n];
    for (int i = 0; i < n; i++) {
      timers[i] = Timers.timer(Duration.ofHours(1));
    }
    figures.put("start", (System.nanoTime() - began) / (double) n);
    figures.put("bytes", (Probes.liveBytes(n) - before) / (double) n);
    long stopping = System.nanoTime();
    long stopped = 0;
    for (OneShotTimer timer : timers) {
      stopped += timer.stop() ? 1 : 0;
    }
    figures.put("stop", (System.nanoTime() - stopping) / (double) n);
    return stopped;
  }

  private static long ticker(int n, Figures figures) throws InterruptedException {
    long[] jitter = new long[n];
    try (var ticker = Timers.ticker(Duration.ofMillis(1))) {
      ticker.receive();
      long last = System.nanoTime();
      for (int i = 0; i < n; i++) {
        ticker.receive();
        long now = System.nanoTime();
        jitter[i] = Math.abs(now - last - 1_000_000);
        last = now;
      }
    }
    figures.latencies(jitter);
    return n;
  }
}
