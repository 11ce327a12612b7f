package dev.millrace.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Whoever takes an entry of a carrier's queue, none is lost; that one is taken twice is allowed.
 */
final class Stealing {
  private Stealing() {}

  /** An entry; its bit says which. */
  private record Entry(int bit) implements Runnable {
    @Override
    public void run() {}
  }

  private static int bit(@Nullable Runnable r) {
    return r instanceof Entry(int bit) ? bit : 0;
  }

  private static int drain(RunQueue queue) {
    int bits = bit(queue.takeNext());
    for (Runnable r = queue.poll(); r != null; r = queue.poll()) {
      bits |= bit(r);
    }
    return bits;
  }

  /** Whoever runs next: taken by the owner and by a thief. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "one of the two, or both, took it")
  @Outcome(expect = FORBIDDEN, desc = "it is lost")
  @State
  public static class OfNext {
    private final RunQueue queue = new RunQueue();
    private int owners;
    private int thiefs;

    /** Somebody was woken. */
    public OfNext() {
      queue.pushNext(new Entry(1));
    }

    /** Takes it. */
    @Actor
    public void owner() {
      owners = bit(queue.takeNext());
    }

    /** Takes it away. */
    @Actor
    public void thief() {
      thiefs = bit(queue.stealNext());
    }

    /**
     * What has been taken.
     *
     * @param r all bits
     */
    @Arbiter
    public void all(I_Result r) {
      r.r1 = owners | thiefs | drain(queue);
    }
  }

  /** Whoever runs next: displaced to the ring by another one while a thief takes it. */
  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "both were taken by somebody")
  @Outcome(expect = FORBIDDEN, desc = "one is lost")
  @State
  public static class OfDisplaced {
    private final RunQueue queue = new RunQueue();
    private int owners;
    private int thiefs;

    /** Somebody was woken. */
    public OfDisplaced() {
      queue.pushNext(new Entry(1));
    }

    /** Wakes another one, then takes what there is. */
    @Actor
    public void owner() {
      queue.pushNext(new Entry(2));
      owners = drain(queue);
    }

    /** Takes one away. */
    @Actor
    public void thief() {
      thiefs = bit(queue.stealNext());
    }

    /**
     * What has been taken.
     *
     * @param r all bits
     */
    @Arbiter
    public void all(I_Result r) {
      r.r1 = owners | thiefs | drain(queue);
    }
  }

  /** The ring: the owner takes and puts in, and a thief takes half. */
  @JCStressTest
  @Outcome(id = "127", expect = ACCEPTABLE, desc = "all were taken by somebody")
  @Outcome(expect = FORBIDDEN, desc = "some are lost")
  @State
  public static class OfHalfARing {
    private final RunQueue queue = new RunQueue();
    private final RunQueue own = new RunQueue();
    private int owners;
    private int thiefs;

    /** Five wait. */
    public OfHalfARing() {
      for (int i = 0; i < 5; i++) {
        queue.push(new Entry(1 << i));
      }
    }

    /** Takes and puts in. */
    @Actor
    public void owner() {
      owners = bit(queue.poll());
      queue.push(new Entry(32));
      owners |= bit(queue.poll());
      queue.push(new Entry(64));
      owners |= drain(queue);
    }

    /** Takes half, twice. */
    @Actor
    public void thief() {
      thiefs = bit(queue.stealHalf(own));
      thiefs |= drain(own);
      thiefs |= bit(queue.stealHalf(own));
      thiefs |= drain(own);
    }

    /**
     * What has been taken.
     *
     * @param r all bits
     */
    @Arbiter
    public void all(I_Result r) {
      r.r1 = owners | thiefs | drain(queue) | drain(own);
    }
  }
}
