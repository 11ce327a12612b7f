// Readers share a lock, and a writer that waits for them holds off new ones.
// Ends with exit code 2: sync: RUnlock of unlocked RWMutex
//
// One RUnlock too many is a fatal error in Go; in Millrace an exception like any other.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  var mu = new RwMutex();
  var read = mu.readLock();
  var write = mu.writeLock();
  read.lock();
  IO.println("beside a reader: read " + read.tryLock() + " write " + write.tryLock());
  read.unlock();

  Chan<Boolean> wrote = Chan.make();
  go(() -> {
    write.lock();
    IO.println("the writer writes");
    IO.println("beside a writer: read " + read.tryLock() + " write " + write.tryLock());
    write.unlock();
    wrote.close();
  });
  while (read.tryLock()) { // until the writer waits
    read.unlock();
    sleep(Duration.ofMillis(1));
  }
  IO.println("the reader is done");
  read.unlock();
  wrote.receiveOrClosed();
  IO.println("after both: write " + write.tryLock());
  write.unlock();
  read.unlock();
}
