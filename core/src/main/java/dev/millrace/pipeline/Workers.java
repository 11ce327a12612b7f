package dev.millrace.pipeline;

import dev.millrace.Chan;
import dev.millrace.ReceivedForms.Closed;
import dev.millrace.ReceivedForms.Value;
import dev.millrace.Receiver;
import dev.millrace.Sender;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a stage that applies a step to each element, several at a time.
 *
 * <p>Where the order is kept, a worker that takes an element must know who took the one before. So
 * there is one token, which only the worker that is next to take an element holds; it carries the
 * channel whose close says that the result of the element before is out. That channel is new each
 * time: whoever waits for an element may be further behind than the worker that had it, which by
 * then has the next but one.
 */
final class Workers<T extends @Nullable Object, R extends @Nullable Object> {
  private final Stage<R> stage;
  private final Receiver<T> in;
  private final Sender<R> out;
  private final Step<? super T, ? extends R> step;

  private final Chan<Chan<@Nullable Void>> token = Chan.make(1);
  private volatile boolean failed;

  Workers(Stage<R> stage, Receiver<T> in, Sender<R> out, Step<? super T, ? extends R> step) {
    this.stage = stage;
    this.in = in;
    this.out = out;
    this.step = step;
    Chan<@Nullable Void> nobodyBefore = Chan.make();
    nobodyBefore.close();
    token.trySend(nobodyBefore);
  }

  /** A worker that sends each result as soon as it has it. */
  void unordered() throws Exception {
    for (; ; ) {
      switch (in.receiveOrClosed()) {
        case Value(T element) -> out.send(step.apply(element));
        case Closed(var cause) -> {
          stage.inputEnded(cause);
          return;
        }
      }
    }
  }

  /** A worker that sends each result when all those of earlier elements are out. */
  void ordered() throws Exception {
    for (; ; ) {
      Chan<@Nullable Void> turn = token.receive();
      if (failed) {
        token.send(turn);
        return;
      }
      switch (in.receiveOrClosed()) {
        case Value(T element) -> {
          Chan<@Nullable Void> mineIsOut = Chan.make();
          token.send(mineIsOut);
          R result;
          try {
            result = step.apply(element);
          } catch (Throwable t) {
            failed = true;
            turn.receiveOrClosed(); // the reader gets all that came before
            throw t;
          }
          turn.receiveOrClosed();
          out.send(result);
          mineIsOut.close();
        }
        case Closed(var cause) -> {
          token.send(turn);
          stage.inputEnded(cause);
          return;
        }
      }
    }
  }
}
