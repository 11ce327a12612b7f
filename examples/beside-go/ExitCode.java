// A goroutine may end the process with a code of its own; no deferred call runs then.
// Ends with exit code 3

import static dev.millrace.Go.*;

void main() throws InterruptedException {
  try {
    go(() -> {
      try {
        IO.println("bye");
        System.exit(3);
      } finally {
        IO.println("never printed");
      }
    });
    select();
  } finally {
    IO.println("never printed");
  }
}
