package dev.millrace.bench.jox;

import com.softwaremill.jox.Channel;
import dev.millrace.bench.worker.Body;
import dev.millrace.bench.worker.FiguresBody;
import dev.millrace.bench.worker.Suite;
import java.util.concurrent.FutureTask;

/** All rows of Jox: each is run by a virtual thread. */
public final class JoxRows {
  private final Suite suite = new Suite();

  private JoxRows() {}

  public static Suite suite() {
    JoxRows rows = new JoxRows();
    ChannelRows.addTo(rows);
    SelectRows.addTo(rows);
    CrossbeamRows.addTo(rows);
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

  static <T> Channel<T> channel(int capacity) {
    return capacity == 0 ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(capacity);
  }
}
