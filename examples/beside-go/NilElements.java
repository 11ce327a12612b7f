// Any value can be an element, nil too, which is neither "nothing there" nor the end.
//
// Go's nil pointer is null.

import static dev.millrace.Go.*;

import module dev.millrace;

record Node(int value, Node next) {}

<T> String look(Receiver<T> ch) {
  return switch (ch.tryReceive()) {
    case null -> "nothing there";
    case Closed(_) -> "closed";
    case Value(var v) -> v == null ? "nil" : "a value";
  };
}

<T> List<T> drain(Receiver<T> ch) {
  List<T> all = new ArrayList<>();
  for (T v : ch) all.add(v);
  return all;
}

void main() throws InterruptedException {
  Chan<Node> ch = Chan.make(2);
  IO.println(look(ch));
  ch.send(null);
  ch.send(new Node(1, null));
  IO.println(ch.length());
  IO.println(look(ch));
  IO.println(look(ch));
  IO.println(look(ch));
  ch.close();
  IO.println(look(ch));

  Chan<String> unbuffered = Chan.make();
  go(() -> unbuffered.send(null));
  switch (unbuffered.receiveOrClosed()) {
    case Value(var v) -> IO.println((v == null) + " true");
    case Closed(_) -> IO.println("true false");
  }

  Chan<Node> lists = Chan.make(3);
  lists.send(null);
  lists.send(new Node(1, new Node(2, null)));
  lists.send(null);
  lists.close();
  var all = drain(lists);
  IO.print(all.size() + " " + (all.get(0) == null) + " ");
  IO.println(all.get(1).next().value() + " " + (all.get(2) == null));
}
