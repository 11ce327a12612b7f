package dev.millrace.bench.juc;

import static dev.millrace.bench.juc.JucRows.queue;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Threads.start;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/** Blocking queues and virtual threads; beside it: go/channels.go. */
final class ChannelRows {
  private static final int STAGES = 10_000;
  private static final int PAIRS = 10_000;

  /** A queue cannot be closed: this says that nothing more comes. */
  static final int END = -1;

  private ChannelRows() {}

  static void addTo(JucRows rows) {
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

  static void sendAll(BlockingQueue<Integer> ch, int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      ch.put(element(i));
    }
  }

  static long receiveAll(BlockingQueue<Integer> ch, int n) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += ch.take();
    }
    return sum;
  }

  private static long oneToOne(int capacity, int n) throws InterruptedException {
    BlockingQueue<Integer> ch = queue(capacity);
    start(() -> sendAll(ch, n));
    return receiveAll(ch, n);
  }

  private static long fourToFour(int capacity, int n) throws InterruptedException {
    BlockingQueue<Integer> ch = queue(capacity);
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
    BlockingQueue<Integer> ch = queue(128);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      ch.put(element(i));
      sum += ch.take();
    }
    return sum;
  }

  private static long pingPong(int n) throws InterruptedException {
    BlockingQueue<Integer> ping = queue(0);
    BlockingQueue<Integer> pong = queue(0);
    start(() -> {
      for (int i = 0; i < n; i++) {
        pong.put(ping.take());
      }
    });
    long sum = 0;
    for (int i = 0; i < n; i++) {
      ping.put(element(i));
      sum += pong.take();
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

  private static long spawnResult(int n) throws InterruptedException, ExecutionException {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      int element = element(i);
      var task = new FutureTask<>(() -> element);
      Thread.startVirtualThread(task);
      sum += task.get();
    }
    return sum;
  }

  /** The primes below n: each that is found becomes one more filter. */
  private static long sieve(int n) throws InterruptedException {
    BlockingQueue<Integer> numbers = queue(0);
    start(() -> {
      for (int i = 2; i < n; i++) {
        numbers.put(i);
      }
      numbers.put(END);
    });
    long sum = 0;
    BlockingQueue<Integer> in = numbers;
    for (int prime = in.take(); prime != END; prime = in.take()) {
      sum += prime;
      int divisor = prime;
      BlockingQueue<Integer> unfiltered = in;
      BlockingQueue<Integer> filtered = queue(0);
      start(() -> filter(unfiltered, filtered, divisor));
      in = filtered;
    }
    return sum;
  }

  private static void filter(BlockingQueue<Integer> in, BlockingQueue<Integer> out, int prime)
      throws InterruptedException {
    for (Integer i = in.take(); i != END; i = in.take()) {
      if (i % prime != 0) {
        out.put(i);
      }
    }
    out.put(END);
  }

  private static long chain(int capacity, int n) throws InterruptedException {
    BlockingQueue<Integer> first = queue(capacity);
    start(() -> sendAll(first, n));
    BlockingQueue<Integer> in = first;
    for (int stage = 1; stage < STAGES; stage++) {
      BlockingQueue<Integer> from = in;
      BlockingQueue<Integer> to = queue(capacity);
      start(() -> {
        for (int i = 0; i < n; i++) {
          to.put(from.take());
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
      BlockingQueue<Integer> ch = queue(capacity);
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
