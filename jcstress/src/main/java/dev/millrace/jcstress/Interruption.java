package dev.millrace.jcstress;

import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import dev.millrace.Received;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An interrupt against a hand-off: one wins, and both sides agree which.
 *
 * <p>The interrupt comes before the other side's attempt, so that it reaches the actor and nobody
 * that runs on its thread later.
 */
final class Interruption {
  private Interruption() {}

  /** The thread of the actor that is interrupted. */
  abstract static class Target {
    private volatile @Nullable Thread thread;

    final void enter() {
      thread = Thread.currentThread();
    }

    final void interrupt() {
      Thread t;
      while ((t = thread) == null) {
        Thread.onSpinWait();
      }
      t.interrupt();
    }
  }

  /** A receiver is interrupted. */
  @JCStressTest
  @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "met, and the flag stayed")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "interrupted, and nothing was sent")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OfReceiver extends Target {
    private final Chan<Integer> channel = Chan.make();

    /**
     * Receives.
     *
     * @param r what was received, or -1
     */
    @Actor
    public void receive(II_Result r) {
      enter();
      try {
        r.r1 = channel.receive();
        if (!Thread.interrupted()) {
          r.r1 = -2;
        }
      } catch (InterruptedException _) {
        r.r1 = -1;
      }
    }

    /**
     * Interrupts, then sends if it can.
     *
     * @param r whether it was sent
     */
    @Actor
    public void send(II_Result r) {
      interrupt();
      r.r2 = channel.trySend(5) ? 1 : 0;
    }
  }

  /** A sender is interrupted. */
  @JCStressTest
  @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "met, and the flag stayed")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "interrupted, and nothing was received")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OfSender extends Target {
    private final Chan<Integer> channel = Chan.make();

    /**
     * Sends.
     *
     * @param r 1, or -1 if interrupted
     */
    @Actor
    public void send(II_Result r) {
      enter();
      try {
        channel.send(5);
        r.r1 = Thread.interrupted() ? 1 : -2;
      } catch (InterruptedException _) {
        r.r1 = -1;
      }
    }

    /**
     * Interrupts, then receives if it can.
     *
     * @param r what was received
     */
    @Actor
    public void receive(II_Result r) {
      interrupt();
      r.r2 = channel.tryReceive() instanceof Received.Value<Integer>(Integer v) ? v : 0;
    }
  }

  /** A select is interrupted. */
  @JCStressTest
  @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "met, and the flag stayed")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "interrupted, and nothing was sent")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OfSelect extends Target {
    private final Chan<Integer> channel = Chan.make();
    private final Chan<Integer> quiet = Chan.make();

    /**
     * Receives.
     *
     * @param r what was received, or -1
     */
    @Actor
    public void receive(II_Result r) {
      enter();
      try {
        Integer v = select(recv(quiet), recv(channel));
        r.r1 = Thread.interrupted() ? v : -2;
      } catch (InterruptedException _) {
        r.r1 = -1;
      }
    }

    /**
     * Interrupts, then sends if it can.
     *
     * @param r whether it was sent
     */
    @Actor
    public void send(II_Result r) {
      interrupt();
      r.r2 = channel.trySend(5) ? 1 : 0;
    }
  }
}
