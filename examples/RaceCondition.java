// A data race, and its two fixes: a mutex, or a channel.
// Go: counter++ in goroutines, sync.Mutex. Node.js: has no such thing, as only one thread runs.

import static dev.millrace.Go.*;

import module dev.millrace;

static final int GOROUTINES = 10;
static final int TIMES = 100_000;

int counter;

void race() throws InterruptedException {
  counter = 0;
  var wg = new WaitGroup();
  for (int g = 0; g < GOROUTINES; g++) {
    wg.go(() -> {
      for (int i = 0; i < TIMES; i++) counter++; // read, add, write: another may come between
    });
  }
  wg.await();
  IO.println("race: " + counter + " of 1000000, as updates may be lost");
}

void withMutex() throws InterruptedException {
  counter = 0;
  var mutex = new Mutex();
  var wg = new WaitGroup();
  for (int g = 0; g < GOROUTINES; g++) {
    wg.go(() -> {
      for (int i = 0; i < TIMES; i++) {
        mutex.lock();
        try {
          counter++;
        } finally {
          mutex.unlock(); // or: try (var _ = mutex.acquire()) { counter++; }
        }
      }
    });
  }
  wg.await();
  IO.println("mutex: " + counter);
}

// Do not communicate by sharing memory; share memory by communicating.
void withChannel() throws InterruptedException {
  Chan<Integer> increments = Chan.make(100);
  var total = async(() -> increments.stream().mapToInt(n -> n).sum()); // the only one to count
  var wg = new WaitGroup();
  for (int g = 0; g < GOROUTINES; g++) {
    wg.go(() -> {
      for (int i = 0; i < TIMES; i++) increments.send(1);
    });
  }
  wg.await();
  increments.close();
  IO.println("channel: " + total.await());
}

void main() throws InterruptedException {
  race();
  withMutex();
  withChannel();
}
