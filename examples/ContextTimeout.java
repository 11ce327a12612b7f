// A context with a timeout: the worker stops by itself after five seconds.
// Go: context.WithTimeout and case <-ctx.Done(). Node.js: AbortSignal.timeout.

import static dev.millrace.Go.*;

import module dev.millrace;

void worker(Context ctx) throws InterruptedException {
  int pieces = 0;
  while (!ctx.isDone()) {
    sleep(Duration.ofMillis(100)); // do work
    pieces++;
  }
  IO.println("worker: " + pieces + " pieces of work, then " + ctx.cause().getMessage());
}

// With other channels to look at it is a select: case <-ctx.Done(): return; default: work.
void selectingWorker(Context ctx) throws InterruptedException {
  var select = Select.make();
  var done = select.done(ctx);
  int pieces = 0;
  while (select.poll() != done.index()) {
    sleep(Duration.ofMillis(100)); // do work
    pieces++;
  }
  IO.println("selecting worker: " + pieces + " pieces of work");
}

// A call that knows nothing of contexts is interrupted if its goroutine is started with one.
void sleeper() throws InterruptedException {
  try {
    Thread.sleep(Duration.ofHours(1));
  } finally {
    IO.println("sleeper: woken long before its hour");
  }
}

void main() throws InterruptedException {
  try (var ctx = Context.background().withTimeout(Duration.ofSeconds(5))) { // defer cancel()
    var workers = new WaitGroup();
    workers.go(() -> worker(ctx));
    workers.go(() -> selectingWorker(ctx));
    Goroutine sleeper = go(ctx, () -> sleeper());
    workers.await();
    sleeper.join();
  }
}
