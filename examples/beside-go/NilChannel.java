// A nil channel is never ready, so in a select it switches its case off.

import static dev.millrace.Go.*;

import module dev.millrace;

Receiver<Integer> numbers(int from, int to) {
  return produce(out -> {
    for (int n = from; n <= to; n++) out.send(n);
  });
}

void main() throws InterruptedException {
  Chan<Integer> never = Chan.never();
  IO.println("length " + never.length() + " capacity " + never.capacity());
  select(
      recv(never, v -> IO.println("received " + v)),
      send(never, 1, () -> IO.println("sent")),
      otherwise(() -> IO.println("nothing is ready")));
  select(
      recv(never, v -> IO.println("received " + v)),
      after(Duration.ofMillis(1), () -> IO.println("timeout")));

  var select = Select.make();
  var cases = List.of(select.recv(numbers(1, 10)), select.recv(numbers(11, 30)));
  int sum = 0;
  for (int open = 2; open > 0; ) {
    var chosen = cases.get(select.await());
    if (chosen.isOpen()) {
      sum += chosen.value();
    } else {
      chosen.off();
      open--;
    }
  }
  IO.println("sum " + sum);
}
