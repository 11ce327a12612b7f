package dev.millrace;

import static dev.millrace.Go.after;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operation allocates. Elements are made beforehand. */
@Timeout(120)
class AllocationTest {
  private static final int TURNS = 20_000;

  /** The reading of the meter is part of what it reads. */
  private static final double NOTHING = 0.05;

  /** A record with one reference or a case on one channel. */
  private static final double SMALL = 24 + NOTHING;

  private static final String ELEMENT = "element";

  private final Chan<String> ch = Chan.make(1);
  private final Chan<String> unready = Chan.make();
  private final Chan<String> other = Chan.make(1);

  private static double perTurn(Task turn) throws Exception {
    return Allocation.perTurn(TURNS, turn);
  }

  @Test
  void whatIsReadyAllocatesNothing() throws Exception {
    Duration hour = Duration.ofHours(1);
    Map<String, Task> turns = new LinkedHashMap<>();
    turns.put(
        "send and receive",
        () -> {
          ch.send(ELEMENT);
          ch.receive();
        });
    turns.put(
        "trySend and receive",
        () -> {
          ch.trySend(ELEMENT);
          ch.receive();
        });
    turns.put(
        "timed send and receive",
        () -> {
          ch.send(ELEMENT, hour);
          ch.receive(hour);
        });
    turns.put(
        "timed send and receive at zero",
        () -> {
          ch.send(ELEMENT, Duration.ZERO);
          ch.receive(Duration.ZERO);
        });
    turns.put("trySend in vain", () -> unready.trySend(ELEMENT));
    turns.put("tryReceive in vain", unready::tryReceive);
    turns.put("length and the like", () -> consume(ch.length() + ch.capacity()));
    turns.put("isClosed", ch::isClosed);
    for (var turn : turns.entrySet()) {
      assertThat(perTurn(turn.getValue())).as(turn.getKey()).isLessThan(NOTHING);
    }
  }

  @SuppressWarnings("unused") // so that what is added to it must be computed
  private static int consumed;

  private static void consume(int i) {
    consumed += i;
  }

  @Test
  void whereAReceivedIsReturnedThatIsAll() throws Exception {
    assertThat(
            perTurn(() -> {
              ch.trySend(ELEMENT);
              ch.tryReceive();
            }))
        .isLessThanOrEqualTo(SMALL);
    assertThat(
            perTurn(() -> {
              ch.send(ELEMENT);
              ch.receiveOrClosed();
            }))
        .isLessThanOrEqualTo(SMALL);
    unready.close();
    assertThat(perTurn(unready::tryReceive)).isLessThanOrEqualTo(SMALL);
  }

  @Test
  void aPreparedSelectThatIsReadyAllocatesNothing() throws Exception {
    for (Select select : new Select[] {Select.make(), Select.prioritized()}) {
      select.recv(unready);
      var in = select.recv(ch);
      var out = select.send(other);
      var back = select.recv(other);
      Duration hour = Duration.ofHours(1);
      Map<String, Task> turns = new LinkedHashMap<>();
      turns.put(
          "await",
          () -> {
            ch.send(ELEMENT);
            out.value(ELEMENT);
            for (int i = 0; i < 2; i++) {
              int chosen = select.await();
              consume(chosen == in.index() ? in.value().length() : chosen == back.index() ? 1 : 0);
            }
            while (ch.tryReceive() != null || other.tryReceive() != null) {
              consume(1);
            }
          });
      for (var turn : turns.entrySet()) {
        // The drain makes a record a turn, for one of the two elements.
        assertThat(perTurn(turn.getValue())).as(turn.getKey()).isLessThanOrEqualTo(2 * SMALL);
      }
      out.off();
      back.off();
      turns.clear();
      turns.put("await", () -> turn(in, await(select)));
      turns.put("await with a timeout", () -> turn(in, select.await(give(ch, hour))));
      turns.put("await at zero", () -> turn(in, select.await(give(ch, Duration.ZERO))));
      turns.put("poll", () -> turn(in, poll(select)));
      turns.put(
          "poll in vain",
          () -> {
            if (select.poll() != Select.NONE) {
              throw new AssertionError();
            }
          });
      for (var turn : turns.entrySet()) {
        assertThat(perTurn(turn.getValue())).as(turn.getKey()).isLessThan(NOTHING);
      }
    }
  }

  private static Duration give(Chan<String> ch, Duration d) throws InterruptedException {
    ch.send(ELEMENT);
    return d;
  }

  private int await(Select select) throws InterruptedException {
    ch.send(ELEMENT);
    return select.await();
  }

  private int poll(Select select) throws InterruptedException {
    ch.send(ELEMENT);
    return select.poll();
  }

