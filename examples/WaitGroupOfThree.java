// A wait group: waits until all of several goroutines are done.
// Go: sync.WaitGroup. Node.js: Promise.all.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  var wg = new WaitGroup();
  wg.add(3);

  go(() -> {
    try {
      IO.println("doing something");
    } finally {
      wg.done(); // defer wg.Done()
    }
  });
  go(() -> {
    try {
      IO.println("doing something else");
    } finally {
      wg.done();
    }
  });
  go(() -> {
    try {
      IO.println("doing another thing");
    } finally {
      wg.done();
    }
  });

  wg.await();
  IO.println("all three are done");

  // The same with less to forget: add, go and done in one.
  for (int i = 1; i <= 3; i++) {
    int id = i;
    wg.go(() -> IO.println("task " + id));
  }
  wg.await();

  // With results, as Promise.all gives them.
  var squares = List.of(async(() -> 1 * 1), async(() -> 2 * 2), async(() -> 3 * 3));
  for (var square : squares) {
    IO.println(square.await());
  }
}
