// The prime sieve: a chain of goroutines; each lets through what its prime does not divide.
// Go: the classic of its first talks. Node.js: a chain of async generators.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> generate() {
  return produce(out -> {
    for (int i = 2; ; i++) out.send(i);
  });
}

Receiver<Integer> filter(Receiver<Integer> in, int prime) {
  return produce(out -> {
    for (int i : in) {
      if (i % prime != 0) out.send(i);
    }
  });
}

void main() throws InterruptedException {
  Receiver<Integer> numbers = generate();
  for (int i = 0; i < 10; i++) {
    int prime = numbers.receive();
    IO.println(prime);
    numbers = filter(numbers, prime);
  }
}
