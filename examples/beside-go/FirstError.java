// Of several tasks the first that fails ends the others, and its error is the one that is reported.
//
// Go's errgroup is no part of its standard library, so it is written out; Millrace has Group.

import module dev.millrace;

String failure(Group g) throws InterruptedException {
  try {
    g.await();
    return "<nil>";
  } catch (CompletionException e) {
    return e.getCause().getMessage();
  }
}

void main() throws InterruptedException {
  Chan<Integer> results = Chan.make(3);
  try (var g = new Group()) {
    for (int i = 0; i < 3; i++) {
      int n = i;
      g.go(() -> results.send(n * n));
    }
    IO.println("all well: " + failure(g) + " " + g.context().cause().getMessage());
  }
  IO.println("sum " + (results.receive() + results.receive() + results.receive()));

  Chan<Boolean> ended = Chan.make(4);
  try (var g = new Group()) {
    for (int i = 0; i < 4; i++) {
      g.go(() -> {
        try {
          g.context().done().receiveOrClosed();
        } catch (InterruptedException _) {
          // the other way to be told
        } finally {
          ended.trySend(true);
        }
        throw new IOException("a later failure");
      });
    }
    g.go(() -> {
      throw new IOException("the first failure");
    });
    IO.println("one failed: " + failure(g));
  }
  IO.println("ended " + ended.length());
}
