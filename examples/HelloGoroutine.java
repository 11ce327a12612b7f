// Goroutines: functions that run beside their caller.
// Go: go f(). Node.js: calling an async function without awaiting it.

import static dev.millrace.Go.*;

import module dev.millrace;

void hello() {
  IO.println("Hello from a goroutine");
}

void main() throws InterruptedException {
  Goroutine named = go(() -> hello());
  Goroutine anonymous =
      go(() -> {
        IO.println("Hello from an anonymous function");
      });
  IO.println("Hello from main");

  // The program ends when main does, so main waits.
  named.join();
  anonymous.join();
}
