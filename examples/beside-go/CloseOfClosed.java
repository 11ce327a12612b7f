// A panic in main runs main's deferred calls and nobody else's, and ends the process.
// Ends with exit code 2: close of closed channel

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  try {
    Chan<Integer> ready = Chan.make(), forever = Chan.make();
    go(() -> {
      try {
        ready.send(1);
        forever.receive();
      } finally {
        IO.println("never printed");
      }
    });
    ready.receive();
    Chan<Integer> ch = Chan.make();
    ch.close();
    ch.close();
  } finally {
    IO.println("main's deferred call runs");
  }
}
