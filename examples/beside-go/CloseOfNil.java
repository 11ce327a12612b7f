// A panic in a goroutine ends the process while main waits for it.
// Ends with exit code 2: close of nil channel

import module dev.millrace;

void main() throws InterruptedException {
  var wg = new WaitGroup();
  Chan<Integer> never = Chan.never();
  wg.go(never::close);
  wg.await();
  System.err.println("never printed");
}
