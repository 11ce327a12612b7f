package dev.millrace.bench.juc;

import dev.millrace.bench.worker.Body;
import dev.millrace.bench.worker.FiguresBody;
import dev.millrace.bench.worker.Suite;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;

/** All rows of java.util.concurrent: each is run by a virtual thread. */
public final class JucRows {
  private final Suite suite = new Suite();

  private JucRows() {}

  public static Suite suite() {
    JucRows rows = new JucRows();
    ChannelRows.addTo(rows);
    SelectRows.addTo(rows);
    CrossbeamRows.addTo(rows);
    SyncRows.addTo(rows);
    RunningRows.addTo(rows);
    return rows.suite;
  }

  void row(String name, Body body) {
    figures(name, (n, _) -> body.run(n));
  }

  void figures(String name, FiguresBody body) {
    suite.figures(
        name,
        (n, figures) -> {
          var task = new FutureTask<>(() -> body.run(n, figures));
          Thread.startVirtualThread(task);
          return task.get();
        });
  }

  /** What a Java programmer would take for a channel. */
  static <T> BlockingQueue<T> queue(int capacity) {
    return capacity == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(capacity);
  }
}
