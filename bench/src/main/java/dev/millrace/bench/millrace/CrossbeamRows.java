package dev.millrace.bench.millrace;

import static dev.millrace.Go.go;
import static dev.millrace.bench.worker.Elements.element;

import dev.millrace.Chan;
import dev.millrace.Select;
import dev.millrace.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The shapes of crossbeam-channel's benchmarks; beside it: go/crossbeam.go. */
final class CrossbeamRows {
  private static final int THREADS = 4;

  private CrossbeamRows() {}

  static void addTo(MillraceRows rows) {
    rows.row("sequential-n", n -> sequential(Chan.make(n), n));
    add(rows, "0", n -> Chan.make());
    add(rows, "1", n -> Chan.make(1));
    add(rows, "n", Chan::make);
  }

  private interface Maker {
    Chan<Integer> make(int n);
  }

  private static void add(MillraceRows rows, String capacity, Maker maker) {
    rows.row("one-to-one-" + capacity, n -> oneToOne(maker.make(n), n));
    rows.row("many-to-one-" + capacity, n -> manyToOne(maker.make(n), n));
    rows.row("many-to-many-" + capacity, n -> manyToMany(maker.make(n), n));
    rows.row("select-receive-" + capacity, n -> selectReceive(channels(maker, n), n));
    rows.row("select-both-" + capacity, n -> selectBoth(channels(maker, n), n));
  }

  private static List<Chan<Integer>> channels(Maker maker, int n) {
    List<Chan<Integer>> channels = new ArrayList<>();
    for (int k = 0; k < THREADS; k++) {
      channels.add(maker.make(n));
    }
    return channels;
  }

  private static long sequential(Chan<Integer> ch, int n) throws InterruptedException {
    ChannelRows.sendAll(ch, n);
    return ChannelRows.receiveAll(ch, n);
  }

  private static long oneToOne(Chan<Integer> ch, int n) throws InterruptedException {
    go(() -> ChannelRows.sendAll(ch, n));
    return ChannelRows.receiveAll(ch, n);
  }

  private static long manyToOne(Chan<Integer> ch, int n) throws InterruptedException {
    for (int k = 0; k < THREADS; k++) {
      go(() -> ChannelRows.sendAll(ch, n / THREADS));
    }
    return ChannelRows.receiveAll(ch, n);
  }

  private static long manyToMany(Chan<Integer> ch, int n) throws InterruptedException {
    var wg = new WaitGroup();
    var sum = new AtomicLong();
    for (int k = 0; k < THREADS; k++) {
      wg.go(() -> ChannelRows.sendAll(ch, n / THREADS));
      wg.go(() -> sum.addAndGet(ChannelRows.receiveAll(ch, n / THREADS)));
    }
    wg.await();
    return sum.get();
  }

  private static long selectReceive(List<Chan<Integer>> channels, int n)
      throws InterruptedException {
    for (Chan<Integer> ch : channels) {
      go(() -> ChannelRows.sendAll(ch, n / THREADS));
    }
    return receiveAny(channels, n);
  }

  private static long selectBoth(List<Chan<Integer>> channels, int n) throws InterruptedException {
    var wg = new WaitGroup();
    var sum = new AtomicLong();
    for (int k = 0; k < THREADS; k++) {
      wg.go(() -> sendAny(channels, n / THREADS));
      wg.go(() -> sum.addAndGet(receiveAny(channels, n / THREADS)));
    }
    wg.await();
    return sum.get();
  }

  private static void sendAny(List<Chan<Integer>> channels, int n) throws InterruptedException {
    Select select = Select.make();
    List<Select.Send<Integer>> sends = new ArrayList<>();
    for (Chan<Integer> ch : channels) {
      sends.add(select.send(ch));
    }
    for (int i = 0; i < n; i++) {
      for (Select.Send<Integer> send : sends) {
        send.value(element(i));
      }
      select.await();
    }
  }

  private static long receiveAny(List<Chan<Integer>> channels, int n) throws InterruptedException {
    Select select = Select.make();
    List<Select.Recv<Integer>> received = new ArrayList<>();
    for (Chan<Integer> ch : channels) {
      received.add(select.recv(ch));
    }
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += received.get(select.await()).value();
    }
    return sum;
  }
}
