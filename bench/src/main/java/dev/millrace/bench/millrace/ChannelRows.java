package dev.millrace.bench.millrace;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.bench.worker.Elements.element;

import dev.millrace.Chan;
import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.Sender;
import dev.millrace.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicLong;

/** Channels and goroutines; beside it: go/channels.go. */
final class ChannelRows {
  private static final int STAGES = 10_000;
  private static final int PAIRS = 10_000;

  private ChannelRows() {}

  static void addTo(MillraceRows rows) {
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

  static void sendAll(Sender<Integer> ch, int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      ch.send(element(i));
    }
  }

  static long receiveAll(Receiver<Integer> ch, int n) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += ch.receive();
    }
    return sum;
  }

  private static long oneToOne(int capacity, int n) throws InterruptedException {
    Chan<Integer> ch = Chan.make(capacity);
    go(() -> sendAll(ch, n));
    return receiveAll(ch, n);
  }

  private static long fourToFour(int capacity, int n) throws InterruptedException {
    Chan<Integer> ch = Chan.make(capacity);
    var wg = new WaitGroup();
    var sum = new AtomicLong();
    for (int k = 0; k < 4; k++) {
      wg.go(() -> sendAll(ch, n / 4));
      wg.go(() -> sum.addAndGet(receiveAll(ch, n / 4)));
    }
    wg.await();
    return sum.get();
  }

  private static long uncontended(int n) throws InterruptedException {
    Chan<Integer> ch = Chan.make(128);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      ch.send(element(i));
      sum += ch.receive();
    }
    return sum;
  }

  private static long pingPong(int n) throws InterruptedException {
    Chan<Integer> ping = Chan.make();
    Chan<Integer> pong = Chan.make();
    go(() -> {
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
    var wg = new WaitGroup();
    var ran = new AtomicLong();
    wg.add(n);
    for (int i = 0; i < n; i++) {
      go(() -> {
        ran.incrementAndGet();
        wg.done();
      });
    }
    wg.await();
    return ran.get();
  }

  private static long spawnResult(int n) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      int element = element(i);
      sum += async(() -> element).await();
    }
    return sum;
  }

  /** The primes below n: each that is found becomes one more filter. */
  private static long sieve(int n) throws InterruptedException {
    Chan<Integer> numbers = Chan.make();
    go(() -> {
      try (numbers) {
        for (int i = 2; i < n; i++) {
          numbers.send(i);
        }
      }
    });
    long sum = 0;
    Receiver<Integer> in = numbers;
    while (in.receiveOrClosed() instanceof Received.Value(Integer prime)) {
      sum += prime;
      Receiver<Integer> unfiltered = in;
      Chan<Integer> filtered = Chan.make();
      go(() -> filter(unfiltered, filtered, prime));
      in = filtered;
    }
    return sum;
  }

  private static void filter(Receiver<Integer> in, Sender<Integer> out, int prime)
      throws InterruptedException {
    try (out) {
      for (int i : in) {
        if (i % prime != 0) {
          out.send(i);
        }
      }
    }
  }

  private static long chain(int capacity, int n) throws InterruptedException {
    Chan<Integer> first = Chan.make(capacity);
    go(() -> sendAll(first, n));
    Chan<Integer> in = first;
    for (int stage = 1; stage < STAGES; stage++) {
      Chan<Integer> from = in;
      Chan<Integer> to = Chan.make(capacity);
      go(() -> {
        for (int i = 0; i < n; i++) {
          to.send(from.receive());
        }
      });
      in = to;
    }
    return receiveAll(in, n);
  }

  private static long pairs(int pairs, int capacity, int n) throws InterruptedException {
    var wg = new WaitGroup();
    var sum = new AtomicLong();
    for (int k = 0; k < pairs; k++) {
      Chan<Integer> ch = Chan.make(capacity);
      wg.go(() -> sendAll(ch, n));
      wg.go(() -> sum.addAndGet(receiveAll(ch, n)));
    }
    wg.await();
    return sum.get();
  }
}
