package dev.millrace.bench.juc;

import static dev.millrace.bench.juc.JucRows.queue;
import static dev.millrace.bench.worker.Threads.start;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** There is no select; one queue with a time limit is all that can be waited for. */
final class SelectRows {
  private SelectRows() {}

  static void addTo(JucRows rows) {
    rows.row("select-timeout", SelectRows::timeout);
  }

  private static long timeout(int n) throws InterruptedException {
    BlockingQueue<Integer> queue = queue(0);
    start(() -> ChannelRows.sendAll(queue, n));
    long sum = 0;
    for (int i = 0; i < n; i++) {
      Integer element = queue.poll(1, TimeUnit.MINUTES);
      if (element == null) {
        throw new IllegalStateException("timed out");
      }
      sum += element;
    }
    return sum;
  }
}
