package dev.millrace.bench.jox;

import static com.softwaremill.jox.Select.defaultClause;
import static com.softwaremill.jox.Select.select;
import static com.softwaremill.jox.Select.selectWithin;
import static dev.millrace.bench.jox.JoxRows.channel;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Threads.start;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.SelectClause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Jox's select; beside it: go/selects.go. */
final class SelectRows {
  private SelectRows() {}

  static void addTo(JoxRows rows) {
    rows.row("select-two", SelectRows::two);
    rows.row("select-default", SelectRows::withDefault);
    rows.row("select-ready", SelectRows::ready);
    for (int cases : new int[] {2, 16, 64}) {
      rows.row("select-of-" + cases, n -> oneReady(cases, n));
    }
    rows.row("select-timeout", SelectRows::timeout);
  }

  private static long two(int n) throws InterruptedException {
    Channel<Integer> x = channel(0);
    Channel<Integer> y = channel(0);
    start(() -> ChannelRows.sendAll(x, n / 2));
    start(() -> ChannelRows.sendAll(y, n / 2));
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += select(x.receiveClause(), y.receiveClause());
    }
    return sum;
  }

  private static long withDefault(int n) throws InterruptedException {
    Channel<Integer> x = channel(1);
    Channel<Integer> y = channel(1);
    long defaults = 0;
    for (int i = 0; i < n; i++) {
      if (select(x.receiveClause(), y.receiveClause(), defaultClause(-1)) == -1) {
        defaults++;
      }
    }
    return defaults;
  }

  private static long ready(int n) throws InterruptedException {
    Channel<Integer> x = channel(1);
    Channel<Integer> y = channel(1);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      x.send(element(i));
      sum += select(x.receiveClause(), y.receiveClause());
    }
    return sum;
  }

  private static long oneReady(int cases, int n) throws InterruptedException {
    List<Channel<Integer>> channels = new ArrayList<>();
    for (int k = 0; k < cases; k++) {
      channels.add(channel(1));
    }
    long sum = 0;
    for (int i = 0; i < n; i++) {
      channels.get(i % cases).send(element(i));
      sum += (Integer) select(receiveClauses(channels));
    }
    return sum;
  }

  static SelectClause<?>[] receiveClauses(List<Channel<Integer>> channels) {
    SelectClause<?>[] clauses = new SelectClause<?>[channels.size()];
    for (int k = 0; k < clauses.length; k++) {
      clauses[k] = channels.get(k).receiveClause();
    }
    return clauses;
  }

  private static long timeout(int n) throws InterruptedException, TimeoutException {
    Channel<Integer> ch = channel(0);
    start(() -> ChannelRows.sendAll(ch, n));
    Duration limit = Duration.ofMinutes(1);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += selectWithin(limit, ch.receiveClause());
    }
    return sum;
  }
}
