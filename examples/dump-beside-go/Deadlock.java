// Ends with exit code 2: all goroutines are asleep - deadlock!
import static dev.millrace.Go.*;

import module dev.millrace;

void worker(Chan<Integer> ch) throws InterruptedException {
  ch.receive();
}

void main() throws InterruptedException {
  Chan<Integer> ch = Chan.make();
  go(() -> worker(ch));
  WaitGroup wg = new WaitGroup();
  wg.add(1);
  wg.await();
}
