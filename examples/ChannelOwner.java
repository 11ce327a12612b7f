// Channel ownership: the producer makes, fills and closes the channel; the consumer can only read.
// Go: <-chan int as the result type. Node.js: handing out an async iterator instead of the emitter.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> producer() {
  Chan<Integer> ch = Chan.make();
  go(() -> {
    try (ch) { // defer close(ch)
      for (int i = 0; i < 5; i++) {
        ch.send(i);
      }
    }
  });
  return ch;
}

// The same in one call. If the body fails, so does the range of whoever reads.
Receiver<Integer> shorter() {
  return produce(ch -> {
    for (int i = 5; i < 10; i++) {
      ch.send(i);
    }
  });
}

void consumer(Receiver<Integer> ch) {
  for (int num : ch) {
    IO.println(num);
  }
}

void main() {
  consumer(producer());
  consumer(shorter());
}
