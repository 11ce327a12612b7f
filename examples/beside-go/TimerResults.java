// What stop and reset return, and that no stale element comes after them. As since Go 1.23.
//
// Millrace's timer is the channel itself, Go's has one.

import static dev.millrace.Go.*;

import module dev.millrace;

boolean isReady(Receiver<?> ch) {
  return ch.tryReceive() != null;
}

void main() throws InterruptedException {
  var t = Timers.timer(Duration.ofHours(1));
  IO.println("stop one that runs " + t.stop());
  IO.println("stop one that was stopped " + t.stop());
  IO.println("reset one that was stopped " + t.reset(Duration.ofHours(1)));
  IO.println("reset one that runs " + t.reset(Duration.ZERO));
  t.receive();
  IO.println("stop one that was received " + t.stop());
  IO.println("reset one that was received " + t.reset(Duration.ofNanos(1)));
  sleep(Duration.ofMillis(2));
  IO.println("stop one that is due " + t.stop() + " " + isReady(t));
  t.reset(Duration.ofNanos(1));
  sleep(Duration.ofMillis(2));
  IO.println("reset one that is due " + t.reset(Duration.ofHours(1)) + " " + isReady(t));
  IO.println("length " + t.length() + " capacity " + t.capacity());

  Chan<Integer> ran = Chan.make();
  var f = Timers.afterFunc(Duration.ofHours(1), () -> ran.send(1));
  IO.println("a task: stop " + f.stop() + " " + f.stop());
  IO.println("a task: reset " + f.reset(Duration.ofNanos(1)));
  ran.receive();
  IO.println("a task that ran: stop " + f.stop());
  IO.println("a task that ran: reset " + f.reset(Duration.ZERO));
  ran.receive();

  // Each gives the time at which it was due, however late it is received.
  var later = Timers.after(Duration.ofMillis(50));
  var sooner = Timers.after(Duration.ofMillis(1));
  Instant a = later.receive();
  Instant b = sooner.receive();
  IO.println("in order " + b.isBefore(a));

  var ticker = Timers.ticker(Duration.ofMillis(5));
  Instant first = ticker.receive();
  IO.println("ticks in order " + first.isBefore(ticker.receive()));
  sleep(Duration.ofMillis(10));
  ticker.stop();
  IO.println("a tick after the stop " + isReady(ticker));
}
