package dev.millrace.bench.juc;

import static dev.millrace.bench.juc.JucRows.queue;
import static dev.millrace.bench.worker.Threads.start;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The shapes of crossbeam-channel's benchmarks, but for those that select; beside it:
 * go/crossbeam.go.
 */
final class CrossbeamRows {
  private static final int THREADS = 4;

  private CrossbeamRows() {}

  static void addTo(JucRows rows) {
    rows.row("sequential-n", n -> sequential(queue(n), n));
    rows.row("sequential-unbounded", n -> sequential(new LinkedBlockingQueue<>(), n));
    add(rows, "0", n -> queue(0));
    add(rows, "1", n -> queue(1));
    add(rows, "n", n -> queue(n));
    add(rows, "unbounded", n -> new LinkedBlockingQueue<>());
  }

  private interface Maker {
    BlockingQueue<Integer> make(int n);
  }

  private static void add(JucRows rows, String capacity, Maker maker) {
    rows.row("one-to-one-" + capacity, n -> oneToOne(maker.make(n), n));
    rows.row("many-to-one-" + capacity, n -> manyToOne(maker.make(n), n));
    rows.row("many-to-many-" + capacity, n -> manyToMany(maker.make(n), n));
  }

  private static long sequential(BlockingQueue<Integer> ch, int n) throws InterruptedException {
    ChannelRows.sendAll(ch, n);
    return ChannelRows.receiveAll(ch, n);
  }

  private static long oneToOne(BlockingQueue<Integer> ch, int n) throws InterruptedException {
    start(() -> ChannelRows.sendAll(ch, n));
    return ChannelRows.receiveAll(ch, n);
  }

  private static long manyToOne(BlockingQueue<Integer> ch, int n) throws InterruptedException {
    for (int k = 0; k < THREADS; k++) {
      start(() -> ChannelRows.sendAll(ch, n / THREADS));
    }
    return ChannelRows.receiveAll(ch, n);
  }

  private static long manyToMany(BlockingQueue<Integer> ch, int n) throws InterruptedException {
    var done = new CountDownLatch(2 * THREADS);
    var sum = new AtomicLong();
    for (int k = 0; k < THREADS; k++) {
      start(() -> {
        ChannelRows.sendAll(ch, n / THREADS);
        done.countDown();
      });
      start(() -> {
        sum.addAndGet(ChannelRows.receiveAll(ch, n / THREADS));
        done.countDown();
      });
    }
    done.await();
    return sum.get();
  }
}
