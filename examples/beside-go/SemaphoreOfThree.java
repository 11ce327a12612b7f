// A buffered channel as a semaphore: as many as its capacity run at once, and never more.

import static dev.millrace.Go.*;

import module dev.millrace;

static final int LIMIT = 3;

void main() throws InterruptedException {
  Chan<Boolean> places = Chan.make(LIMIT);
  Chan<Boolean> entered = Chan.make(), leave = Chan.make();
  var running = new AtomicLong();
  var wg = new WaitGroup();
  for (int i = 0; i < 10 * LIMIT; i++) {
    wg.go(() -> {
      places.send(true);
      if (running.incrementAndGet() > LIMIT) {
        throw new IllegalStateException("too many");
      }
      entered.send(true);
      leave.receive();
      running.decrementAndGet();
      places.receive();
    });
  }
  for (int turn = 0; turn < 10; turn++) {
    for (int i = 0; i < LIMIT; i++) {
      entered.receive(); // none of them leaves before all of them are in
    }
    IO.print("running " + running + " places taken " + places.length());
    IO.println(" of " + places.capacity());
    for (int i = 0; i < LIMIT; i++) {
      leave.send(true);
    }
  }
  wg.await();
  IO.println("places taken " + places.length());
}
