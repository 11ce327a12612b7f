// The earlier of two deadlines counts; one that has passed ends a context at once, with a text of
// its own, and a cancel after it changes nothing.

import module dev.millrace;

String error(Context ctx) {
  return ctx.isDone() ? ctx.cause().getMessage() : "<nil>";
}

void main() throws InterruptedException {
  IO.println("background has a deadline " + Context.background().deadline().isPresent());

  var hour = Context.background().withTimeout(Duration.ofHours(1));
  var day = hour.withTimeout(Duration.ofHours(24));
  Instant a = hour.deadline().orElseThrow();
  Instant b = day.deadline().orElseThrow();
  IO.println("the parent's, which is earlier " + a.equals(b));
  var soon = hour.withTimeout(Duration.ofMillis(1));
  Instant c = soon.deadline().orElseThrow();
  IO.println("its own, which is earlier " + c.isBefore(a));
  soon.done().receiveOrClosed();
  soon.cancel();
  IO.println(error(soon) + " " + (soon.cause() instanceof DeadlineExceededException));
  IO.println("the parent: " + error(hour));

  var past = hour.withTimeout(Duration.ofSeconds(-1));
  IO.println(error(past));
  past.cancel();
  IO.println(error(past));

  hour.cancel();
  IO.println(error(day));
}
