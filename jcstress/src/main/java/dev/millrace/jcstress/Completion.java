package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The k-th receive on a channel of capacity C happens before the completion of the (k+C)-th send
 * (the Go memory model).
 */
final class Completion {
  private Completion() {}

  /** C = 0. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the sender sees what was before the receive")
  @Outcome(expect = FORBIDDEN, desc = "the send completed too early")
  @State
  public static class Unbuffered {
    private final Chan<Integer> channel = Chan.make();
    private int plain;

    /**
     * Sends, then reads.
     *
     * @param r what was read
     */
    @Actor
    public void send(I_Result r) {
      try {
        channel.send(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      r.r1 = plain;
    }

    /** Writes, then receives. */
    @Actor
    public void receive() {
      plain = 1;
      try {
        channel.receive();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** C = 1, with the buffer full: the second send waits for the first receive. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the sender sees what was before the receive")
  @Outcome(expect = FORBIDDEN, desc = "the send completed too early")
  @State
  public static class Buffered {
    private final Chan<Integer> channel = Chan.make(1);
    private int plain;

    /** Fills the buffer. */
    public Buffered() {
      channel.trySend(0);
    }

    /**
     * Sends, then reads.
     *
     * @param r what was read
     */
    @Actor
    public void send(I_Result r) {
      try {
        channel.send(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      r.r1 = plain;
    }

    /** Writes, then receives. */
    @Actor
    public void receive() {
      plain = 1;
      channel.tryReceive();
    }
  }
}
