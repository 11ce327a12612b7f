package dev.millrace.bench.millrace;

import static dev.millrace.Go.async;

import dev.millrace.bench.worker.Body;
import dev.millrace.bench.worker.FiguresBody;
import dev.millrace.bench.worker.Suite;

/** All rows of Millrace, plain and tuned: each is run by a goroutine. */
public final class MillraceRows {
  private final Suite suite = new Suite();

  private MillraceRows() {}

  public static Suite suite() {
    MillraceRows rows = new MillraceRows();
    ChannelRows.addTo(rows);
    SelectRows.addTo(rows);
    CrossbeamRows.addTo(rows);
    SyncRows.addTo(rows);
    RunningRows.addTo(rows);
    return rows.suite;
  }

  void row(String name, Body body) {
    suite.row(name, n -> async(() -> body.run(n)).await());
  }

  void figures(String name, FiguresBody body) {
    suite.figures(name, (n, figures) -> async(() -> body.run(n, figures)).await());
  }
}
