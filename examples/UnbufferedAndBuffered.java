// Channels, unbuffered and buffered: send, receive, close, and whether there was anything.
// Go: make(chan int), make(chan int, 100), ch <- v, v, ok := <-ch. Node.js: an EventEmitter.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<Integer> unbuffered = Chan.make();
  go(() -> unbuffered.send(42)); // waits until somebody receives
  int value = unbuffered.receive();
  IO.println("received " + value);

  Chan<String> buffered = Chan.make(100);
  buffered.send("first"); // waits only when the buffer is full
  buffered.send("second");
  IO.println(buffered.length() + " of " + buffered.capacity() + " places are taken");
  buffered.close();

  // value, ok := <-ch: what is in the buffer still comes out, then the end.
  for (int i = 0; i < 3; i++) {
    switch (buffered.receiveOrClosed()) {
      case Value(var text) -> IO.println("received " + text);
      case Closed(_) -> IO.println("closed");
    }
  }
}
