package dev.millrace.bench.race;

import static dev.millrace.Go.go;

import dev.millrace.Chan;
import dev.millrace.bench.worker.Figures;
import dev.millrace.bench.worker.Probes;
import dev.millrace.sync.WaitGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What memory is used, as the operating system sees it: each is run in a process of its own. */
final class FootprintKernels {
  private static final int[] PARKED = {8_000, 100_000, 1_000_000};

  private FootprintKernels() {}

  static void addTo(RaceKernels kernels) {
    kernels.figures("memory-idle", (_, figures) -> peak(1, figures));
    kernels.figures(
        "memory-tree",
        (n, figures) -> {
          StandardKernels.Tree tree = StandardKernels.Tree.make(n);
          return peak(tree.count(), figures);
        });
    kernels.figures("memory-array", FootprintKernels::array);
    kernels.figures("memory-map", FootprintKernels::map);
    for (int count : PARKED) {
      kernels.figures("parked-" + count, FootprintKernels::parked);
    }
  }

  private static long array(int n, Figures figures) throws IOException {
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = i & 127;
    }
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return peak(sum, figures);
  }

  private static long map(int n, Figures figures) throws IOException {
    Map<Integer, Long> map = new HashMap<>();
    for (int i = 0; i < n; i++) {
      map.put(i, (long) i);
    }
    return peak(map.size(), figures);
  }

  private static long peak(long sum, Figures figures) throws IOException {
    figures.put("peak", status("VmHWM:") / 1e6);
    return sum;
  }

  /** Goroutines that wait for a channel to be closed, all at once. */
  private static long parked(int n, Figures figures) throws Exception {
    Chan<Void> end = Chan.make();
    var started = new WaitGroup();
    var ended = new WaitGroup();
    started.add(n);
    ended.add(n);
    long live = Probes.liveBytes(n);
    long resident = status("VmRSS:");
    long began = System.nanoTime();
    for (int i = 0; i < n; i++) {
      go(() -> {
        started.done();
        end.receiveOrClosed();
        ended.done();
      });
    }
    started.await();
    long nanos = System.nanoTime() - began;
    figures.put("bytes", (Probes.liveBytes(n) - live) / (double) n);
    figures.put("resident", (status("VmRSS:") - resident) / (double) n);
    began = System.nanoTime();
    end.close();
    ended.await();
    figures.put("life", (nanos + System.nanoTime() - began) / (double) n);
    return n;
  }

  /** A line of what Linux says about this process, in bytes. */
  private static long status(String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
    for (String line : lines) {
      if (line.startsWith(name)) {
        return 1_024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + name + " in /proc/self/status");
  }
}
