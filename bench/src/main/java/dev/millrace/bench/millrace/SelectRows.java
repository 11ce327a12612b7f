package dev.millrace.bench.millrace;

import static dev.millrace.Go.go;
import static dev.millrace.bench.worker.Elements.element;

import dev.millrace.Chan;
import dev.millrace.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Select, in the prepared form, which is the one for loops; beside it: go/selects.go. */
final class SelectRows {
  private SelectRows() {}

  static void addTo(MillraceRows rows) {
    rows.row("select-two", SelectRows::two);
    rows.row("select-default", SelectRows::withDefault);
    rows.row("select-ready", SelectRows::ready);
    for (int cases : new int[] {2, 16, 64}) {
      rows.row("select-of-" + cases, n -> oneReady(cases, n));
    }
    rows.row("select-timeout", SelectRows::timeout);
  }

  private static long two(int n) throws InterruptedException {
    Chan<Integer> x = Chan.make();
    Chan<Integer> y = Chan.make();
    go(() -> ChannelRows.sendAll(x, n / 2));
    go(() -> ChannelRows.sendAll(y, n / 2));
    Select select = Select.make();
    var fromX = select.recv(x);
    var fromY = select.recv(y);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += select.await() == fromX.index() ? fromX.value() : fromY.value();
    }
    return sum;
  }

  private static long withDefault(int n) throws InterruptedException {
    Select select = Select.make();
    select.recv(Chan.<Integer>make(1));
    select.recv(Chan.<Integer>make(1));
    long defaults = 0;
    for (int i = 0; i < n; i++) {
      if (select.poll() == Select.NONE) {
        defaults++;
      }
    }
    return defaults;
  }

  private static long ready(int n) throws InterruptedException {
    Chan<Integer> x = Chan.make(1);
    Chan<Integer> y = Chan.make(1);
    Select select = Select.make();
    var fromX = select.recv(x);
    var fromY = select.recv(y);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      x.send(element(i));
      sum += select.await() == fromX.index() ? fromX.value() : fromY.value();
    }
    return sum;
  }

  private static long oneReady(int cases, int n) throws InterruptedException {
    List<Chan<Integer>> channels = new ArrayList<>();
    List<Select.Recv<Integer>> received = new ArrayList<>();
    Select select = Select.make();
    for (int k = 0; k < cases; k++) {
      channels.add(Chan.make(1));
      received.add(select.recv(channels.get(k)));
    }
    long sum = 0;
    for (int i = 0; i < n; i++) {
      channels.get(i % cases).send(element(i));
      sum += received.get(select.await()).value();
    }
    return sum;
  }

  private static long timeout(int n) throws InterruptedException {
    Chan<Integer> ch = Chan.make();
    go(() -> ChannelRows.sendAll(ch, n));
    Select select = Select.make();
    var received = select.recv(ch);
    Duration limit = Duration.ofMinutes(1);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      if (select.await(limit) == Select.NONE) {
        throw new IllegalStateException("timed out");
      }
      sum += received.value();
    }
    return sum;
  }
}
