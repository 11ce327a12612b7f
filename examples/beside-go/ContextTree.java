// Contexts form a tree: to cancel one ends all below it, and none above or beside it. Why it ended
// goes down with it, and whoever cancels first says why.
//
// Go's ctx.Err() is ctx.cause() here, and Go's context.Cause(ctx) the cause of that, if any.

import module dev.millrace;

String error(Context ctx) {
  return ctx.isDone() ? ctx.cause().getMessage() : "<nil>";
}

String cause(Context ctx) {
  Throwable reason = ctx.isDone() ? ctx.cause().getCause() : null;
  return reason == null ? error(ctx) : reason.getMessage();
}

void report(String when, Context... contexts) {
  IO.println(when);
  for (int i = 0; i < contexts.length; i++) {
    IO.println("  " + i + " " + error(contexts[i]) + " / " + cause(contexts[i]));
  }
}

void main() throws InterruptedException {
  var root = Context.background().withCancel();
  var left = root.withCancel();
  var right = root.withCancel();
  var leaf = left.withCancel();

  report("all live", root, left, right, leaf);
  left.cancel();
  left.cancel();
  report("left canceled", root, left, right, leaf);
  right.cancel(new IOException("no room"));
  right.cancel(new IOException("too late"));
  report("right canceled with a cause", root, left, right, leaf);
  root.cancel(new IOException("shutting down"));
  report("root canceled with a cause", root, left, right, leaf);

  var late = root.withCancel();
  late.done().receiveOrClosed();
  IO.println("derived from one that is done: " + error(late) + " / " + cause(late));
}
