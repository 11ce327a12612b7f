// A daisy chain of ten thousand goroutines: each adds one to what its neighbour gives it.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<Integer> leftmost = Chan.make();
  Chan<Integer> left = leftmost;
  for (int i = 0; i < 10_000; i++) {
    Sender<Integer> to = left;
    Chan<Integer> right = Chan.make();
    go(() -> to.send(1 + right.receive()));
    left = right;
  }
  Sender<Integer> rightmost = left;
  go(() -> rightmost.send(1));
  IO.println(leftmost.receive());
}
