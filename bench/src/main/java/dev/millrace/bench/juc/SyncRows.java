package dev.millrace.bench.juc;

import static dev.millrace.bench.worker.Threads.start;

import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Probes;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Locks, latches and timers; beside it: go/sync.go. */
final class SyncRows {
  private static final int CONTENDERS = 8;
  private static final int MEMBERS = 100;

  private SyncRows() {}

  static void addTo(JucRows rows) {
    rows.row("mutex-uncontended", n -> new Counter().add(new ReentrantLock(), n));
    rows.row("mutex-contended", SyncRows::mutexContended);
    rows.row(
        "rw-mutex-uncontended", n -> new Counter().add(new ReentrantReadWriteLock().readLock(), n));
    rows.row("rw-mutex-contended", SyncRows::rwMutexContended);
    rows.row("wait-group", SyncRows::waitGroup);
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
    var mutex = new ReentrantLock();
    var counter = new Counter();
    var done = new CountDownLatch(CONTENDERS);
    for (int k = 0; k < CONTENDERS; k++) {
      start(() -> {
        counter.add(mutex, n / CONTENDERS);
        done.countDown();
      });
    }
    done.await();
    return counter.value;
  }

  /** Nine of ten read. */
  private static long rwMutexContended(int n) throws InterruptedException {
    var mutex = new ReentrantReadWriteLock();
    var counter = new Counter();
    var reads = new AtomicLong();
    var done = new CountDownLatch(CONTENDERS);
    for (int k = 0; k < CONTENDERS; k++) {
      start(() -> {
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
        done.countDown();
      });
    }
    done.await();
    return counter.value + reads.get();
  }

  private static long waitGroup(int n) throws InterruptedException {
    var ran = new AtomicLong();
    for (int i = 0; i < n; i++) {
      var done = new CountDownLatch(MEMBERS);
      for (int k = 0; k < MEMBERS; k++) {
        start(() -> {
          ran.incrementAndGet();
          done.countDown();
        });
      }
      done.await();
    }
    return ran.get();
  }

  private static long timersPending(int n, Figures figures) {
    long before = Probes.liveBytes(n);
    try (var scheduler = new ScheduledThreadPoolExecutor(1)) {
      scheduler.setRemoveOnCancelPolicy(true);
      long began = System.nanoTime();
      ScheduledFuture<?>[] timers = new ScheduledFuture<?>[n];
      for (int i = 0; i < n; i++) {
        timers[i] = scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
      }
      figures.put("start", (System.nanoTime() - began) / (double) n);
      figures.put("bytes", (Probes.liveBytes(n) - before) / (double) n);
      long stopping = System.nanoTime();
      long stopped = 0;
      for (ScheduledFuture<?> timer : timers) {
        stopped += timer.cancel(false) ? 1 : 0;
      }
      figures.put("stop", (System.nanoTime() - stopping) / (double) n);
      return stopped;
    }
  }

  private static long ticker(int n, Figures figures) throws InterruptedException {
    long[] jitter = new long[n];
    var ticks = new ArrayBlockingQueue<Integer>(1);
    try (var scheduler = new ScheduledThreadPoolExecutor(1)) {
      var ticker = scheduler.scheduleAtFixedRate(() -> ticks.offer(0), 1, 1, TimeUnit.MILLISECONDS);
      ticks.take();
      long last = System.nanoTime();
      for (int i = 0; i < n; i++) {
        ticks.take();
        long now = System.nanoTime();
        jitter[i] = Math.abs(now - last - 1_000_000);
        last = now;
      }
      ticker.cancel(false);
    }
    figures.latencies(jitter);
    return n;
  }
}
