// A context finds a value in itself or in the nearest it was derived from. withoutCancel keeps the
// values, and neither the end nor the deadline.
//
// A key is an object that knows its value's type; there is no nil to print, so its text is chosen.

import module dev.millrace;

static final ContextKey<String> USER = ContextKey.of("user");
static final ContextKey<Integer> REQUEST = ContextKey.of("request");
static final ContextKey<String> MISSING = ContextKey.of("missing");

String orNil(Object o) {
  return Objects.toString(o, "<nil>");
}

void main() {
  var outer = Context.background().withValue(USER, "gopher");
  var middle = outer.withTimeout(Duration.ofHours(1));
  var inner = middle.withValue(REQUEST, 7).withValue(USER, "duke");
  IO.println(outer.value(USER) + " " + inner.value(USER) + " " + inner.value(REQUEST));
  IO.println(orNil(outer.value(REQUEST)) + " " + orNil(inner.value(MISSING)));

  var free = inner.withoutCancel();
  middle.cancel();
  boolean has = free.deadline().isPresent();
  IO.println(inner.cause().getMessage() + " / " + orNil(free.cause()));
  boolean never = free.done() == Chan.<Void>never();
  IO.println(free.value(USER) + " " + free.value(REQUEST) + " " + has + " " + never);
}
