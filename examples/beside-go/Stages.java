// A pipeline of stages keeps the order; fan-out and fan-in between them keeps the elements.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> generate(int n) {
  return produce(out -> {
    for (int i = 0; i < n; i++) out.send(i);
  });
}

Receiver<Integer> square(Receiver<Integer> in) {
  return produce(out -> {
    for (int n : in) out.send(n * n);
  });
}

Receiver<Integer> merge(Receiver<Integer> a, Receiver<Integer> b) {
  Chan<Integer> out = Chan.make();
  Chan<Boolean> done = Chan.make();
  for (var in : List.of(a, b)) {
    go(() -> {
      for (int n : in) out.send(n);
      done.send(true);
    });
  }
  go(() -> {
    try (out) {
      done.receive();
      done.receive();
    }
  });
  return out;
}

void main() {
  for (int n : square(square(generate(6)))) {
    IO.println(n);
  }
  var numbers = generate(500);
  int count = 0, sum = 0;
  for (int n : merge(square(numbers), square(numbers))) {
    count++;
    sum += n;
  }
  IO.println("count " + count + " sum " + sum);
}
