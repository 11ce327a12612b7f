// A select takes its default only if no case is ready; a closed channel is.

import static dev.millrace.Go.*;

import module dev.millrace;

void look(Receiver<Integer> ch) throws InterruptedException {
  select(
      recvOrClosed(
          ch,
          received -> {
            switch (received) {
              case Value(var v) -> IO.println("received " + v + " true");
              case Closed(_) -> IO.println("received 0 false"); // the zero value is Go's
            }
          }),
      otherwise(() -> IO.println("default")));
}

void main() throws InterruptedException {
  Chan<Integer> ch = Chan.make(2), full = Chan.make(1);
  full.send(0);
  look(ch);
  ch.send(1);
  ch.send(2);
  look(ch);
  look(ch);
  look(ch);
  ch.close();
  look(ch);
  look(ch);

  select(
      send(full, 1, () -> IO.println("sent to a full channel")),
      recvOrClosed(ch, _ -> IO.println("the closed one is ready")));

  // One of the two is ready; a select without a default waits for it.
  Chan<Integer> a = Chan.make(), b = Chan.make();
  go(() -> b.send(3));
  select(
      recv(a, v -> IO.println("from a " + v)), //
      recv(b, v -> IO.println("from b " + v)));
}
