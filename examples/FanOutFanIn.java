// Fan-out, fan-in: several workers read from one channel, and their results are merged into one.
// Go: fanOut and fanIn with a sync.WaitGroup. Node.js: merging async iterators.
// Pipeline.fanOut and Pipeline.merge are the ready-made form.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> worker(Receiver<Integer> in) {
  return produce(out -> {
    for (int n : in) out.send(n * n);
  });
}

List<Receiver<Integer>> fanOut(Receiver<Integer> ch, int n) {
  List<Receiver<Integer>> channels = new ArrayList<>();
  for (int i = 0; i < n; i++) {
    channels.add(worker(ch));
  }
  return channels;
}

Receiver<Integer> fanIn(List<Receiver<Integer>> channels) {
  var wg = new WaitGroup();
  Chan<Integer> merged = Chan.make();

  wg.add(channels.size());
  for (Receiver<Integer> c : channels) {
    go(() -> {
      for (int n : c) merged.send(n);
      wg.done();
    });
  }

  go(() -> {
    wg.await();
    merged.close();
  });

  return merged;
}

void main() {
  Receiver<Integer> numbers =
      produce(out -> {
        for (int n = 1; n <= 9; n++) out.send(n);
      });
  for (int square : fanIn(fanOut(numbers, 3))) {
    IO.println(square); // in any order
  }
}
