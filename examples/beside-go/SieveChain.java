// The prime sieve: a chain that grows by one filter a prime, each a goroutine.

import static dev.millrace.Go.*;

import module dev.millrace;

void filter(Receiver<Integer> in, Sender<Integer> out, int prime) throws InterruptedException {
  for (int n : in) {
    if (n % prime != 0) out.send(n);
  }
  out.close();
}

void main() throws InterruptedException {
  Chan<Integer> first = Chan.make();
  go(() -> {
    for (int n = 2; n < 200; n++) first.send(n);
    first.close();
  });
  Receiver<Integer> numbers = first;
  while (numbers.receiveOrClosed() instanceof Value(var prime)) {
    IO.println(prime);
    Receiver<Integer> in = numbers;
    Chan<Integer> rest = Chan.make();
    go(() -> filter(in, rest, prime));
    numbers = rest;
  }
  IO.println("closed through the whole chain");
}
