package dev.millrace.bench.jox;

import static dev.millrace.bench.jox.JoxRows.channel;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Threads.start;
import static dev.millrace.bench.worker.Work.work;

import com.softwaremill.jox.Channel;
import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Probes;
import dev.millrace.bench.worker.Turns;
import dev.millrace.bench.worker.Work;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How virtual threads with Jox's channels are run: many, politely, side by side; beside it:
 * go/running.go.
 */
final class RunningRows {
  private static final int PAIRS = 5_000;
  private static final int PARKED = 10_000;
  private static final Duration MILLI = Duration.ofMillis(1);

  private RunningRows() {}

  static void addTo(JoxRows rows) {
    for (int count : new int[] {1, 1_000, 100_000}) {
      rows.figures("scale-" + count, RunningRows::scale);
    }
    // A thousand times as many, or neither clock nor collector would see them.
    rows.figures("units-8", (n, figures) -> scale(1_000 * n, figures) / 1_000);
    rows.figures("handoff-busy", RunningRows::handoffBusy);
    rows.figures(
        "longest-wait-hogs",
        (n, figures) -> Turns.longestBesideHogs(hog -> start(hog::run), n, figures));
    rows.figures("longest-wait-ping-pong", RunningRows::longestWaitBesidePingPong);
    rows.figures("cpu-trickle", RunningRows::cpuOfTrickle);
    rows.figures("cpu-parked", RunningRows::cpuOfParked);
    rows.figures("work-pairs", RunningRows::workPairs);
    rows.figures("work-stages-2us", (n, figures) -> workStages(Work.TWO_MICROS, n, figures));
    rows.figures("work-stages-20us", (n, figures) -> workStages(10 * Work.TWO_MICROS, n, figures));
  }

  // ---- scale

  private static long scale(int n, Figures figures) throws InterruptedException {
    Channel<Integer> wake = channel(0);
    Channel<Integer> end = channel(0);
    var started = new CountDownLatch(n);
    var woken = new CountDownLatch(n);
    var ended = new CountDownLatch(n);
    var ran = new AtomicLong();
    long before = Probes.liveBytes(n);
    long t0 = System.nanoTime();
    for (int i = 0; i < n; i++) {
      start(() -> {
        started.countDown();
        parkDeep(3, wake);
        ran.incrementAndGet();
        woken.countDown();
        parkDeep(3, end);
        ended.countDown();
      });
    }
    started.await();
    long t1 = System.nanoTime();
    figures.put("bytes", (Probes.liveBytes(n) - before) / (double) n);
    long t2 = System.nanoTime();
    wake.done();
    woken.await();
    long t3 = System.nanoTime();
    end.done();
    ended.await();
    figures.lifecycle(n, t1 - t0, t3 - t2, System.nanoTime() - t3);
    return ran.get();
  }

  /** Waits below a small stack, until the channel is closed. */
  private static void parkDeep(int depth, Channel<Integer> closed) throws InterruptedException {
    if (depth > 0) {
      parkDeep(depth - 1, closed);
    } else {
      closed.receiveOrClosed();
    }
  }

  // ---- latency and politeness: all end by their own clocks, for whoever should end them may get
  // no turn

  /**
   * A message a millisecond; each counts from when it was due, or one that starves would not show.
   */
  private static long handoffBusy(int n, Figures figures) throws InterruptedException {
    long began = System.nanoTime();
    long until = began + n * 1_000_000L;
    var busy = new CountDownLatch(4 * Turns.carriers());
    var worked = new AtomicLong(); // or the compiler would see that nobody needs the work
    for (int k = 0; k < 2 * Turns.carriers(); k++) {
      Channel<Integer> ch = channel(0);
      start(() -> {
        for (int i = 0; System.nanoTime() - until < 0; i++) {
          ch.send(work(element(i), Work.TWO_MICROS));
        }
        ch.done();
        busy.countDown();
      });
      start(() -> {
        while (ch.receiveOrClosed() instanceof Integer i) {
          worked.addAndGet(work(i, Work.TWO_MICROS));
        }
        busy.countDown();
      });
    }
    Channel<Long> dueTimes = channel(0);
    start(() -> {
      for (int i = 1; i <= n; i++) {
        long due = began + i * 1_000_000L;
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        dueTimes.send(due);
      }
    });
    long[] latencies = new long[n];
    for (int i = 0; i < n; i++) {
      long due = dueTimes.receive();
      latencies[i] = System.nanoTime() - due;
    }
    busy.await();
    figures.latencies(latencies);
    return n;
  }

