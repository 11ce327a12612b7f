// What was sent before a close is received after it, and only then the end: by any number of
// receivers, again and again.
//
// A closed channel gives Go's receiver a zero value besides, and Millrace's none.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  Chan<String> ch = Chan.make(2);
  ch.send("one");
  ch.send("");
  ch.close();
  for (int i = 0; i < 4; i++) {
    switch (ch.receiveOrClosed()) {
      case Value(var v) -> IO.println("value <" + v + ">");
      case Closed(_) -> IO.println("closed");
    }
  }
  for (String v : ch) {
    IO.println("never printed " + v);
  }

  Chan<Integer> waiting = Chan.make();
  Chan<Boolean> ends = Chan.make();
  for (int i = 0; i < 3; i++) {
    go(() -> ends.send(!waiting.receiveOrClosed().ok()));
  }
  waiting.close();
  IO.println("ends " + ends.receive() + " " + ends.receive() + " " + ends.receive());
}
