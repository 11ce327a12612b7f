// A Once counts as done even if what it did panicked. Once.func and Once.value throw again each
// time.

import static dev.millrace.Go.*;

import module dev.millrace;

int asked;

void attempt(Runnable f) {
  String recovered = "<nil>";
  try {
    f.run();
  } catch (IllegalStateException e) {
    recovered = e.getMessage();
  }
  IO.println("recovered " + recovered);
}

void main() throws InterruptedException {
  var once = new Once();
  for (int i = 0; i < 2; i++) {
    attempt(() -> {
      once.run(() -> {
        IO.println("once");
        throw new IllegalStateException("it failed");
      });
    });
  }

  Runnable f =
      Once.func(() -> {
        IO.println("once");
        throw new IllegalStateException("the func failed");
      });
  attempt(f);
  attempt(f);

  var value =
      Once.value(() -> {
        asked++;
        return 42;
      });
  Chan<Integer> results = Chan.make();
  for (int i = 0; i < 10; i++) {
    go(() -> results.send(value.get()));
  }
  int sum = 0;
  for (int i = 0; i < 10; i++) {
    sum += results.receive();
  }
  IO.println("sum " + sum + " asked " + asked);
}
