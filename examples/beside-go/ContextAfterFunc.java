// A task that waits for a context's end: its stop says whether it has kept the task from running.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() throws InterruptedException {
  var ctx = Context.background().withCancel();
  Chan<String> ran = Chan.make();
  var kept = ctx.afterFunc(() -> ran.send("kept"));
  var dropped = ctx.afterFunc(() -> ran.send("dropped"));
  IO.println("stop before the end " + dropped.stop() + " " + dropped.stop());
  select(recv(ran, name -> IO.println(name)), otherwise(() -> IO.println("nothing ran")));
  ctx.cancel();
  IO.println("stop after the end " + kept.stop() + " " + dropped.stop());
  IO.println("ran " + ran.receive());
  IO.println("stop after the run " + kept.stop());

  var late = ctx.afterFunc(() -> ran.send("late"));
  IO.println("on one that is done " + ran.receive() + " " + late.stop());

  // The end of a parent runs what waits for a child.
  var parent = Context.background().withCancel();
  var child = parent.withCancel();
  child.afterFunc(() -> ran.send(child.cause().getMessage()));
  parent.cancel();
  IO.println("through a child: " + ran.receive());
}
