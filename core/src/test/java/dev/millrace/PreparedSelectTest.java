package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The select that is prepared once. */
@Timeout(60)
class PreparedSelectTest {
  private final Chan<Integer> a = Chan.make();
  private final Chan<Integer> b = Chan.make(1);
  private final Select select = Select.make();

  @Test
  void casesAreNumberedInTheOrderInWhichTheyAreAdded() throws Exception {
    var first = select.recv(a);
    var second = select.send(Chan.<Integer>never());
    var third = select.recv(b);
    assertThat(List.of(first.index(), second.index(), third.index())).containsExactly(0, 1, 2);
    b.send(8);
    assertThat(select.await()).isEqualTo(third.index());
    assertThat(third.value()).isEqualTo(8);
    assertThat(third.isOpen()).isTrue();
    assertThat(third.received()).isEqualTo(new Received.Value<>(8));
  }

  @Test
  void itIsUsedAgainAndAgainWaitingOrNot() throws Exception {
    var in = select.recv(a);
    var out = select.send(b);
    for (int i = 0; i < 50; i++) {
      int round = i;
      out.value(i);
      assertThat(select.await()).isEqualTo(out.index());
      assertThat(select.poll()).as("b is full").isEqualTo(Select.NONE);
      var turn = Running.of(() -> select.await()).blocked();
      a.send(round + 100);
      assertThat(turn.result()).isEqualTo(in.index());
      assertThat(in.value()).isEqualTo(round + 100);
      assertThat(b.receive()).isEqualTo(round);
      assertThat(b.tryReceive()).isNull();
    }
  }

  @Test
  void aWaitingSendIsTaken() throws Exception {
    var out = select.send(a).value(4);
    select.recv(b);
    for (int i = 0; i < 3; i++) {
      out.value(i);
      var turn = Running.of(() -> select.await()).blocked();
      assertThat(a.receive()).isEqualTo(i);
      assertThat(turn.result()).isEqualTo(out.index());
    }
  }

  @Test
  void whatHasBeenSentIsForgotten() throws Exception {
    Chan<@Nullable Integer> nullable = Chan.make(3);
    var out = select.send(nullable).value(1);
    assertThat(select.await()).isZero();
    assertThat(select.await()).isZero();
    assertThat(nullable.receive()).isEqualTo(1);
    assertThat(nullable.receive()).isNull();
    out.value(2);
    assertThat(select.poll()).isZero();
    assertThat(nullable.receive()).isEqualTo(2);
  }

  @Test
  void whatHasNotBeenSentIsKept() throws Exception {
    b.send(0);
    var out = select.send(b).value(5);
    assertThat(select.poll()).isEqualTo(Select.NONE);
    assertThat(select.await(Duration.ofMillis(2))).isEqualTo(Select.NONE);
    assertThat(b.receive()).isZero();
    assertThat(select.poll()).isEqualTo(out.index());
    assertThat(b.receive()).isEqualTo(5);
  }

  @Test
  void theEndIsACaseThatIsNotOpen() throws Exception {
    Exception why = new Exception("why");
    var in = select.recv(b);
    b.send(1);
    b.close(why);
    assertThat(select.await()).isZero();
    assertThat(in.isOpen()).isTrue();
    assertThat(in.value()).isEqualTo(1);
    assertThat(select.await()).isZero();
    assertThat(in.isOpen()).isFalse();
    assertThat(in.received()).isEqualTo(new Received.Closed<>(why));
    assertThatThrownBy(in::value).isInstanceOf(ChannelClosedException.class).hasCause(why);
    assertThat(select.poll()).as("again and again").isZero();
  }

  @Test
  void theEndWhileItWaitsIsACaseThatIsNotOpen() throws Exception {
    var in = select.recv(a);
    select.recv(b);
    var turn = Running.of(() -> select.await()).blocked();
    a.close();
    assertThat(turn.result()).isZero();
    assertThat(in.isOpen()).isFalse();
    assertThatThrownBy(in::value).isInstanceOf(ChannelClosedException.class).hasNoCause();
  }

  @Test
  void aSendToAClosedChannelThrowsAndTheSelectGoesOn() throws Exception {
    var out = select.send(a).value(1);
    var in = select.recv(b);
    a.close();
    assertThatThrownBy(select::await)
        .isInstanceOf(ChannelMisuseException.class)
        .hasMessage("send on closed channel");
    assertThatThrownBy(select::poll).isInstanceOf(ChannelMisuseException.class);
    out.off();
    b.send(2);
    assertThat(select.await()).isEqualTo(in.index());
    assertThat(in.value()).isEqualTo(2);
  }

