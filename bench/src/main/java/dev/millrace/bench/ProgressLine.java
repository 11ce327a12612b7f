package dev.millrace.bench;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;

/** One line on stderr that is written over and over; a line a row where it is no terminal. */
final class ProgressLine implements Orchestrator.Progress {
  private final PrintStream err;
  private final List<Row> rows;
  private final boolean terminal = isTerminal();
  private String said = "";

  ProgressLine(PrintStream err, List<Row> rows) {
    this.err = err;
    this.rows = rows;
  }

  @SuppressWarnings("SystemConsoleNull") // it does again since JDK 25, unless jdk.console is set
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void at(Row row, Contender contender, String what) {
    String where = String.format("[%d/%d] %s", rows.indexOf(row) + 1, rows.size(), row.name());
    if (terminal) {
      err.print("\r\u001b[K" + where + "  " + contender.title() + ", " + what);
    } else if (!where.equals(said)) {
      said = where;
      err.println(where);
    }
  }
}
