package dev.millrace.bench.jox;

import static dev.millrace.bench.jox.JoxRows.channel;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Threads.start;

import com.softwaremill.jox.Channel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Jox channels and virtual threads; beside it: go/channels.go. */
final class ChannelRows {
  private static final int STAGES = 10_000;
  private static final int PAIRS = 10_000;

  private ChannelRows() {}

  static void addTo(JoxRows rows) {
    rows.row("rendezvous", n -> oneToOne(0, n));
    rows.row("buffered-16", n -> oneToOne(16, n));
    rows.row("buffered-100", n -> oneToOne(100, n));
    for (int capacity : new int[] {0, 16, 100, 1000}) {
      rows.row("four-to-four-" + capacity, n -> fourToFour(capacity, n));
    }
    rows.row("uncontended", ChannelRows::uncontended);
    rows.row("ping-pong", ChannelRows::pingPong);
    rows.row("spawn", ChannelRows::spawn);
    rows.row("spawn-result", ChannelRows::spawnResult);
    rows.row("sieve", ChannelRows::sieve);
    for (int capacity : new int[] {0, 16, 100}) {
      rows.row("chain-" + capacity, n -> chain(capacity, n));
      rows.row("pairs-" + capacity, n -> pairs(PAIRS, capacity, n));
    }
    for (int carriers : new int[] {1, 2, 4, 8}) {
      rows.row("carriers-" + carriers, n -> pairs(100, 16, n));
    }
  }

  static void sendAll(Channel<Integer> ch, int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      ch.send(element(i));
    }
  }

  static long receiveAll(Channel<Integer> ch, int n) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += ch.receive();
    }
    return sum;
  }

  private static long oneToOne(int capacity, int n) throws InterruptedException {
    Channel<Integer> ch = channel(capacity);
    start(() -> sendAll(ch, n));
    return receiveAll(ch, n);
  }

  private static long fourToFour(int capacity, int n) throws InterruptedException {
    Channel<Integer> ch = channel(capacity);
    var done = new CountDownLatch(8);
    var sum = new AtomicLong();
    for (int k = 0; k < 4; k++) {
      start(() -> {
        sendAll(ch, n / 4);
        done.countDown();
      });
      start(() -> {
        sum.addAndGet(receiveAll(ch, n / 4));
        done.countDown();
      });
    }
    done.await();
    return sum.get();
  }

  private static long uncontended(int n) throws InterruptedException {
    Channel<Integer> ch = channel(128);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      ch.send(element(i));
      sum += ch.receive();
    }
    return sum;
  }

  private static long pingPong(int n) throws InterruptedException {
    Channel<Integer> ping = channel(0);
    Channel<Integer> pong = channel(0);
    start(() -> {
      for (int i = 0; i < n; i++) {
        pong.send(ping.receive());
      }
    });
    long sum = 0;
    for (int i = 0; i < n; i++) {
      ping.send(element(i));
      sum += pong.receive();
    }
    return sum;
  }

  private static long spawn(int n) throws InterruptedException {
    var done = new CountDownLatch(n);
    var ran = new AtomicLong();
    for (int i = 0; i < n; i++) {
      start(() -> {
        ran.incrementAndGet();
        done.countDown();
      });
    }
    done.await();
    return ran.get();
  }

  private static long spawnResult(int n) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      int element = element(i);
      Channel<Integer> result = channel(0);
      start(() -> result.send(element));
      sum += result.receive();
    }
    return sum;
  }

  /** The primes below n: each that is found becomes one more filter. */
  private static long sieve(int n) throws InterruptedException {
    Channel<Integer> numbers = channel(0);
    start(() -> {
      for (int i = 2; i < n; i++) {
        numbers.send(i);
      }
      numbers.done();
    });
    long sum = 0;
    Channel<Integer> in = numbers;
    while (in.receiveOrClosed() instanceof Integer prime) {
      sum += prime;
      Channel<Integer> unfiltered = in;
      Channel<Integer> filtered = channel(0);
      start(() -> filter(unfiltered, filtered, prime));
      in = filtered;
    }
    return sum;
  }

  private static void filter(Channel<Integer> in, Channel<Integer> out, int prime)
      throws InterruptedException {
    while (in.receiveOrClosed() instanceof Integer i) {
      if (i % prime != 0) {
        out.send(i);
      }
    }
    out.done();
  }

  private static long chain(int capacity, int n) throws InterruptedException {
    Channel<Integer> first = channel(capacity);
    start(() -> sendAll(first, n));
    Channel<Integer> in = first;
    for (int stage = 1; stage < STAGES; stage++) {
      Channel<Integer> from = in;
      Channel<Integer> to = channel(capacity);
      start(() -> {
        for (int i = 0; i < n; i++) {
          to.send(from.receive());
        }
      });
      in = to;
    }
    return receiveAll(in, n);
  }

  private static long pairs(int pairs, int capacity, int n) throws InterruptedException {
    var done = new CountDownLatch(2 * pairs);
    var sum = new AtomicLong();
    for (int k = 0; k < pairs; k++) {
      Channel<Integer> ch = channel(capacity);
      start(() -> {
        sendAll(ch, n);
        done.countDown();
      });
      start(() -> {
        sum.addAndGet(receiveAll(ch, n));
        done.countDown();
      });
    }
    done.await();
    return sum.get();
  }
}