  @Test
  void aCaseThatIsOffIsNeverReady() throws Exception {
    var in = select.recv(b);
    var other = select.recv(a);
    b.send(1);
    in.off();
    assertThat(select.poll()).isEqualTo(Select.NONE);
    var turn = Running.of(() -> select.await()).blocked();
    a.send(2);
    assertThat(turn.result()).isEqualTo(other.index());
    in.on(b);
    assertThat(select.poll()).isEqualTo(in.index());
    assertThat(in.value()).isEqualTo(1);
  }

  @Test
  void aCaseCanBeGivenAnotherChannel() throws Exception {
    Chan<Integer> c = Chan.make(1);
    var in = select.recv(a);
    var out = select.send(Chan.<Integer>never());
    assertThat(select.await(Duration.ofMillis(1))).isEqualTo(Select.NONE);
    in.on(c);
    c.send(3);
    assertThat(select.await()).isEqualTo(in.index());
    in.on(Chan.never());
    assertThat(in.value()).as("what was received stays").isEqualTo(3);
    out.on(b);
    out.value(9);
    assertThat(select.await()).isEqualTo(out.index());
    assertThat(b.receive()).isEqualTo(9);
    var turn = Running.of(() -> select.await(Duration.ofHours(1)));
    assertThat(turn.result()).as("b has room again").isEqualTo(out.index());
    assertThat(a.trySend(1)).as("nobody waits there any more").isFalse();
  }

  @Test
  void aCaseCanBeAddedBetweenTurns() throws Exception {
    select.recv(a);
    assertThat(select.await(Duration.ofNanos(1))).isEqualTo(Select.NONE);
    Chan<Integer> c = Chan.make();
    var added = select.recv(c);
    var turn = Running.of(() -> select.await()).blocked();
    assertThat(c.trySend(4)).isTrue();
    assertThat(turn.result()).isEqualTo(added.index());
    assertThat(added.value()).isEqualTo(4);
  }

  @Test
  void aTurnThatWaitsDoesSoOnTheChannelsThatTheCasesHaveThen() throws Exception {
    var in = select.recv(a);
    var other = select.recv(Chan.<Integer>never());
    assertThat(select.await(Duration.ofMillis(1))).isEqualTo(Select.NONE);
    in.off();
    other.on(a);
    var turn = Running.of(() -> select.await()).blocked();
    a.send(1);
    assertThat(turn.result()).isEqualTo(other.index());
    other.on(Chan.never());
    in.on(a);
    turn = Running.of(() -> select.await()).blocked();
    a.send(2);
    assertThat(turn.result()).isEqualTo(in.index());
  }

  @Test
  void pollTakesNothingIfNothingIsReady() throws Exception {
    assertThat(select.poll()).as("without cases").isEqualTo(Select.NONE);
    select.recv(a);
    assertThat(select.poll()).isEqualTo(Select.NONE);
    assertThat(a.trySend(1)).isFalse();
    var sender = Running.task(() -> a.send(1)).blocked();
    assertThat(select.poll()).isZero();
    assertThat(sender.failure()).isNull();
  }

