// A select may send to and receive from the same channel. It never meets itself; of two that meet,
// one sends and the other receives.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<Integer> ch = Chan.make();
  select(
      send(ch, 1, () -> IO.println("sent to itself")),
      recv(ch, v -> IO.println("received from itself " + v)),
      otherwise(() -> IO.println("nobody there")));

  int turns = 1000;
  Chan<Integer> sent = Chan.make(), received = Chan.make();
  for (int g = 0; g < 2; g++) {
    go(() -> {
      var select = Select.make();
      var out = select.send(ch);
      var in = select.recv(ch);
      int s = 0, r = 0;
      for (int i = 0; i < turns; i++) {
        out.value(1);
        if (select.await() == out.index()) s++;
        else r += in.value();
      }
      sent.send(s);
      received.send(r);
    });
  }
  IO.println("sent " + (sent.receive() + sent.receive()));
  IO.println("received " + (received.receive() + received.receive()));

  // With a buffer of one it takes turns with itself.
  Chan<Integer> buffered = Chan.make(1);
  for (int i = 0; i < 4; i++) {
    int n = i;
    select(
        send(buffered, n, () -> IO.println("sent " + n)),
        recv(buffered, v -> IO.println("received " + v)));
  }
}
