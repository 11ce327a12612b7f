// On an unbuffered channel a send ends with its receive. So two goroutines that hand a ball over
// take turns, and what was written before a receive can be read after the send.

import static dev.millrace.Go.*;

import module dev.millrace;

String note = "";

void main() throws InterruptedException {
  Chan<Integer> ball = Chan.make(), back = Chan.make();
  go(() -> {
    for (int n : ball) {
      IO.println("pong " + n);
      back.send(n + 1);
    }
    back.close();
  });
  for (int n = 0; n < 6; ) {
    IO.println("ping " + n);
    ball.send(n);
    n = back.receive();
  }
  ball.close();
  boolean ok = back.receiveOrClosed().ok();
  IO.println("open " + ok + " length " + ball.length() + " capacity " + ball.capacity());

  Chan<Integer> sync = Chan.make();
  go(() -> {
    note = "written before the receive";
    sync.receive();
  });
  sync.send(0);
  IO.println(note);
}
