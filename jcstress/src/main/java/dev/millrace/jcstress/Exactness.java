package dev.millrace.jcstress;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import dev.millrace.Received;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What never waits is exact: of two who each send to a channel and then look at the other's, the
 * one whose send came second finds the first one's element.
 */
final class Exactness {
  private Exactness() {}

  /** Two channels with room for one element. */
  abstract static class Two {
    final Chan<Integer> a = Chan.make(1);
    final Chan<Integer> b = Chan.make(1);
  }

  /** It looks by {@code length}. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "each sent, and neither was seen")
  @Outcome(expect = ACCEPTABLE, desc = "at least one was seen")
  @State
  public static class OfLength extends Two {
    /**
     * Sends, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void first(II_Result r) {
      a.trySend(1);
      r.r1 = b.length();
    }

    /**
     * Sends, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void second(II_Result r) {
      b.trySend(1);
      r.r2 = a.length();
    }
  }

  /** It looks by {@code isClosed}, and closes. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "each closed, and neither was seen")
  @Outcome(expect = ACCEPTABLE, desc = "at least one was seen")
  @State
  public static class OfIsClosed extends Two {
    /**
     * Closes, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void first(II_Result r) {
      a.close();
      r.r1 = b.isClosed() ? 1 : 0;
    }

    /**
     * Closes, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void second(II_Result r) {
      b.close();
      r.r2 = a.isClosed() ? 1 : 0;
    }
  }

  /** It looks by {@code tryReceive}. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "each sent, and neither was received")
  @Outcome(expect = ACCEPTABLE, desc = "at least one was received")
  @State
  public static class OfTryReceive extends Two {
    /**
     * Sends, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void first(II_Result r) {
      a.trySend(1);
      r.r1 = b.tryReceive() == null ? 0 : 1;
    }

    /**
     * Sends, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void second(II_Result r) {
      b.trySend(1);
      r.r2 = a.tryReceive() == null ? 0 : 1;
    }
  }

  /** The other way round: each makes room, and looks for the other's by {@code trySend}. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "each made room, and neither was found")
  @Outcome(expect = ACCEPTABLE, desc = "at least one was found")
  @State
  public static class OfTrySend extends Two {
    /** Fills both. */
    public OfTrySend() {
      a.trySend(0);
      b.trySend(0);
    }

    /**
     * Receives, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void first(II_Result r) {
      a.tryReceive();
      r.r1 = b.trySend(1) ? 1 : 0;
    }

    /**
     * Receives, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void second(II_Result r) {
      b.tryReceive();
      r.r2 = a.trySend(1) ? 1 : 0;
    }
  }

  /** It looks by a select with an {@code otherwise}. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "each sent, and neither was received")
  @Outcome(expect = ACCEPTABLE, desc = "at least one was received")
  @State
  public static class OfSelect extends Two {
    private static final Chan<Integer> QUIET = Chan.make();

    /**
     * Sends, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void first(II_Result r) {
      a.trySend(1);
      r.r1 = look(b);
    }

    /**
     * Sends, then looks.
     *
     * @param r what was found
     */
    @Actor
    public void second(II_Result r) {
      b.trySend(1);
      r.r2 = look(a);
    }

    private static int look(Chan<Integer> ch) {
      try {
        return select(recv(QUIET), recv(ch), otherwise().map(_ -> 0));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A {@code tryReceive} against a {@code trySend}: it gets the element or leaves it there. */
  @JCStressTest
  @Outcome(id = "5, 0", expect = ACCEPTABLE, desc = "received")
  @Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "came too early, and the element is there")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OfTryReceiveAgainstSend extends Two {
    /** Sends. */
    @Actor
    public void send() {
      if (!a.trySend(5)) {
        throw new AssertionError("an empty buffer took no element");
      }
    }

    /**
     * Receives if it can.
     *
     * @param r what was received
     */
    @Actor
    public void receive(II_Result r) {
      r.r1 = number(a);
    }

    /**
     * Receives what is left.
     *
     * @param r what was received
     */
    @Arbiter
    public void drain(II_Result r) {
      r.r2 = number(a);
    }

    private static int number(Chan<Integer> ch) {
      return ch.tryReceive() instanceof Received.Value<Integer>(Integer v) ? v : 0;
    }
  }
}
