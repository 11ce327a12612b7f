// A generator: a goroutine produces, the caller ranges.
// Go: a function that returns a channel. Node.js: async function*.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> fibonacci(int n) {
  Chan<Integer> ch = Chan.make();
  go(() -> {
    int a = 0;
    int b = 1;
    for (int i = 0; i < n; i++) {
      ch.send(a);
      int next = a + b;
      a = b;
      b = next;
    }
    ch.close();
  });
  return ch;
}

void main() {
  for (int num : fibonacci(10)) {
    IO.println(num);
  }
}
