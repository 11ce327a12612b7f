package dev.millrace.jcstress;

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
import org.openjdk.jcstress.infra.results.I_Result;

/** What a close promises to those who see it, and what it leaves alone. */
final class Close {
  private Close() {}

  /**
   * A close happens before a receive that returns because the channel is closed (the Go memory
   * model).
   */
  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "open yet, or closed with all before it seen")
  @Outcome(expect = FORBIDDEN, desc = "closed, but what was written before is not seen")
  @State
  public static class HappensBeforeReceive {
    private final Chan<Integer> channel = Chan.make();
    private int plain;

    /** Writes, then closes. */
    @Actor
    public void close() {
      plain = 1;
      channel.close();
    }

    /**
     * Reads if the channel is closed.
     *
     * @param r what was read
     */
    @Actor
    public void receive(I_Result r) {
      r.r1 =
          switch (channel.tryReceive()) {
            case Received.Closed(_) -> plain == 1 ? 1 : -1;
            case Received.Value(_) -> -2;
            case null -> 0;
          };
    }
  }

  /** The same for a receive that waits for it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed, with all before it seen")
  @Outcome(expect = FORBIDDEN, desc = "closed, but what was written before is not seen")
  @State
  public static class HappensBeforeWaitingReceive {
    private final Chan<Integer> channel = Chan.make();
    private int plain;

    /** Writes, then closes. */
    @Actor
    public void close() {
      plain = 1;
      channel.close();
    }

    /**
     * Waits for the end, then reads.
     *
     * @param r what was read
     */
    @Actor
    public void receive(I_Result r) {
      try {
        r.r1 = channel.receiveOrClosed().ok() ? -1 : plain;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A sender that waits is told, and its element went nowhere. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "refused, and nothing there")
  @Outcome(expect = FORBIDDEN, desc = "sent, or left behind")
  @State
  public static class AgainstWaitingSend {
    private final Chan<Integer> channel = Chan.make();

    /**
     * Sends.
     *
     * @param r whether it was refused
     */
    @Actor
    public void send(II_Result r) {
      try {
        channel.send(1);
      } catch (IllegalStateException _) {
        r.r1 = 1;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Closes. */
    @Actor
    public void close() {
      channel.close();
    }

    /**
     * Drains.
     *
     * @param r how many elements there were
     */
    @Arbiter
    public void drain(II_Result r) {
      while (channel.tryReceive() instanceof Received.Value) {
        r.r2++;
      }
    }
  }

  /**
   * A send that succeeded against a close has its element in the buffer; one that failed has not.
   */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent before the close, and still there")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "closed first, nothing there")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class AgainstSend {
    private final Chan<Integer> channel = Chan.make(1);

    /**
     * Sends.
     *
     * @param r whether it was sent
     */
    @Actor
    public void send(II_Result r) {
      try {
        r.r1 = channel.trySend(1) ? 1 : -1;
      } catch (IllegalStateException _) {
        r.r1 = 0;
      }
    }

    /** Closes. */
    @Actor
    public void close() {
      channel.close();
    }

    /**
     * Drains.
     *
     * @param r how many elements there were
     */
    @Arbiter
    public void drain(II_Result r) {
      while (channel.tryReceive() instanceof Received.Value) {
        r.r2++;
      }
    }
  }
}