  private static void turn(Select.Recv<String> in, int chosen) {
    if (chosen != in.index() || !in.isOpen() || !in.value().equals(ELEMENT)) {
      throw new AssertionError(chosen);
    }
  }

  @Test
  void aSelectAllocatesOnlyItsArguments() throws Exception {
    Case<String> in = recv(ch);
    Case<String> none = recv(unready);
    Case<?> out = send(ch, ELEMENT);
    Case<?> handled = recv(ch, _ -> {});
    Case<?> time = after(Duration.ofHours(1));
    Case<?> otherwise = otherwise();
    Case<?>[] sending = {none, out, time};
    Case<?>[] receiving = {none, handled, time, otherwise};
    Case<?>[] inVain = {none, otherwise, time};
    Case<?>[] over = {none, otherwise, after(Duration.ZERO)};
    assertThat(
            perTurn(() -> {
              select(sending);
              select(receiving);
              select(inVain);
              select(over);
              selectPriority(sending);
              selectPriority(receiving);
              selectPriority(inVain);
            }))
        .isLessThan(NOTHING);
    assertThat(
            perTurn(() -> {
              ch.send(ELEMENT);
              select(recvOrClosed(unready), recvOrClosed(ch));
            }))
        .as("two cases, the array of them and what was received")
        .isLessThanOrEqualTo(4 * SMALL);
    assertThat(
            perTurn(() -> {
              ch.send(ELEMENT);
              select(none, in);
            }))
        .as("the array of the cases")
        .isLessThanOrEqualTo(SMALL);
  }

  /** A peer that comes when this thread waits. */
  private static double perBlockedTurn(Task turn, Task answer) throws Exception {
    AtomicInteger turns = new AtomicInteger();
    Running<Double> measured =
        Running.onPlatform(() ->
            Allocation.perTurn(
                1000,
                () -> {
                  turns.incrementAndGet();
                  turn.run();
                }));
    int answered = 0;
    while (measured.thread().isAlive()) {
      if (turns.get() > answered && measured.isBlocked()) {
        answer.run();
        answered++;
      }
      Thread.onSpinWait();
    }
    return measured.result();
  }

  @Test
  void aWaitAllocatesOneSmallObject() throws Exception {
    Duration hour = Duration.ofHours(1);
    Consumer<Double> oneSmallObject = bytes -> assertThat(bytes).isBetween(1.0, 48 + NOTHING);
    oneSmallObject.accept(perBlockedTurn(unready::receive, () -> unready.send(ELEMENT)));
    oneSmallObject.accept(perBlockedTurn(() -> unready.send(ELEMENT), unready::receive));
    oneSmallObject.accept(perBlockedTurn(() -> unready.receive(hour), () -> unready.send(ELEMENT)));
    oneSmallObject.accept(perBlockedTurn(() -> unready.send(ELEMENT, hour), unready::receive));
  }

  @Test
  void aPreparedSelectThatWaitsAllocatesNothing() throws Exception {
    Select select = Select.make();
    var in = select.recv(unready);
    select.recv(ch);
    var out = select.send(Chan.<String>never());
    assertThat(
            perBlockedTurn(
                () -> {
                  out.value(ELEMENT);
                  turn(in, select.await());
                },
                () -> unready.send(ELEMENT)))
        .isLessThan(NOTHING);
  }

  @Test
  void norDoesOneWithManyCases() throws Exception {
    Select select = Select.make();
    for (int i = 0; i < 50; i++) {
      select.recv(Chan.<String>make());
    }
    var in = select.recv(unready);
    assertThat(perBlockedTurn(() -> turn(in, select.await()), () -> unready.send(ELEMENT)))
        .isLessThan(NOTHING);
  }

  @Test
  void aSelectThatWaitsAllocatesOneSmallObjectACaseAndTwoForAll() throws Exception {
    Case<String> in = recv(unready);
    Case<String> none = recv(ch);
    Case<?>[] cases = {in, none};
    assertThat(perBlockedTurn(() -> select(cases), () -> unready.send(ELEMENT)))
        .isLessThanOrEqualTo(2 * 48 + 2 * SMALL);
  }

  /** Once it is closed, those who wait must be told, whether there is memory or not. */
  @Test
  void aCloseThatTellsThoseWhoWaitAllocatesNothingOfItsOwn() throws Exception {
    int n = 50;
    double least = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      List<Chan<String>> channels = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        Chan<String> waitedOn = Chan.make();
        channels.add(waitedOn);
        Running.of(waitedOn::receiveOrClosed).blocked();
      }
      long before = Allocation.bytes();
      for (int i = 0; i < n; i++) {
        channels.get(i).close();
      }
      least = Math.min(least, (double) (Allocation.bytes() - before) / n);
    }
    assertThat(least).as("with what the scheduler takes to wake one").isLessThan(3 * SMALL);
  }
}