  private static long longestWaitBesidePingPong(int n, Figures figures)
      throws InterruptedException {
    long until = System.nanoTime() + n * 1_000_000L;
    var players = new CountDownLatch(2 * Turns.carriers());
    for (int k = 0; k < Turns.carriers(); k++) {
      Channel<Integer> ping = channel(0);
      Channel<Integer> pong = channel(0);
      start(() -> {
        for (int i = 0; System.nanoTime() - until < 0; i++) {
          ping.send(element(i));
          pong.receive();
        }
        ping.done();
        players.countDown();
      });
      start(() -> {
        while (ping.receiveOrClosed() instanceof Integer i) {
          pong.send(i);
        }
        players.countDown();
      });
    }
    long longest = 0;
    while (System.nanoTime() - until < 0) {
      longest = Math.max(longest, Turns.await());
    }
    players.await();
    figures.put("longest", longest / 1e3);
    return n;
  }

  private static long cpuOfTrickle(int n, Figures figures) throws InterruptedException {
    Channel<Integer> ch = channel(0);
    long cpu = Probes.cpuNanos();
    long began = System.nanoTime();
    start(() -> {
      for (int i = 0; i < n; i++) {
        Thread.sleep(MILLI);
        ch.send(element(i));
      }
    });
    long sum = ChannelRows.receiveAll(ch, n);
    figures.put("cpu", 100.0 * (Probes.cpuNanos() - cpu) / (System.nanoTime() - began));
    return sum;
  }

  private static long cpuOfParked(int n, Figures figures) throws InterruptedException {
    Channel<Integer> end = channel(0);
    var ended = new CountDownLatch(PARKED);
    for (int k = 0; k < PARKED; k++) {
      start(() -> {
        parkDeep(3, end);
        ended.countDown();
      });
    }
    Thread.sleep(Duration.ofMillis(100)); // for all of them to park
    long cpu = Probes.cpuNanos();
    long began = System.nanoTime();
    Thread.sleep(Duration.ofMillis(n));
    figures.put("cpu", 100.0 * (Probes.cpuNanos() - cpu) / (System.nanoTime() - began));
    end.done();
    ended.await();
    return n;
  }

  // ---- parallel work

  private static long workPairs(int n, Figures figures) throws InterruptedException {
    long t0 = System.nanoTime();
    long alone = 0;
    for (int k = 0; k < PAIRS; k++) {
      for (int i = 0; i < n; i++) {
        alone += work(element(i), Work.TWO_MICROS);
      }
    }
    long t1 = System.nanoTime();
    var done = new CountDownLatch(2 * PAIRS);
    var sum = new AtomicLong();
    for (int k = 0; k < PAIRS; k++) {
      Channel<Integer> ch = channel(0);
      start(() -> {
        for (int i = 0; i < n; i++) {
          ch.send(work(element(i), Work.TWO_MICROS));
        }
        done.countDown();
      });
      start(() -> {
        sum.addAndGet(ChannelRows.receiveAll(ch, n));
        done.countDown();
      });
    }
    done.await();
    long t2 = System.nanoTime();
    figures.sideBySide(PAIRS * n, t1 - t0, t2 - t1);
    return sum.get() + alone;
  }

  private static long workStages(int steps, int n, Figures figures) throws InterruptedException {
    long t0 = System.nanoTime();
    long alone = 0;
    for (int i = 0; i < n; i++) {
      alone += work(work(element(i), steps), steps);
    }
    long t1 = System.nanoTime();
    Channel<Integer> ch = channel(0);
    start(() -> {
      for (int i = 0; i < n; i++) {
        ch.send(work(element(i), steps));
      }
    });
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += work(ch.receive(), steps);
    }
    long t2 = System.nanoTime();
    figures.sideBySide(n, t1 - t0, t2 - t1);
    return sum + alone;
  }
}
