// A ticker limits a rate: n requests in order take no less than n periods.

import module dev.millrace;

void main() throws InterruptedException {
  Duration period = Duration.ofMillis(4);
  Chan<Integer> requests = Chan.make(5);
  for (int n = 1; n <= 5; n++) {
    requests.send(n);
  }
  requests.close();
  long start = System.nanoTime();
  try (var limiter = Timers.ticker(period)) {
    for (int n : requests) {
      limiter.receive();
      boolean late = System.nanoTime() - start >= period.multipliedBy(n).toNanos();
      IO.println("request " + n + " not too early " + late);
    }
  }
}
