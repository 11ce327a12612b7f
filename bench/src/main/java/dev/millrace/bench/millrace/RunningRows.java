package dev.millrace.bench.millrace;

import static dev.millrace.Go.go;
import static dev.millrace.Go.sleep;
import static dev.millrace.bench.worker.Elements.element;
import static dev.millrace.bench.worker.Work.work;

import dev.millrace.Chan;
import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Probes;
import dev.millrace.bench.worker.Turns;
import dev.millrace.bench.worker.Work;
import dev.millrace.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How goroutines are run: many, politely, side by side; beside it: go/running.go. */
final class RunningRows {
  private static final int PAIRS = 5_000;
  private static final int PARKED = 10_000;
  private static final Duration MILLI = Duration.ofMillis(1);

  private RunningRows() {}

  static void addTo(MillraceRows rows) {
    for (int count : new int[] {1, 1_000, 100_000, 1_000_000}) {
      rows.figures("scale-" + count, RunningRows::scale);
    }
    // A thousand times as many, or neither clock nor collector would see them.
    rows.figures("units-8", (n, figures) -> scale(1_000 * n, figures) / 1_000);
    rows.figures("handoff-busy", RunningRows::handoffBusy);
    rows.figures(
        "longest-wait-hogs",
        (n, figures) -> Turns.longestBesideHogs(hog -> go(hog::run), n, figures));
    rows.figures("longest-wait-ping-pong", RunningRows::longestWaitBesidePingPong);
    rows.figures("cpu-trickle", RunningRows::cpuOfTrickle);
    rows.figures("cpu-parked", RunningRows::cpuOfParked);
    rows.figures("work-pairs", RunningRows::workPairs);
    rows.figures("work-stages-2us", (n, figures) -> workStages(Work.TWO_MICROS, n, figures));
    rows.figures("work-stages-20us", (n, figures) -> workStages(10 * Work.TWO_MICROS, n, figures));
  }

  // ---- scale

  private static long scale(int n, Figures figures) throws InterruptedException {
    Chan<Void> wake = Chan.make();
    Chan<Void> end = Chan.make();
    var started = new WaitGroup();
    var woken = new WaitGroup();
    var ended = new WaitGroup();
    started.add(n);
    woken.add(n);
    ended.add(n);
    var ran = new AtomicLong();
    long before = Probes.liveBytes(n);
    long t0 = System.nanoTime();
    for (int i = 0; i < n; i++) {
      go(() -> {
        started.done();
        parkDeep(3, wake);
        ran.incrementAndGet();
        woken.done();
        parkDeep(3, end);
        ended.done();
      });
    }
    started.await();
    long t1 = System.nanoTime();
    figures.put("bytes", (Probes.liveBytes(n) - before) / (double) n);
    long t2 = System.nanoTime();
    wake.close();
    woken.await();
    long t3 = System.nanoTime();
    end.close();
    ended.await();
    figures.lifecycle(n, t1 - t0, t3 - t2, System.nanoTime() - t3);
    return ran.get();
  }

  /** Waits below a small stack, until the channel is closed. */
  private static void parkDeep(int depth, Receiver<Void> closed) throws InterruptedException {
    if (depth > 0) {
      parkDeep(depth - 1, closed);
    } else if (!(closed.receiveOrClosed() instanceof Received.Closed)) {
      throw new IllegalStateException("not closed");
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
    var busy = new WaitGroup();
    var worked = new AtomicLong(); // or the compiler would see that nobody needs the work
    for (int k = 0; k < 2 * Turns.carriers(); k++) {
      Chan<Integer> ch = Chan.make();
      busy.go(() -> {
        try (ch) {
          for (int i = 0; System.nanoTime() - until < 0; i++) {
            ch.send(work(element(i), Work.TWO_MICROS));
          }
        }
      });
      busy.go(() -> {
        for (int i : ch) {
          worked.addAndGet(work(i, Work.TWO_MICROS));
        }
      });
    }
    Chan<Long> dueTimes = Chan.make();
    go(() -> {
      for (int i = 1; i <= n; i++) {
        long due = began + i * 1_000_000L;
        sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
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
    var players = new WaitGroup();
    for (int k = 0; k < Turns.carriers(); k++) {
      Chan<Integer> ping = Chan.make();
      Chan<Integer> pong = Chan.make();
      players.go(() -> {
        try (ping) {
          for (int i = 0; System.nanoTime() - until < 0; i++) {
            ping.send(element(i));
            pong.receive();
          }
        }
      });
      players.go(() -> {
        for (int i : ping) {
          pong.send(i);
        }
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
    Chan<Integer> ch = Chan.make();
    long cpu = Probes.cpuNanos();
    long began = System.nanoTime();
    go(() -> {
      for (int i = 0; i < n; i++) {
        sleep(MILLI);
        ch.send(element(i));
      }
    });
    long sum = ChannelRows.receiveAll(ch, n);
    figures.put("cpu", 100.0 * (Probes.cpuNanos() - cpu) / (System.nanoTime() - began));
    return sum;
  }

  private static long cpuOfParked(int n, Figures figures) throws InterruptedException {
    Chan<Void> end = Chan.make();
    var ended = new WaitGroup();
    for (int k = 0; k < PARKED; k++) {
      ended.go(() -> parkDeep(3, end));
    }
    sleep(Duration.ofMillis(100)); // for all of them to park
    long cpu = Probes.cpuNanos();
    long began = System.nanoTime();
    sleep(Duration.ofMillis(n));
    figures.put("cpu", 100.0 * (Probes.cpuNanos() - cpu) / (System.nanoTime() - began));
    end.close();
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
    var wg = new WaitGroup();
    var sum = new AtomicLong();
    for (int k = 0; k < PAIRS; k++) {
      Chan<Integer> ch = Chan.make();
      wg.go(() -> {
        for (int i = 0; i < n; i++) {
          ch.send(work(element(i), Work.TWO_MICROS));
        }
      });
      wg.go(() -> sum.addAndGet(ChannelRows.receiveAll(ch, n)));
    }
    wg.await();
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
    Chan<Integer> ch = Chan.make();
    go(() -> {
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
