// Rate limiting: so many requests in a time, evenly or with bursts.
// Go: time.Tick, golang.org/x/time/rate. Node.js: p-throttle, bottleneck.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  // Evenly: each request takes a tick.
  try (var limiter = Timers.ticker(Duration.ofMillis(100))) {
    long start = System.nanoTime();
    for (int request = 1; request <= 5; request++) {
      limiter.receive();
      IO.println("request " + request);
    }
    IO.println("five took half a second: " + (elapsed(start) >= 500));
  }

  // In bursts: three at once, and from then on one every 100 ms.
  var limiter = new RateLimiter(Duration.ofMillis(100), 3);
  long start = System.nanoTime();
  for (int request = 1; request <= 5; request++) {
    limiter.await();
    IO.println("bursty request " + request);
  }
  IO.println("five took a fifth of a second: " + (elapsed(start) >= 200));
}

long elapsed(long start) {
  return Duration.ofNanos(System.nanoTime() - start).toMillis();
}
