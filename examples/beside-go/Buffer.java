// A buffered channel takes as many elements as it has room for, and gives them out in order, also
// after it was closed.

import module dev.millrace;

void main() throws InterruptedException {
  Chan<Integer> ch = Chan.make(3);
  for (int v = 1; v <= 5; v++) {
    IO.println(v + " " + ch.trySend(v) + " " + ch.length() + " " + ch.capacity());
  }
  IO.println(ch.receive() + " " + ch.length());
  ch.send(6);
  ch.close();
  IO.println("closed " + ch.length() + " " + ch.capacity());
  for (int v : ch) {
    IO.println(v + " " + ch.length());
  }
  IO.println("drained " + ch.length() + " " + ch.capacity());
}
