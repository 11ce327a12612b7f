// One million goroutines wait on one channel; its close releases them all.
// Go: <-gate and close(gate). Node.js: a million promises; these are whole threads of control.

import static dev.millrace.Go.*;

import module dev.millrace;

static final int MILLION = 1_000_000;

long usedMegabytes() {
  System.gc();
  Runtime jvm = Runtime.getRuntime();
  return (jvm.totalMemory() - jvm.freeMemory()) >> 20;
}

void main() throws InterruptedException {
  long before = usedMegabytes();
  Chan<Integer> gate = Chan.make();
  var started = new WaitGroup();
  var released = new AtomicInteger();
  var finished = new WaitGroup();

  started.add(MILLION);
  for (int i = 0; i < MILLION; i++) {
    finished.go(() -> {
      started.done();
      gate.receiveOrClosed();
      released.incrementAndGet();
    });
  }

  started.await();
  long megabytes = usedMegabytes() - before;
  IO.println(MILLION + " goroutines wait, and take " + megabytes + " MB of heap");

  gate.close();
  finished.await();
  IO.println(released + " were released");
}
