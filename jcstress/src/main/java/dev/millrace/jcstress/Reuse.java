package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import dev.millrace.Select;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A prepared select uses its waiters again in the next turn, while whoever completed the last one
 * may still be in its critical section.
 */
final class Reuse {
  private Reuse() {}

  /** It receives, turn after turn, from two channels that are sent to in turn. */
  @JCStressTest
  @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "each turn got the element that was sent next")
  @Outcome(expect = FORBIDDEN, desc = "an element was lost, doubled, or in another turn")
  @State
  public static class OfReceives {
    private final Chan<Integer> a = Chan.make();
    private final Chan<Integer> b = Chan.make();

    /**
     * Takes two turns.
     *
     * @param r what was received
     */
    @Actor
    public void select(II_Result r) {
      Select select = Select.make();
      var inA = select.recv(a);
      var inB = select.recv(b);
      try {
        for (int turn = 0; turn < 2; turn++) {
          int v = select.await() == inA.index() ? inA.value() : inB.value();
          r.r1 = 10 * r.r1 + v;
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Sends to one, then to the other. */
    @Actor
    public void send() {
      try {
        a.send(1);
        b.send(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** It sends, turn after turn, on two channels of which the other side takes from both. */
  @JCStressTest
  @Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "each channel got what it was sent")
  @Outcome(expect = FORBIDDEN, desc = "an element was lost, doubled, or of another turn")
  @State
  public static class OfSends {
    private final Chan<Integer> a = Chan.make();
    private final Chan<Integer> b = Chan.make();

    /**
     * Takes two turns, and switches off what it has sent.
     *
     * @param r the sum of what was sent
     */
    @Actor
    public void select(II_Result r) {
      Select select = Select.make();
      var outA = select.send(a);
      var outB = select.send(b);
      try {
        for (int turn = 0; turn < 2; turn++) {
          outA.value(1);
          outB.value(2);
          if (select.await() == outA.index()) {
            outA.off();
            r.r1 += 1;
          } else {
            outB.off();
            r.r1 += 2;
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /**
     * Receives from one, then from the other.
     *
     * @param r the sum of what was received
     */
    @Actor
    public void receive(II_Result r) {
      try {
        r.r2 = b.receive() + a.receive();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
