package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import dev.millrace.Received;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A time that is over against a hand-off: one wins, and both sides agree which. */
final class Timeouts {
  /** About as long as the other actor takes to come. */
  private static final Duration SHORT = Duration.ofNanos(500);

  private Timeouts() {}

  /** A send runs out of time. */
  @JCStressTest
  @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "met")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "timed out, and nothing was received")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OfSend {
    private final Chan<Integer> channel = Chan.make();

    /**
     * Sends.
     *
     * @param r whether it was sent
     */
    @Actor
    public void send(II_Result r) {
      try {
        channel.send(5, SHORT);
        r.r1 = 1;
      } catch (TimeoutException _) {
        r.r1 = 0;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /**
     * Receives if it can.
     *
     * @param r what was received
     */
    @Actor
    public void receive(II_Result r) {
      r.r2 = channel.tryReceive() instanceof Received.Value<Integer>(Integer v) ? v : 0;
    }
  }

  /** A receive runs out of time. */
  @JCStressTest
  @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "met")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "timed out, and nothing was sent")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OfReceive {
    private final Chan<Integer> channel = Chan.make();

    /**
     * Sends if it can.
     *
     * @param r whether it was sent
     */
    @Actor
    public void send(II_Result r) {
      r.r1 = channel.trySend(5) ? 1 : 0;
    }

    /**
     * Receives.
     *
     * @param r what was received
     */
    @Actor
    public void receive(II_Result r) {
      try {
        r.r2 = channel.receive(SHORT);
      } catch (TimeoutException _) {
        r.r2 = 0;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
