// A timeout is a case of a select like any other: it is taken if nothing else comes, and what it
// gives up has not happened.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<String> ch = Chan.make();
  long start = System.nanoTime();
  select(
      recv(ch, v -> IO.println("received " + v)),
      after(
          Duration.ofMillis(10),
          () -> {
            boolean enough = System.nanoTime() - start >= Duration.ofMillis(10).toNanos();
            IO.println("timeout, not too early " + enough);
          }));

  try {
    ch.send("given up", Duration.ofMillis(1));
    IO.println("sent");
  } catch (TimeoutException _) {
    IO.println("timeout of a send");
  }
  select(
      recv(ch, v -> IO.println("received " + v)),
      otherwise(() -> IO.println("nothing was left behind")));

  go(() -> ch.send("in time"));
  select(
      recv(ch, v -> IO.println("received " + v)),
      after(Duration.ofHours(1), () -> IO.println("timeout")));

  Chan<Integer> never = Chan.make(), full = Chan.make(1);
  full.send(1);
  for (int ms = 0; ms <= 1; ms++) {
    String name = ms == 0 ? "0s" : "1ms";
    select(
        recv(never, _ -> IO.println("received")),
        send(full, 2, () -> IO.println("sent")),
        after(Duration.ofMillis(ms), () -> IO.println("the shorter one of two " + name)),
        after(Duration.ofHours(1), () -> IO.println("the longer one of two")));
  }
}