  @Test
  void awaitWithATimeout() throws Exception {
    var in = select.recv(b);
    for (Duration d :
        List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofNanos(1), Duration.ofMillis(3))) {
      assertThat(select.await(d)).isEqualTo(Select.NONE);
    }
    long start = System.nanoTime();
    assertThat(select.await(Duration.ofMillis(20))).isEqualTo(Select.NONE);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    b.send(1);
    assertThat(select.await(Duration.ZERO)).isEqualTo(in.index());
    b.send(1);
    assertThat(select.await(Duration.ofDays(-1))).isEqualTo(in.index());
    var turn = Running.of(() -> select.await(Duration.ofSeconds(Long.MAX_VALUE))).blocked();
    b.send(1);
    assertThat(turn.result()).isEqualTo(in.index());
  }

  @Test
  void prioritizedItTakesTheFirstThatIsReady() throws Exception {
    Select prioritized = Select.prioritized();
    var never = prioritized.recv(Chan.<Integer>never());
    var first = prioritized.recv(b);
    var second = prioritized.send(Chan.<Integer>make(1000));
    for (int i = 0; i < 100; i++) {
      b.send(i);
      assertThat(prioritized.await()).isEqualTo(first.index());
    }
    assertThat(prioritized.await()).isEqualTo(second.index());
    first.off();
    b.send(1);
    assertThat(prioritized.await()).isEqualTo(second.index());
    never.on(b);
    assertThat(prioritized.await()).isEqualTo(never.index());
  }

  @Test
  void doneIsReadyWhenTheContextIs() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      var quit = select.done(ctx);
      var in = select.recv(a);
      var turn = Running.of(() -> select.await()).blocked();
      a.send(1);
      assertThat(turn.result()).isEqualTo(in.index());
      ctx.cancel();
      assertThat(select.await()).isEqualTo(quit.index());
      assertThat(quit.isOpen()).isFalse();
    }
  }

  @Test
  void aValueOfACaseThatWasNeverChosenIsMisuse() {
    var in = select.recv(a);
    assertThatThrownBy(in::value).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(in::isOpen).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(in::received).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void twoGoroutinesAtOnceAreMisuse() throws Exception {
    var in = select.recv(a);
    var out = select.send(Chan.<Integer>never());
    var turn = Running.of(() -> select.await()).blocked();
    for (Task task :
        List.<Task>of(
            select::await,
            select::poll,
            () -> select.await(Duration.ofMillis(1)),
            () -> select.recv(b),
            () -> select.send(b),
            () -> in.on(b),
            in::off,
            () -> out.value(1))) {
      assertThatThrownBy(task::run)
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage("select used by two goroutines at once");
    }
    a.send(1);
    assertThat(turn.result()).isEqualTo(in.index());
    assertThat(in.value()).isEqualTo(1);
  }

  @Test
  void oneGoroutineAfterAnotherIsFine() throws Exception {
    var in = select.recv(a);
    for (int i = 0; i < 20; i++) {
      var turn = Running.of(() -> select.await()).blocked();
      assertThat(a.trySend(i)).isTrue();
      assertThat(turn.result()).isZero();
      assertThat(in.value()).isEqualTo(i);
    }
  }

  @Test
  void interruptedItCanBeUsedAgain() throws Exception {
    var in = select.recv(a);
    var out = select.send(b);
    b.send(0);
    for (int i = 0; i < 20; i++) {
      out.value(i);
      var turn = Running.of(() -> select.await()).blocked();
      turn.interrupt();
      assertThat(turn.failure()).isInstanceOf(InterruptedException.class);
      assertThat(a.trySend(1)).isFalse();
      assertThat(select.await(Duration.ofMillis(1))).isEqualTo(Select.NONE);
      var again = Running.of(() -> select.await()).blocked();
      assertThat(a.trySend(i)).isTrue();
      assertThat(again.result()).isEqualTo(in.index());
      assertThat(in.value()).isEqualTo(i);
    }
    assertThat(b.receive()).isZero();
    assertThat(b.tryReceive()).isNull();
  }

  /** Its waiters are used again, so nothing of the place that they left may be left in them. */
  @Test
  void whoeverLeftItsPlaceInAQueueComesBackAsTheLast() throws Exception {
    var in = select.recv(a);
    var turn = Running.of(() -> select.await()).blocked();
    var behind = Running.of(a::receive).blocked();
    turn.interrupt();
    assertThat(turn.failure()).isInstanceOf(InterruptedException.class);
    assertThat(a.trySend(1)).isTrue();
    assertThat(behind.result()).isEqualTo(1);
    var again = Running.of(() -> select.await()).blocked();
    assertThat(a.trySend(2)).isTrue();
    assertThat(again.result()).isEqualTo(in.index());
    assertThat(in.value()).isEqualTo(2);
    assertThat(a.trySend(3)).as("nobody waits any more").isFalse();
  }

  @Test
  void theSameChannelMayStandInSeveralCasesBothWaysRound() throws Exception {
    var in = select.recv(a);
    var out = select.send(a).value(6);
    select.recv(a);
    assertThat(select.poll()).as("it does not meet itself").isEqualTo(Select.NONE);
    var turn = Running.of(() -> select.await()).blocked();
    assertThat(a.receive()).isEqualTo(6);
    assertThat(turn.result()).isEqualTo(out.index());
    out.off();
    var next = Running.of(() -> select.await()).blocked();
    a.send(1);
    assertThat(next.result()).isIn(in.index(), 2);
    assertThat(a.trySend(1)).isFalse();
  }

  @Test
  void itsOutcomeCanBreakOutOfALoop() throws Exception {
    var in = select.recv(a);
    var quit = select.recv(b);
    Running.task(() -> {
      for (int i = 1; i <= 3; i++) {
        a.send(i);
      }
      b.send(0);
    });
    int sum = 0;
    int turns = 0;
    loop:
    while (true) {
      switch (select.await()) {
        case 0 -> sum += in.value();
        case 1 -> {
          break loop;
        }
        default -> throw new AssertionError();
      }
      turns++;
    }
    assertThat(sum).isEqualTo(6);
    assertThat(turns).isEqualTo(3);
    assertThat(quit.value()).isZero();
  }
}
