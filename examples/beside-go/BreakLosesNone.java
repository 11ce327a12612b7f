// To break out of a range over a channel loses no element: the next range goes on where it was.

import static dev.millrace.Go.*;

import module dev.millrace;

int firstMultiple(Receiver<Integer> in, int of) {
  for (int n : in) {
    if (n % of == 0) return n;
  }
  return -1;
}

void main() throws InterruptedException {
  Chan<Integer> unbuffered = Chan.make(), buffered = Chan.make(10);
  for (var ch : List.of(unbuffered, buffered)) {
    go(() -> {
      try (ch) {
        for (int n = 1; n <= 20; n++) ch.send(n);
      }
    });
    IO.print(firstMultiple(ch, 7) + " " + ch.receive() + " ");
    IO.println(firstMultiple(ch, 6) + " " + ch.receive());
    int left = 0;
    for (int _ : ch) left++;
    IO.println("left " + left + " " + firstMultiple(ch, 1));
  }
}
