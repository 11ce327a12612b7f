package dev.millrace;

import static dev.millrace.Go.after;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts: set on entry, while waiting, and against a commit. */
@Timeout(60)
class InterruptTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** Full enough to send to and to receive from without waiting. */
  private final Chan<Integer> ready = Chan.make(2);

  private final Chan<Integer> unready = Chan.make();

  @AfterEach
  void theFlagIsNotLeftToTheNextTest() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Map<String, Task> operations(Chan<Integer> ch) {
    Map<String, Task> operations = new LinkedHashMap<>();
    operations.put("send", () -> ch.send(1));
    operations.put("timed send", () -> ch.send(1, LONG));
    operations.put("receive", ch::receive);
    operations.put("timed receive", () -> ch.receive(LONG));
    operations.put("receiveOrClosed", ch::receiveOrClosed);
    operations.put("timed receiveOrClosed", () -> ch.receiveOrClosed(LONG));
    operations.put("select to receive", () -> select(recv(ch)));
    operations.put("select to send", () -> select(send(ch, 1)));
    operations.put("select either", () -> select(send(ch, 1), recv(Chan.never())));
    operations.put("select by priority", () -> selectPriority(recv(ch), send(Chan.never(), 1)));
    operations.put("select from a list", () -> select(List.of(recv(ch))));
    operations.put(
        "select by priority from a list", () -> selectPriority(List.of(recv(ch), after(LONG))));
    operations.put(
        "prepared receive",
        () -> {
          Select select = Select.make();
          select.recv(ch);
          select.await();
        });
    operations.put(
        "prepared timed send",
        () -> {
          Select select = Select.prioritized();
          select.send(ch).value(1);
          select.await(LONG);
        });
    return operations;
  }

  /** They wait for nothing, but could in another form. */
  private static Map<String, Task> operationsThatNeverWait(Chan<Integer> ch) {
    Map<String, Task> operations = new LinkedHashMap<>();
    operations.put("send at zero", () -> ch.send(1, Duration.ZERO));
    operations.put("receive at zero", () -> ch.receive(Duration.ZERO));
    operations.put("receiveOrClosed below zero", () -> ch.receiveOrClosed(Duration.ofDays(-1)));
    operations.put("select with otherwise", () -> select(recv(ch), otherwise()));
    operations.put("select with a time that is over", () -> select(recv(ch), after(Duration.ZERO)));
    operations.put("select of otherwise alone", () -> select(otherwise()));
    operations.put("sleep not at all", () -> Go.sleep(Duration.ZERO));
    operations.put(
        "poll",
        () -> {
          Select select = Select.make();
          select.recv(ch);
          select.poll();
        });
    operations.put(
        "prepared at zero",
        () -> {
          Select select = Select.make();
          select.send(ch).value(1);
          select.await(Duration.ZERO);
        });
    return operations;
  }

  private static void assertInterrupted(String name, Running<?> running) throws Exception {
    assertThat(running.failure()).as(name).isInstanceOf(InterruptedException.class);
    assertThat(running.flag()).as("flag after " + name).isFalse();
  }

  @Test
  void withTheFlagSetOnEntryWhatIsReadyThrowsAndMovesNothing() throws Exception {
    ready.send(0);
    var operations = operations(ready);
    operations.putAll(operationsThatNeverWait(ready));
    for (var operation : operations.entrySet()) {
      assertInterrupted(operation.getKey(), Running.interrupted(operation.getValue()));
      assertThat(ready.length()).as(operation.getKey()).isEqualTo(1);
    }
  }

  @Test
  void withTheFlagSetOnEntryWhatIsNotReadyThrows() throws Exception {
    var operations = operations(unready);
    operations.putAll(operationsThatNeverWait(unready));
    for (var operation : operations.entrySet()) {
      assertInterrupted(operation.getKey(), Running.interrupted(operation.getValue()));
    }
  }

  @Test
  void withTheFlagSetOnEntryWhatIsClosedThrows() throws Exception {
    unready.close();
    var operations = operations(unready);
    operations.putAll(operationsThatNeverWait(unready));
    for (var operation : operations.entrySet()) {
      assertInterrupted(operation.getKey(), Running.interrupted(operation.getValue()));
    }
  }

  @Test
  void whoeverWaitsIsInterruptedAndHasMovedNothing() throws Exception {
    for (var operation : operations(unready).entrySet()) {
      var running = Running.task(operation.getValue()).blocked();
      running.interrupt();
      assertInterrupted(operation.getKey(), running);
      assertThat(unready.tryReceive()).as(operation.getKey()).isNull();
      assertThat(unready.trySend(1)).as(operation.getKey()).isFalse();
    }
  }

  @Test
  void whoeverWaitsOnAPlatformThreadIsInterrupted() throws Exception {
    for (var operation : operations(unready).entrySet()) {
      var running =
          Running.onPlatform(
                  () -> {
                    operation.getValue().run();
                    return "";
                  })
              .blocked();
      running.interrupt();
      assertInterrupted(operation.getKey(), running);
    }
  }

  @Test
  void whatNeverWaitsDoesNotLookAtTheFlag() {
    Thread.currentThread().interrupt();
    try {
      assertThat(ready.trySend(1)).isTrue();
      assertThat(ready.tryReceive()).isEqualTo(new Received.Value<>(1));
      assertThat(unready.trySend(1)).isFalse();
      assertThat(unready.tryReceive()).isNull();
      assertThat(ready.length()).isZero();
      assertThat(ready.capacity()).isEqualTo(2);
      assertThat(ready.isClosed()).isFalse();
      assertThat(ready.tryClose()).isTrue();
      unready.close(new Exception());
      unready.close();
      assertThatThrownBy(() -> ready.trySend(1)).isInstanceOf(ChannelMisuseException.class);
      assertThat(Select.make()).isNotNull();
    } finally {
      assertThat(Thread.interrupted()).as("and leaves it set").isTrue();
    }
  }

  /**
   * Each of the two is tried with the other, while one is interrupted. Either it returns, and its
   * peer has met it, or it throws, and its peer has not. How long after the interrupt the peer
   * comes is steered to where either is as likely as the other, as that is where they meet.
   */
  @Test
  void againstACommitOneWins() throws Exception {
    int[] delay = new int[4];
    int interrupted = 0;
    int met = 0;
    for (int i = 0; i < 4000; i++) {
      Chan<Integer> ch = Chan.make();
      int form = i % 4;
      Running<Integer> receiver =
          Running.onPlatform(() ->
              switch (form) {
                case 0 -> ch.receive();
                case 1 -> select(recv(ch), recv(Chan.<Integer>never()));
                case 2 -> ch.receive(LONG);
                default -> {
                  Select select = Select.make();
                  var in = select.recv(ch);
                  select.await();
                  yield in.value();
                }
              });
      if (i % 3 > 0) {
        receiver.blocked();
      }
      receiver.interrupt();
      for (int s = 0; s < delay[form]; s++) {
        Thread.onSpinWait();
      }
      boolean sent = ch.trySend(5);
      delay[form] += (sent ? 1 : -1) * (1 + delay[form] / 8);
      if (sent) {
        assertThat(receiver.result()).isEqualTo(5);
        met++;
      } else {
        assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        interrupted++;
      }
    }
    assertThat(interrupted + met).isEqualTo(4000);
  }

  /** It has met its peer before it could see the interrupt, which is then for what comes next. */
  @Test
  void afterACommitTheOperationReturnsAndTheFlagStays() throws Exception {
    for (int i = 0; i < 20; i++) {
      Chan<Integer> ch = Chan.make();
      for (var operation : operations(ch).entrySet()) {
        var running =
            Running.onPlatform(
                    () -> {
                      operation.getValue().run();
                      Running.until(() -> Thread.currentThread().isInterrupted());
                      return "";
                    })
                .blocked();
        boolean received = ch.tryReceive() != null;
        assertThat(received || ch.trySend(1)).as(operation.getKey()).isTrue();
        running.interrupt();
        assertThat(running.failure()).as(operation.getKey()).isNull();
      }
    }
  }

  @Test
  void aForEachThrowsTheUncheckedFormWithTheFlagSetAgain() throws Exception {
    List<Task> loops =
        List.of(
            () -> {
              for (int i : unready) {
                throw new AssertionError(i);
              }
            },
            () -> unready.iterator().next(),
            () -> unready.stream().forEach(i -> {}));
    for (Task loop : loops) {
      var waiting = Running.task(loop).blocked();
      waiting.interrupt();
      assertThat(waiting.failure())
          .isExactlyInstanceOf(InterruptedRuntimeException.class)
          .hasCauseExactlyInstanceOf(InterruptedException.class);
      assertThat(waiting.flag()).isTrue();
      var onEntry = Running.interrupted(loop);
      assertThat(onEntry.failure()).isExactlyInstanceOf(InterruptedRuntimeException.class);
      assertThat(onEntry.flag()).isTrue();
    }
  }

  @Test
  void anInterruptedForEachHasTakenNothing() throws Exception {
    ready.send(4);
    assertThat(Running.interrupted(() -> ready.iterator().next()).failure())
        .isInstanceOf(InterruptedRuntimeException.class);
    assertThat(ready.receive()).isEqualTo(4);
  }

  @Test
  void whoeverIsInterruptedLeavesTheOthersInTheirOrder() throws Exception {
    var first = Running.task(() -> unready.send(1)).blocked();
    var gone = Running.task(() -> unready.send(2)).blocked();
    var selecting = Running.task(() -> select(send(unready, 3), recv(Chan.never()))).blocked();
    var last = Running.task(() -> unready.send(4)).blocked();
    gone.interrupt();
    selecting.interrupt();
    gone.over();
    selecting.over();
    assertThat(unready.receive()).isEqualTo(1);
    assertThat(unready.receive()).isEqualTo(4);
    assertThat(first.failure()).isNull();
    assertThat(last.failure()).isNull();
  }

  @Test
  void sleepIsInterrupted() throws Exception {
    var sleeper = Running.task(() -> Go.sleep(LONG)).blocked();
    sleeper.interrupt();
    assertInterrupted("sleep", sleeper);
    assertInterrupted("sleep on entry", Running.interrupted(() -> Go.sleep(LONG)));
  }
}
