// The prime sieve: a chain of goroutines; each lets through what its prime does not divide.
// Go: the classic of its first talks. Node.js: a chain of async generators.
// The chain would go on for ever: the context ends it where main ends.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> generate(Context ctx) {
  Chan<Integer> out = Chan.make();
  go(
      ctx,
      () -> {
        for (int i = 2; ; i++) out.send(i);
      });
  return out;
}

Receiver<Integer> filter(Context ctx, Receiver<Integer> in, int prime) {
  Chan<Integer> out = Chan.make();
  go(
      ctx,
      () -> {
        for (int i : in) {
          if (i % prime != 0) out.send(i);
        }
      });
  return out;
}

void main() throws InterruptedException {
  try (var ctx = Context.background().withCancel()) {
    Receiver<Integer> numbers = generate(ctx);
    for (int i = 0; i < 10; i++) {
      int prime = numbers.receive();
      IO.println(prime);
      numbers = filter(ctx, numbers, prime);
    }
  }
}
