package dev.millrace.pipeline;

import dev.millrace.Chan;
import dev.millrace.ReceivedForms.Closed;
import dev.millrace.ReceivedForms.Value;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The goroutine that hands each element to every branch, to whichever is ready first, and takes the
 * next when all have it.
 */
final class Tee<T extends @Nullable Object> implements Task {
  private final Receiver<T> in;
  private final Select select = Select.make();
  private final List<Branch> branches = new ArrayList<>();

  Tee(Receiver<T> in, int n) {
    this.in = in;
    for (int i = 0; i < n; i++) {
      branches.add(new Branch());
    }
  }

  List<Branch> branches() {
    return branches;
  }

  @Override
  public void run() throws InterruptedException {
    try {
      for (; ; ) {
        switch (in.receiveOrClosed()) {
          case Value(T element) -> handOut(element);
          case Closed(var cause) -> {
            end(cause);
            return;
          }
        }
      }
    } catch (InterruptedException e) { // nobody reads any more
      end(new CancellationException("pipeline closed"));
      throw e;
    }
  }

  private void handOut(T element) throws InterruptedException {
    int waiting = 0;
    for (Branch branch : branches) {
      if (branch.isOpen) {
        branch.sending.on(branch.out);
        branch.sending.value(element);
        branch.isWaiting = true;
        waiting++;
      }
    }
    while (waiting > 0) {
      int chosen = select.await();
      Branch branch = branches.get(chosen / 2); // each has added two cases
      if (chosen == branch.leaving.index()) {
        branch.leaving.off();
        branch.end(new CancellationException("pipeline closed"));
      }
      if (branch.isWaiting) {
        branch.sending.off();
        branch.isWaiting = false;
        waiting--;
      }
    }
  }

  private void end(@Nullable Throwable cause) {
    for (Branch branch : branches) {
      if (branch.isOpen) {
        branch.end(cause);
      }
    }
  }

  /** One of the streams that a tee makes. */
  final class Branch {
    final Chan<T> out = Chan.make();

    /** Closed when this branch's reader goes. */
    final Chan<@Nullable Void> gone = Chan.make();

    private final Select.Send<T> sending = select.send(out);
    private final Select.Recv<@Nullable Void> leaving = select.recv(gone);
    private boolean isOpen = true;

    /** Whether it has yet to get the element that is being handed out. */
    private boolean isWaiting;

    private void end(@Nullable Throwable cause) {
      isOpen = false;
      if (cause == null) {
        out.close();
      } else {
        out.close(cause);
      }
    }
  }
}
