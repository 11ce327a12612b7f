package dev.millrace;

import static dev.millrace.Go.after;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;

import dev.millrace.internal.scheduler.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random topologies of channels and of those who use them in every way at once, with interrupts,
 * timeouts and closes at random. Every element has a number, and every one is accounted for: it was
 * received exactly once, or its sender knows that it was not sent.
 *
 * <p>{@code -Dmillrace.stress.seconds} says how long; {@code -Dmillrace.stress.seed} repeats the
 * topologies of a failure, though not their interleavings.
 */
class ChannelStressTest {
  private static final int[] CAPACITIES = {0, 1, 2, 16, 100};

  /** A round takes milliseconds. */
  private static final long HANG = TimeUnit.SECONDS.toNanos(60);

  @Test
  void everyElementIsReceivedOnceOrItsSenderKnowsThatItWasNotSent() throws Exception {
    long seed = Long.getLong("millrace.stress.seed", System.nanoTime());
    long nanos = TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2));
    SplittableRandom seeds = new SplittableRandom(seed);
    Account account = new Account();
    long start = System.nanoTime();
    do {
      try {
        new Round(seeds.split()).run(account);
      } catch (AssertionError e) {
        throw new AssertionError("-Dmillrace.stress.seed=" + seed + ", after " + account, e);
      }
      account.rounds++;
    } while (System.nanoTime() - start < nanos);
    IO.println("channel stress: " + account + "; seed " + seed);
  }

  /** What was done, over all rounds. */
  private static final class Account {
    private int rounds;
    private long operations;
    private long sent;
    private long unsent;
    private long interrupted;
    private long timedOut;
    private long refused;

    @Override
    public String toString() {
      return String.format(
          "%d rounds, %d operations, %d elements sent and received, %d known to be unsent; %d"
              + " interrupted, %d timed out, %d refused by a close",
          rounds, operations, sent, unsent, interrupted, timedOut, refused);
    }
  }

  /** Numbers, without a box each. */
  private static final class Numbers {
    private long[] numbers = new long[64];
    private int size;

    void add(long n) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = n;
    }

    LongStream stream() {
      return Arrays.stream(numbers, 0, size);
    }
  }

  private static final class Round {
    private final SplittableRandom random;
    private final List<Chan<Long>> channels = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Exception cause = new Exception("closed by a stress test");
    private volatile boolean over;

    Round(SplittableRandom random) {
      this.random = random;
      int n = 1 + random.nextInt(4);
      for (int i = 0; i < n; i++) {
        channels.add(Chan.make(CAPACITIES[random.nextInt(CAPACITIES.length)]));
      }
    }

    void run(Account account) throws InterruptedException {
      int senders = 1 + random.nextInt(5);
      int receivers = 1 + random.nextInt(4);
      for (int i = 0; i < senders; i++) {
        actors.add(new Trader(this, i, senders));
      }
      for (int i = 0; i < receivers; i++) {
        actors.add(new Drainer(this, senders + i, senders));
      }
      for (Actor actor : actors) {
        threads.add(thread(random.nextInt(3) > 0, actor));
      }
      SplittableRandom chaos = random.split();
      Thread disturber = thread(random.nextBoolean(), () -> disturb(chaos));
      threads.forEach(Thread::start);
      disturber.start();
      threads.subList(0, senders).forEach(this::join);
      over = true;
      join(disturber);
      for (Chan<Long> ch : channels) {
        close(ch, chaos.nextInt(3));
      }
      threads.forEach(this::join);
      settle(account);
    }

    private static Thread thread(boolean virtual, Runnable task) {
      return virtual
          ? Scheduler.threadFactory().newThread(task)
          : Thread.ofPlatform().daemon().unstarted(task);
    }

    /** Interrupts whomever, and sometimes closes a channel early. */
    private void disturb(SplittableRandom r) {
      int pace = r.nextInt(4);
      int mercy = 1 + r.nextInt(2000);
      boolean closes = r.nextInt(3) == 0;
      while (!over) {
        switch (pace) {
          case 0, 1 -> pause();
          default -> LockSupport.parkNanos(r.nextInt(1000 * pace * pace));
        }
        if (pace > 0 || r.nextInt(100) == 0) {
          threads.get(r.nextInt(threads.size())).interrupt();
        }
        if (closes && r.nextInt(mercy) == 0) {
          close(channels.get(r.nextInt(channels.size())), r.nextInt(3));
        }
      }
    }

    /** A virtual thread that only spins or yields can keep the only carrier for itself. */
    private static void pause() {
      if (Thread.currentThread().isVirtual()) {
        LockSupport.parkNanos(1);
      } else {
        Thread.onSpinWait();
      }
    }

    private void close(Chan<Long> ch, int form) {
      try {
        switch (form) {
          case 0 -> ch.close();
          case 1 -> ch.close(cause);
          default -> ch.tryClose();
        }
      } catch (ChannelMisuseException _) {
        // it was closed before
      }
    }

    private void join(Thread thread) {
      try {
        long start = System.nanoTime();
        while (!thread.join(Duration.ofSeconds(1))) {
          if (System.nanoTime() - start > HANG) {
            throw hang();
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private AssertionError hang() {
      StringBuilder s = new StringBuilder("hang\n");
      for (Chan<Long> ch : channels) {
        s.append(String.format("%s: %d of %d%n", ch, ch.length(), ch.capacity()));
      }
      for (int i = 0; i < threads.size(); i++) {
        Thread t = threads.get(i);
        s.append(String.format("%s %s: %s%n", t, t.getState(), actors.get(i)));
        for (StackTraceElement frame : t.getStackTrace()) {
          s.append("    ").append(frame).append('\n');
        }
      }
      return new AssertionError(s);
    }

    private void settle(Account account) {
      for (Actor actor : actors) {
        if (actor.failure != null) {
          throw new AssertionError(actor.toString(), actor.failure);
        }
        account.operations += actor.operations;
        account.interrupted += actor.interrupted;
        account.timedOut += actor.timedOut;
        account.refused += actor.refused;
      }
      long[] sent = actors.stream().flatMapToLong(a -> a.sent.stream()).sorted().toArray();
      long[] received = actors.stream().flatMapToLong(a -> a.received.stream()).sorted().toArray();
      long made = actors.stream().mapToLong(a -> a.made).sum();
      if (!Arrays.equals(sent, received)) {
        int at = Arrays.mismatch(sent, received);
        throw new AssertionError(
            String.format(
                "sent %d, received %d; from the %dth on sent %s and received %s",
                sent.length, received.length, at, some(sent, at), some(received, at)));
      }
      for (Chan<Long> ch : channels) {
        if (ch.length() != 0 || ch.tryReceive() instanceof Received.Value) {
          throw new AssertionError("something left in " + ch);
        }
      }
      account.sent += sent.length;
      account.unsent += made - sent.length;
    }

    private static List<Long> some(long[] numbers, int from) {
      return Arrays.stream(numbers).skip(from).limit(5).boxed().toList();
    }
  }

  /** One who uses the channels. Its lists are its own until it has ended. */
  private abstract static class Actor implements Runnable {
    /** An element's number is its sender's times this, and the order in which it was made. */
    private static final long SENDER = 1L << 32;

    final Round round;
    final List<Chan<Long>> channels;
    final int index;
    final SplittableRandom random;
    final Numbers sent = new Numbers();
    final Numbers received = new Numbers();
    private final long[][] last;
    long made;
    long operations;
    long interrupted;
    long timedOut;
    long refused;
    int form;
    @Nullable Throwable failure;

    Actor(Round round, int index, int senders) {
      this.round = round;
      this.channels = round.channels;
      this.index = index;
      this.random = round.random.split();
      last = new long[channels.size()][senders];
    }

    @Override
    public void run() {
      try {
        act();
      } catch (Throwable t) { // for the account
        failure = t;
      }
    }

    abstract void act();

    /** One operation, whatever comes of it. */
    final void attempt(Task operation) {
      operations++;
      try {
        operation.run();
      } catch (InterruptedException | InterruptedRuntimeException _) {
        interrupted++;
        Thread.interrupted();
      } catch (TimeoutException _) {
        timedOut++;
      } catch (ChannelMisuseException e) {
        if (!"send on closed channel".equals(e.getMessage())) {
          throw e;
        }
        refused++;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    final long element() {
      return index * SENDER + ++made;
    }

    final int channel() {
      return random.nextInt(channels.size());
    }

    final Duration shortTime() {
      return Duration.ofNanos(random.nextInt(4) == 0 ? 0 : random.nextInt(50_000));
    }

    final void got(int channel, @Nullable Received<Long> what) {
      switch (what) {
        case Received.Value(Long element) -> got(channel, element);
        case Received.Closed(var why) -> closed(channel, why);
        case null -> Thread.yield();
      }
    }

    final void got(int channel, long element) {
      received.add(element);
      int sender = (int) (element / SENDER);
      if (element <= last[channel][sender]) {
        throw new AssertionError(element + " of " + sender + " after " + last[channel][sender]);
      }
      last[channel][sender] = element;
    }

    void closed(int channel, @Nullable Throwable why) {
      if (why != null && why != round.cause) {
        throw new AssertionError("another cause", why);
      }
    }

    @Override
    public String toString() {
      return getClass().getSimpleName()
          + (" " + index + " in form " + form + " after " + operations + " operations");
    }
  }

  /** Sends, and receives as well, crosswise; never waits only to receive. */
  private static final class Trader extends Actor {
    private final Select select = Select.make();
    private final Select.Send<Long> out = select.send(Chan.never());
    private final Select.Send<Long> otherOut = select.send(Chan.never());
    private final Select.Recv<Long> in = select.recv(Chan.never());
    private int inChannel;

    Trader(Round round, int index, int senders) {
      super(round, index, senders);
    }

    @Override
    void act() {
      int n = 1 + random.nextInt(400);
      for (int i = 0; i < n; i++) {
        form = random.nextInt(10);
        attempt(this::trade);
      }
    }

    private void trade() throws Exception {
      int a = channel();
      int b = channel();
      Chan<Long> x = channels.get(a);
      Chan<Long> y = channels.get(b);
      long e = element();
      switch (form) {
        case 0 -> {
          x.send(e);
          sent.add(e);
        }
        case 1 -> {
          x.send(e, shortTime());
          sent.add(e);
        }
        case 2 -> {
          if (x.trySend(e)) {
            sent.add(e);
          }
        }
        case 3 -> {
          long f = element();
          select(send(x, e, () -> sent.add(e)), send(y, f, () -> sent.add(f)));
        }
        case 4 -> select(send(x, e, () -> sent.add(e)), recvOrClosed(y, r -> got(b, r)));
        case 5 ->
            selectPriority(
                recvOrClosed(y, r -> got(b, r)),
                send(x, e, () -> sent.add(e)),
                after(shortTime(), () -> timedOut++));
        case 6 ->
            select(
                send(x, e, () -> sent.add(e)),
                recvOrClosed(y, r -> got(b, r)),
                recvOrClosed(x, r -> got(a, r)),
                otherwise());
        case 7 -> got(b, y.receiveOrClosed(shortTime()));
        case 8 -> got(b, y.tryReceive());
        default -> prepared(a, b, e);
      }
    }

    private void prepared(int a, int b, long e) throws InterruptedException {
      if (random.nextInt(8) == 0) {
        out.on(channels.get(a));
        otherOut.on(channels.get(b));
        if (random.nextBoolean()) {
          inChannel = channel();
          in.on(channels.get(inChannel));
        } else {
          in.off();
        }
      }
      long f = element();
      out.value(e);
      otherOut.value(f);
      int chosen =
          switch (random.nextInt(4)) {
            case 0 -> select.poll();
            case 1 -> select.await(shortTime());
            default -> select.await(Duration.ofMillis(1));
          };
      if (chosen == out.index()) {
        sent.add(e);
      } else if (chosen == otherOut.index()) {
        sent.add(f);
      } else if (chosen == in.index()) {
        got(inChannel, in.received());
      }
    }
  }

  /** Receives until all channels are closed and drained; never waits for one of several alone. */
  private static final class Drainer extends Actor {
    private final boolean[] drained = new boolean[channels.size()];
    private final Select select = Select.make();
    private final List<Select.Recv<Long>> cases = new ArrayList<>();

    Drainer(Round round, int index, int senders) {
      super(round, index, senders);
      for (Chan<Long> ch : channels) {
        cases.add(select.recv(ch));
      }
    }

    @Override
    void closed(int channel, @Nullable Throwable why) {
      super.closed(channel, why);
      drained[channel] = true;
    }

    private boolean isOver() {
      for (boolean d : drained) {
        if (!d) {
          return false;
        }
      }
      return true;
    }

    @Override
    void act() {
      while (!isOver()) {
        form = random.nextInt(channels.size() == 1 ? 9 : 6);
        attempt(this::drain);
      }
    }

    private void drain() throws Exception {
      int a = channel();
      Chan<Long> x = channels.get(a);
      switch (form) {
        case 0 -> got(a, x.tryReceive());
        case 1 -> got(a, x.receiveOrClosed(shortTime()));
        case 2 -> {
          try {
            got(a, x.receive(shortTime()));
          } catch (ChannelClosedException e) {
            closed(a, e.getCause());
          }
        }
        case 3, 4 -> selectAll();
        case 5 -> {
          int chosen = random.nextInt(3) == 0 ? select.poll() : select.await(shortTime());
          if (chosen != Select.NONE) {
            got(chosen, cases.get(chosen).received());
          }
        }
        case 6 -> {
          try {
            got(a, x.receive());
          } catch (ChannelClosedException e) {
            closed(a, e.getCause());
          }
        }
        case 7 -> {
          try {
            for (long element : x) {
              got(a, element);
              if (random.nextInt(4) == 0) {
                return;
              }
            }
            closed(a, null);
          } catch (ChannelClosedException e) {
            closed(a, e.getCause());
          }
        }
        default -> {
          try {
            x.stream().limit(3).forEach(element -> got(a, element));
          } catch (ChannelClosedException e) {
            closed(a, e.getCause());
          }
        }
      }
    }

    /** Waits for all that are not drained, some of them twice. */
    private void selectAll() throws InterruptedException {
      List<Case<@Nullable Void>> all = new ArrayList<>();
      for (int i = 0; i < channels.size(); i++) {
        int ch = i;
        if (!drained[i]) {
          all.add(recvOrClosed(channels.get(i), r -> got(ch, r)));
          if (random.nextInt(4) == 0) {
            all.add(recvOrClosed(channels.get(i), r -> got(ch, r)));
          }
        }
      }
      all.add(recv(Chan.<Long>never(), _ -> {}));
      if (random.nextBoolean()) {
        select(all);
      } else {
        selectPriority(all);
      }
    }
  }
}
