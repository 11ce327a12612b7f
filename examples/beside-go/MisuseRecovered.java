// What a program must not do with a channel, a ticker or a WaitGroup panics with a text, and a
// panic can be recovered: nothing is broken then.
//
// A panic is an exception in Millrace, and to recover it is to catch it.

import static dev.millrace.Go.*;

import module dev.millrace;

String thrown(Task f) throws Exception {
  try {
    f.run();
    return "<nil>";
  } catch (IllegalStateException | IllegalArgumentException e) {
    return e.getMessage();
  }
}

void attempt(Task f) throws Exception {
  IO.println(thrown(f));
}

void main() throws Exception {
  Chan<Integer> never = Chan.never();
  var wg = new WaitGroup();
  Chan<Integer> ch = Chan.make(1), closed = Chan.make();
  closed.close();

  attempt(() -> closed.send(1));
  attempt(closed::close);
  attempt(never::close);
  attempt(() -> Chan.make(-1));
  attempt(() -> select(send(closed, 1), otherwise()));
  attempt(() -> select(send(closed, 1), recv(never, _ -> {})));
  attempt(wg::done);
  attempt(() -> Timers.ticker(Duration.ZERO));
  var ticker = Timers.ticker(Duration.ofHours(1));
  attempt(() -> ticker.reset(Duration.ofNanos(-1)));
  ticker.stop();

  // Senders who wait when the channel is closed get the same.
  Chan<Integer> waiting = Chan.make();
  Chan<String> texts = Chan.make();
  for (int i = 0; i < 3; i++) {
    go(() -> texts.send(thrown(() -> waiting.send(1))));
  }
  waiting.close();
  IO.println(texts.receive() + " " + texts.receive() + " " + texts.receive());

  ch.send(1);
  IO.println("a channel that was not closed still works " + ch.receive());
}
