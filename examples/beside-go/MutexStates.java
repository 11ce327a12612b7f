// A mutex belongs to nobody: one goroutine may lock it and another unlock it. To unlock one that
// is not locked ends the process.
// Ends with exit code 2: sync: unlock of unlocked mutex
//
// In Go that is a fatal error, which cannot be recovered; in Millrace an exception like any other.

import static dev.millrace.Go.*;

import module dev.millrace;

int counter;

void main() throws InterruptedException {
  var mu = new Mutex();
  IO.println("try " + mu.tryLock() + " " + mu.tryLock());
  Chan<Boolean> unlocked = Chan.make();
  go(() -> {
    mu.unlock();
    unlocked.close();
  });
  unlocked.receiveOrClosed();
  IO.println("try after another's unlock " + mu.tryLock());
  mu.unlock();

  var wg = new WaitGroup();
  for (int g = 0; g < 8; g++) {
    wg.go(() -> {
      for (int i = 0; i < 1000; i++) {
        try (var _ = mu.acquire()) {
          counter++;
        }
      }
    });
  }
  wg.await();
  IO.println("counter " + counter);
  mu.unlock();
}
