package dev.millrace.bench.jox;

import static com.softwaremill.jox.Select.select;
import static dev.millrace.bench.jox.JoxRows.channel;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Threads.start;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.SelectClause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** The shapes of crossbeam-channel's benchmarks; beside it: go/crossbeam.go. */
final class CrossbeamRows {
  private static final int THREADS = 4;

  private CrossbeamRows() {}

  static void addTo(JoxRows rows) {
    rows.row("sequential-n", n -> sequential(channel(n), n));
    rows.row("sequential-unbounded", n -> sequential(Channel.newUnlimitedChannel(), n));
    add(rows, "0", n -> channel(0));
    add(rows, "1", n -> channel(1));
    add(rows, "n", n -> channel(n));
    add(rows, "unbounded", n -> Channel.newUnlimitedChannel());
  }

  private interface Maker {
    Channel<Integer> make(int n);
  }

  private static void add(JoxRows rows, String capacity, Maker maker) {
    rows.row("one-to-one-" + capacity, n -> oneToOne(maker.make(n), n));
    rows.row("many-to-one-" + capacity, n -> manyToOne(maker.make(n), n));
    rows.row("many-to-many-" + capacity, n -> manyToMany(maker.make(n), n));
    rows.row("select-receive-" + capacity, n -> selectReceive(channels(maker, n), n));
    if (!capacity.equals("1")) { // that never ends: Gaps says why
      rows.row("select-both-" + capacity, n -> selectBoth(channels(maker, n), n));
    }
  }

  private static List<Channel<Integer>> channels(Maker maker, int n) {
    List<Channel<Integer>> channels = new ArrayList<>();
    for (int k = 0; k < THREADS; k++) {
      channels.add(maker.make(n));
    }
    return channels;
  }

  private static long sequential(Channel<Integer> ch, int n) throws InterruptedException {
    ChannelRows.sendAll(ch, n);
    return ChannelRows.receiveAll(ch, n);
  }

  private static long oneToOne(Channel<Integer> ch, int n) throws InterruptedException {
    start(() -> ChannelRows.sendAll(ch, n));
    return ChannelRows.receiveAll(ch, n);
  }

  private static long manyToOne(Channel<Integer> ch, int n) throws InterruptedException {
    for (int k = 0; k < THREADS; k++) {
      start(() -> ChannelRows.sendAll(ch, n / THREADS));
    }
    return ChannelRows.receiveAll(ch, n);
  }

  private static long manyToMany(Channel<Integer> ch, int n) throws InterruptedException {
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

  private static long selectReceive(List<Channel<Integer>> channels, int n)
      throws InterruptedException {
    for (Channel<Integer> ch : channels) {
      start(() -> ChannelRows.sendAll(ch, n / THREADS));
    }
    return receiveAny(channels, n);
  }

  private static long selectBoth(List<Channel<Integer>> channels, int n)
      throws InterruptedException {
    var done = new CountDownLatch(2 * THREADS);
    var sum = new AtomicLong();
    for (int k = 0; k < THREADS; k++) {
      start(() -> {
        sendAny(channels, n / THREADS);
        done.countDown();
      });
      start(() -> {
        sum.addAndGet(receiveAny(channels, n / THREADS));
        done.countDown();
      });
    }
    done.await();
    return sum.get();
  }

  private static void sendAny(List<Channel<Integer>> channels, int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      SelectClause<?>[] clauses = new SelectClause<?>[channels.size()];
      for (int k = 0; k < clauses.length; k++) {
        clauses[k] = channels.get(k).sendClause(element(i));
      }
      select(clauses);
    }
  }

  private static long receiveAny(List<Channel<Integer>> channels, int n)
      throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (Integer) select(SelectRows.receiveClauses(channels));
    }
    return sum;
  }
}
