// Contexts form a tree: to cancel one cancels all below it, and none above or beside it.
// Go: context.WithCancel(parent). Node.js: one AbortController whose signal is passed down.

import static dev.millrace.Go.*;

import module dev.millrace;

static final ContextKey<String> USER = ContextKey.of("user");

void worker(String name, Context ctx) throws InterruptedException {
  select(done(ctx));
  IO.println(name + " of " + ctx.value(USER) + " stopped: " + ctx.cause().getMessage());
}

void main() throws InterruptedException {
  var stopped = new WaitGroup();
  try (var parent = Context.background().withCancel();
      var child = parent.withValue(USER, "gopher").withCancel();
      var sibling = parent.withValue(USER, "duke").withTimeout(Duration.ofHours(1));
      var grandchild = child.withCancel()) {

    Goroutine first = stopped.go(() -> worker("grandchild", grandchild));
    stopped.go(() -> worker("child", child));
    stopped.go(() -> worker("sibling", sibling));

    grandchild.cancel();
    first.join();
    IO.println("child is done: " + child.isDone());

    parent.cancel();
    stopped.await();
  }
}
