// A channel is a value: a request carries the channel for its reply, and one goroutine owns what
// all share.

import static dev.millrace.Go.*;

import module dev.millrace;

record Request(int add, Sender<Integer> reply) {}

void main() throws InterruptedException {
  Chan<Request> requests = Chan.make();
  Chan<Integer> last = Chan.make();
  go(() -> {
    int total = 0;
    for (var r : requests) {
      total += r.add();
      r.reply().send(total);
    }
    last.send(total);
  });

  Chan<Integer> reply = Chan.make();
  for (int n = 1; n <= 4; n++) {
    requests.send(new Request(n, reply));
    IO.println(reply.receive());
  }
  var wg = new WaitGroup();
  for (int g = 0; g < 10; g++) {
    wg.go(() -> {
      Chan<Integer> mine = Chan.make();
      for (int i = 0, before = 0; i < 100; i++) {
        requests.send(new Request(1, mine));
        int total = mine.receive();
        if (total <= before) {
          throw new IllegalStateException("a total that did not grow");
        }
        before = total;
      }
    });
  }
  wg.await();
  requests.close();
  IO.println(last.receive());
}
