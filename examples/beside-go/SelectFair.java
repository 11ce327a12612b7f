// Of several ready cases a select takes each as often as any other, and a channel that is listed
// twice twice as often. What is printed is whether a count is within six standard deviations.

import static dev.millrace.Go.*;

import module dev.millrace;

static final int TURNS = 20_000;

boolean near(int count, double p) {
  return Math.abs(count - TURNS * p) < 6 * Math.sqrt(TURNS * p * (1 - p));
}

int fromA;
int toB;
int fromClosed;
int once;

void main() throws InterruptedException {
  Chan<Integer> a = Chan.make(1), b = Chan.make(1), closed = Chan.make();
  closed.close();
  a.send(0);
  for (int i = 0; i < TURNS; i++) {
    select(
        recv(
            a,
            _ -> {
              fromA++;
              a.send(0);
            }),
        send(
            b,
            0,
            () -> {
              toB++;
              b.receive();
            }),
        recvOrClosed(closed, _ -> fromClosed++));
  }
  IO.println(
      "one in three "
          + near(fromA, 1.0 / 3)
          + " "
          + near(toB, 1.0 / 3)
          + " "
          + near(fromClosed, 1.0 / 3));

  b.send(0);
  for (int i = 0; i < TURNS; i++) {
    select(
        recv(a, _ -> a.send(0)),
        recv(a, _ -> a.send(0)),
        recv(
            b,
            _ -> {
              once++;
              b.send(0);
            }));
  }
  IO.println("listed once beside twice " + near(once, 1.0 / 3));
}
