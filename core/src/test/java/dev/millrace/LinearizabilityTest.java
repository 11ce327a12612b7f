package dev.millrace;

import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What never waits is exact: whatever two or three threads do at once with two channels, there is
 * an order of their operations, each at one moment of its call, in which a plain sequential channel
 * would have given the same results. Searched for as Wing and Gong do ("Testing and Verifying
 * Concurrent Objects", 1993), in many short random histories.
 */
class LinearizabilityTest {
  private static final int LENGTH = 4;

  /** Results that are no number of an element. */
  private static final int NO = -1;

  private static final int CLOSED = -2;
  private static final int MISUSE = -3;
  private static final int SENT = -4;

  private enum Kind {
    TRY_SEND,
    TRY_RECEIVE,
    LENGTH,
    TRY_CLOSE,
    IS_CLOSED,
    SELECT,
    SELECT_PRIORITY,
    POLL
  }

  /** A call, with its moments and its result once it is over. */
  private static final class Call {
    private final Kind kind;
    private final int x;
    private final int y;
    private final int element;
    private long from;
    private long to;
    private int result;

    @SuppressWarnings("EnumOrdinal") // any of them, by chance
    Call(SplittableRandom r, int element) {
      // Closes are rare, or there would be little else to see.
      Kind k = Kind.values()[r.nextInt(Kind.values().length)];
      kind = k == Kind.TRY_CLOSE && r.nextInt(4) > 0 ? Kind.TRY_SEND : k;
      x = r.nextInt(2);
      y = r.nextInt(2);
      this.element = element;
    }

    void run(List<Chan<Integer>> channels) throws InterruptedException {
      Chan<Integer> in = channels.get(x);
      Chan<Integer> out = channels.get(y);
      from = System.nanoTime();
      result = run(in, out);
      to = System.nanoTime();
    }

    private int run(Chan<Integer> in, Chan<Integer> out) throws InterruptedException {
      try {
        return switch (kind) {
          case TRY_SEND -> in.trySend(element) ? SENT : NO;
          case TRY_RECEIVE -> number(out.tryReceive());
          case LENGTH -> in.length();
          case TRY_CLOSE -> in.tryClose() ? 1 : 0;
          case IS_CLOSED -> in.isClosed() ? 1 : 0;
          case SELECT ->
              select(
                  otherwise().map(_ -> NO),
                  send(in, element).map(_ -> SENT),
                  recvOrClosed(out).map(Call::number));
          case SELECT_PRIORITY ->
              selectPriority(
                  send(in, element).map(_ -> SENT),
                  recvOrClosed(out).map(Call::number),
                  otherwise().map(_ -> NO));
          case POLL -> {
            Select select = Select.make();
            var sending = select.send(in).value(element);
            var receiving = select.recv(out);
            int chosen = select.poll();
            yield chosen == sending.index()
                ? SENT
                : chosen == receiving.index() ? number(receiving.received()) : NO;
          }
        };
      } catch (ChannelMisuseException _) {
        return MISUSE;
      }
    }

    private static int number(@Nullable Received<Integer> received) {
      return switch (received) {
        case Received.Value(Integer v) -> v;
        case Received.Closed(_) -> CLOSED;
        case null -> NO;
      };
    }

    @Override
    public String toString() {
      return String.format("%d–%d %s(%d, %d, %d) = %d", from, to, kind, x, y, element, result);
    }
  }

  /** Two sequential channels. */
  @SuppressWarnings("ArrayRecordComponent") // states are never compared
  private record Model(int[] capacities, List<List<Integer>> buffers, boolean[] closed) {
    static Model empty(int[] capacities) {
      return new Model(capacities, List.of(List.of(), List.of()), new boolean[2]);
    }

    /** The state after a call with the result it had, or null if it could not have had that. */
    @Nullable Model after(Call c) {
      return switch (c.kind) {
        case TRY_SEND -> c.result == NO ? same(!canSend(c.x)) : sent(c);
        case TRY_RECEIVE -> c.result == NO ? same(!canReceive(c.y)) : received(c);
        case LENGTH -> same(buffers.get(c.x).size() == c.result);
        case IS_CLOSED -> same(closed[c.x] == (c.result == 1));
        case TRY_CLOSE ->
            c.result == 0 ? same(closed[c.x]) : closed[c.x] ? null : with(c.x, buffers.get(c.x));
        case SELECT, SELECT_PRIORITY, POLL -> {
          if (c.result == NO) {
            yield same(!canSend(c.x) && !canReceive(c.y));
          }
          if (c.result == SENT || c.result == MISUSE) {
            yield sent(c);
          }
          yield c.kind == Kind.SELECT_PRIORITY && canSend(c.x) ? null : received(c);
        }
      };
    }

    private @Nullable Model same(boolean possible) {
      return possible ? this : null;
    }

    private boolean canSend(int i) {
      return closed[i] || buffers.get(i).size() < capacities[i];
    }

    private boolean canReceive(int i) {
      return closed[i] || !buffers.get(i).isEmpty();
    }

    private @Nullable Model sent(Call c) {
      if (c.result == MISUSE) {
        return same(closed[c.x]);
      }
      if (closed[c.x] || !canSend(c.x)) {
        return null;
      }
      List<Integer> buffer = new ArrayList<>(buffers.get(c.x));
      buffer.add(c.element);
      return with(c.x, buffer);
    }

    private @Nullable Model received(Call c) {
      List<Integer> buffer = buffers.get(c.y);
      if (c.result == CLOSED) {
        return same(closed[c.y] && buffer.isEmpty());
      }
      if (buffer.isEmpty() || buffer.get(0) != c.result) {
        return null;
      }
      return with(c.y, buffer.subList(1, buffer.size()));
    }

    /** With another buffer; with the same one it is a close. */
    private Model with(int i, List<Integer> buffer) {
      boolean[] c = closed.clone();
      c[i] |= buffer == buffers.get(i);
      return new Model(
          capacities,
          i == 0 ? List.of(buffer, buffers.get(1)) : List.of(buffers.get(0), buffer),
          c);
    }
  }

  /** Whether the rest of a history can be put into an order; {@code next} is where each stands. */
  private static boolean isLinearizable(Call[][] history, int[] next, Model model) {
    long firstEnd = Long.MAX_VALUE;
    boolean over = true;
    for (int t = 0; t < history.length; t++) {
      if (next[t] < LENGTH) {
        over = false;
        firstEnd = Math.min(firstEnd, history[t][next[t]].to);
      }
    }
    if (over) {
      return true;
    }
    for (int t = 0; t < history.length; t++) {
      if (next[t] == LENGTH || history[t][next[t]].from > firstEnd) {
        continue;
      }
      Model then = model.after(history[t][next[t]]);
      if (then != null) {
        next[t]++;
        if (isLinearizable(history, next, then)) {
          return true;
        }
        next[t]--;
      }
    }
    return false;
  }

  @Test
  @Timeout(3600)
  void whatNeverWaitsIsExact() throws Exception {
    long seed = Long.getLong("millrace.stress.seed", System.nanoTime());
    long nanos = TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2));
    SplittableRandom random = new SplittableRandom(seed);
    int histories = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      int threads = 2 + random.nextInt(2);
      Batch batch = new Batch(random, threads);
      batch.run();
      for (int i = 0; i < Batch.SIZE; i++) {
        if (!isLinearizable(batch.histories[i], new int[threads], Model.empty(batch.capacities))) {
          throw new AssertionError(
              "capacities "
                  + Arrays.toString(batch.capacities)
                  + ", seed "
                  + seed
                  + ": "
                  + Arrays.deepToString(batch.histories[i]));
        }
        histories++;
      }
    }
    IO.println("linearizability: " + histories + " histories; seed " + seed);
  }

  /** Many histories that the same threads run one after the other, each together. */
  private static final class Batch {
    private static final int SIZE = 500;

    private final int[] capacities;
    private final int threads;
    private final Call[][][] histories;
    private final List<List<Chan<Integer>>> channels = new ArrayList<>();
    private final AtomicInteger[] ready = new AtomicInteger[SIZE];
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Batch(SplittableRandom random, int threads) {
      this.threads = threads;
      capacities = new int[] {random.nextInt(3), 1 + random.nextInt(2)};
      histories = new Call[SIZE][threads][LENGTH];
      for (int i = 0; i < SIZE; i++) {
        ready[i] = new AtomicInteger(threads);
        channels.add(List.of(Chan.make(capacities[0]), Chan.make(capacities[1])));
        for (int t = 0; t < threads; t++) {
          for (int k = 0; k < LENGTH; k++) {
            histories[i][t][k] = new Call(random, t * LENGTH + k);
          }
        }
      }
    }

    void run() throws Exception {
      CountDownLatch over = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                run(thread);
              } catch (Throwable e) { // told by the test
                failure.set(e);
              }
              over.countDown();
            });
      }
      over.await();
      Throwable t = failure.get();
      if (t != null) {
        throw new AssertionError(t);
      }
    }

    private void run(int thread) throws InterruptedException {
      for (int i = 0; i < SIZE; i++) {
        ready[i].decrementAndGet();
        for (int spins = 1; ready[i].get() > 0; spins++) {
          if (spins % 1000 == 0) {
            Thread.yield();
          } else {
            Thread.onSpinWait();
          }
        }
        for (Call call : histories[i][thread]) {
          call.run(channels.get(i));
        }
      }
    }
  }
}
