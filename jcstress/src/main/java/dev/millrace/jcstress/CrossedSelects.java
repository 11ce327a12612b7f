package dev.millrace.jcstress;

import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import dev.millrace.Select;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two selects that each could send to and receive from the other meet exactly once. */
final class CrossedSelects {
  private CrossedSelects() {}

  /** On two channels, each one way. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the first has sent")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "the second has sent")
  @Outcome(expect = FORBIDDEN, desc = "both, or neither")
  @State
  public static class OnTwoChannels {
    private final Chan<Integer> a = Chan.make();
    private final Chan<Integer> b = Chan.make();

    /**
     * Selects.
     *
     * @param r what was received, 0 if it has sent
     */
    @Actor
    public void first(II_Result r) {
      try {
        r.r1 = select(send(a, 1).map(_ -> 0), recv(b));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /**
     * Selects, the other way round.
     *
     * @param r what was received, 0 if it has sent
     */
    @Actor
    public void second(II_Result r) {
      try {
        r.r2 = select(send(b, 2).map(_ -> 0), recv(a));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** On one channel, both ways. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the first has sent")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "the second has sent")
  @Outcome(expect = FORBIDDEN, desc = "both, neither, or one met itself")
  @State
  public static class OnOneChannel {
    private final Chan<Integer> channel = Chan.make();

    /**
     * Selects.
     *
     * @param r what was received, 0 if it has sent
     */
    @Actor
    public void first(II_Result r) {
      try {
        r.r1 = select(send(channel, 1).map(_ -> 0), recv(channel));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /**
     * Selects, prepared and by priority.
     *
     * @param r what was received, 0 if it has sent
     */
    @Actor
    public void second(II_Result r) {
      Select select = Select.prioritized();
      var in = select.recv(channel);
      select.send(channel).value(2);
      try {
        r.r2 = select.await() == in.index() ? in.value() : 0;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
