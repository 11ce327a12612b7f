// When main returns the process ends, whatever goroutines still run; their deferred calls do not.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<Integer> ready = Chan.make();
  for (int i = 0; i < 3; i++) {
    int n = i;
    go(() -> {
      try {
        ready.send(n);
        sleep(Duration.ofHours(1));
        throw new AssertionError("never reached");
      } finally {
        IO.println("never printed");
      }
    });
  }
  IO.println("sum of those who run " + (ready.receive() + ready.receive() + ready.receive()));
}
