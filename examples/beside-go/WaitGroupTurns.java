// A WaitGroup lets go when its counter is zero, and can be used again; one done too many panics.
// Ends with exit code 2: sync: negative WaitGroup counter

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  var wg = new WaitGroup();
  var sum = new AtomicLong();
  wg.await();
  IO.println("nothing to wait for");
  for (int turn = 0; turn < 3; turn++) {
    wg.add(10);
    for (int i = 0; i < 10; i++) {
      int n = i;
      go(() -> {
        try {
          sum.addAndGet(n);
        } finally {
          wg.done();
        }
      });
    }
    wg.go(() -> sum.addAndGet(100));
    wg.await();
    IO.println("turn " + turn + " sum " + sum);
  }

  // Several may wait.
  wg.add(1);
  Chan<Boolean> gone = Chan.make();
  for (int i = 0; i < 3; i++) {
    go(() -> {
      wg.await();
      gone.send(true);
    });
  }
  wg.done();
  IO.println(gone.receive() + " " + gone.receive() + " " + gone.receive());
  wg.done();
}
