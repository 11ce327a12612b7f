// A daisy chain: 100,000 goroutines in a row, each adding one to what its neighbour says.
// Go: the same, from "Go Concurrency Patterns". Node.js: a chain of 100,000 promises.

import static dev.millrace.Go.*;

import module dev.millrace;

void whisper(Sender<Integer> left, Receiver<Integer> right) throws InterruptedException {
  left.send(1 + right.receive());
}

void main() throws InterruptedException {
  Chan<Integer> leftmost = Chan.make();
  Chan<Integer> end = leftmost;
  for (int i = 0; i < 100_000; i++) {
    Chan<Integer> left = end;
    Chan<Integer> right = Chan.make();
    go(() -> whisper(left, right));
    end = right;
  }

  end.send(1);
  IO.println(leftmost.receive());
}
