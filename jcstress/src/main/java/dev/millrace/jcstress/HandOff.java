package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.Chan;
import dev.millrace.Received;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A send happens before the completion of the corresponding receive (the Go memory model). */
final class HandOff {
  private HandOff() {}

  private static final class Message {
    int plain;
  }

  /** On an unbuffered channel, which hands the element from goroutine to goroutine. */
  @JCStressTest
  @Outcome(
      id = "1",
      expect = ACCEPTABLE,
      desc = "the receiver sees what was written before the send")
  @Outcome(expect = FORBIDDEN, desc = "the element came without its fields")
  @State
  public static class Unbuffered {
    private final Chan<Message> channel = Chan.make();

    /** Writes, then sends. */
    @Actor
    public void send() {
      Message message = new Message();
      message.plain = 1;
      try {
        channel.send(message);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /**
     * Receives, then reads.
     *
     * @param r what was read
     */
    @Actor
    public void receive(I_Result r) {
      try {
        r.r1 = channel.receive().plain;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** On a buffered channel, through a slot of the buffer. */
  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "not sent yet, or sent and seen whole")
  @Outcome(expect = FORBIDDEN, desc = "the element came without its fields")
  @State
  public static class Buffered {
    private final Chan<Message> channel = Chan.make(1);

    /** Writes, then sends. */
    @Actor
    public void send() {
      Message message = new Message();
      message.plain = 1;
      if (!channel.trySend(message)) {
        throw new AssertionError("an empty buffer took no element");
      }
    }

    /**
     * Receives if it can, then reads.
     *
     * @param r what was read
     */
    @Actor
    public void receive(I_Result r) {
      r.r1 =
          switch (channel.tryReceive()) {
            case Received.Value(Message message) -> message.plain == 1 ? 1 : -1;
            case Received.Closed(_) -> -2;
            case null -> 0;
          };
    }
  }
}
