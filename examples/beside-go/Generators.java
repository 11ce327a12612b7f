// A generator whose reader breaks off is told so, and has cleaned up after itself before the reader
// goes on.
//
// Go's is a function that a range calls, in the same goroutine; Millrace's a goroutine of its own,
// which a pipeline ends when the reader stops.

import module dev.millrace;

Pipeline<Integer> fibonacci() {
  return Pipeline.generate(out -> {
    try {
      for (int a = 0, b = 1, next; ; a = b, b = next) {
        next = a + b;
        out.send(a);
      }
    } finally {
      IO.println("cleaned up");
    }
  });
}

Pipeline<Integer> even(Pipeline<Integer> numbers) {
  return Pipeline.generate(out -> {
    try (numbers) {
      for (int n : numbers) {
        if (n % 2 == 0) out.send(n);
      }
    }
  });
}

void main() {
  try (var numbers = even(fibonacci())) {
    for (int n : numbers) {
      if (n > 1000) break;
      IO.println(n);
    }
  }
  IO.println("after the loop");
}
