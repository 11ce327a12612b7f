package dev.millrace;

import static dev.millrace.Go.after;
import static dev.millrace.Go.done;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a select takes and what it returns. */
@Timeout(60)
class SelectTest {
  private final Chan<Integer> a = Chan.make();
  private final Chan<Integer> b = Chan.make();
  private final Chan<Integer> full = Chan.make(1);
  private final Chan<Integer> closed = Chan.make();

  SelectTest() {
    assertThat(full.trySend(1)).isTrue();
    closed.close();
  }

  @Test
  void itTakesTheCaseThatIsReady() throws Exception {
    Integer received = select(recv(a), recv(full), recv(b));
    assertThat(received).isEqualTo(1);
    String sent = select(recv(a).map(i -> "received " + i), send(full, 2).map(_ -> "sent"));
    assertThat(sent).isEqualTo("sent");
    assertThat(full.receive()).isEqualTo(2);
  }

  @Test
  void itWaitsUntilACaseIsReady() throws Exception {
    var receiving = Running.<Integer>of(() -> select(recv(a), recv(b))).blocked();
    assertThat(b.trySend(5)).isTrue();
    assertThat(receiving.result()).isEqualTo(5);
    var sending =
        Running.<@Nullable Integer>of(() -> select(recv(a), send(b, 6).map(_ -> -1))).blocked();
    assertThat(b.receive()).isEqualTo(6);
    assertThat(sending.result()).isEqualTo(-1);
    assertThat(a.trySend(1)).as("the other case is gone").isFalse();
  }

  @Test
  void itMeetsThoseWhoWait() throws Exception {
    var sender = Running.task(() -> a.send(1)).blocked();
    Integer received = select(recv(a), recv(b));
    assertThat(received).isEqualTo(1);
    assertThat(sender.failure()).isNull();
    var receiver = Running.of(b::receive).blocked();
    select(recv(a), send(b, 2));
    assertThat(receiver.result()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withOtherwiseItMeetsThoseWhoWait(int capacity) throws Exception {
    Chan<Integer> ch = Chan.make(capacity);
    var receiver = Running.of(ch::receive).blocked();
    String sent = select(send(ch, 1).map(_ -> "sent"), otherwise().map(_ -> "otherwise"));
    assertThat(sent).isEqualTo("sent");
    assertThat(receiver.result()).isEqualTo(1);
    for (int i = 0; i < capacity; i++) {
      ch.send(2);
    }
    var sender = Running.task(() -> ch.send(2)).blocked();
    for (int i = 0; i <= capacity; i++) {
      int received = select(recv(ch), otherwise().map(_ -> -1));
      assertThat(received).isEqualTo(2);
    }
    assertThat(sender.failure()).isNull();
  }

  /** Alone, in a select of its own, with a case that is never ready, or prepared. */
  @Test
  void everyFormOfSendMeetsEveryFormOfReceive() throws Exception {
    List<Task> sends =
        List.of(
            () -> a.send(7),
            () -> select(send(a, 7)),
            () -> select(send(a, 7), send(b, 8)),
            () -> {
              Select prepared = Select.make();
              prepared.send(a).value(7);
              assertThat(prepared.await()).isZero();
            });
    List<Callable<Integer>> receives =
        List.of(
            a::receive,
            () -> select(recv(a)),
            () -> select(recv(a), recv(Chan.<Integer>make())),
            () -> {
              Select prepared = Select.make();
              var in = prepared.recv(a);
              assertThat(prepared.await()).isZero();
              return in.value();
            });
    for (Task sending : sends) {
      for (Callable<Integer> receiving : receives) {
        var receiver = Running.of(receiving).blocked();
        sending.run();
        assertThat(receiver.result()).isEqualTo(7);
        var sender = Running.task(sending).blocked();
        assertThat(receiving.call()).isEqualTo(7);
        assertThat(sender.failure()).isNull();
      }
    }
  }

  /** And what has been taken out of the middle of a queue leaves it whole. */
  @Test
  void aCaseThatWasNotTakenLeavesTheQueueToTheOthers() throws Exception {
    var first = Running.of(a::receive).blocked();
    var selecting = Running.<Integer>of(() -> select(recv(a), recv(b))).blocked();
    var last = Running.of(a::receive).blocked();
    b.send(1);
    assertThat(selecting.result()).isEqualTo(1);
    a.send(2);
    a.send(3);
    assertThat(first.result()).isEqualTo(2);
    assertThat(last.result()).isEqualTo(3);
    assertThat(a.trySend(4)).isFalse();
  }

  @Test
  void twoSelectsMeet() throws Exception {
    var receiving = Running.<Integer>of(() -> select(recv(a), recv(b))).blocked();
    select(send(Chan.never(), 1), send(b, 3));
    assertThat(receiving.result()).isEqualTo(3);
  }

  @Test
  void ofTheChannelsOnlyOneIsTouched() throws Exception {
    Chan<Integer> x = Chan.make(1);
    Chan<Integer> y = Chan.make(1);
    for (int i = 0; i < 100; i++) {
      select(send(x, 1), send(y, 2));
      assertThat(x.length() + y.length()).isEqualTo(1);
      Integer back = select(recv(x), recv(y));
      assertThat(back).isBetween(1, 2);
      assertThat(x.length() + y.length()).isZero();
    }
  }

  @Test
  void itsValueIsThatOfTheCase() throws Exception {
    String mapped = select(recv(full).map(i -> i + 1).map(i -> "got " + i));
    assertThat(mapped).isEqualTo("got 2");
    Object sent = select(send(full, 1));
    assertThat(sent).isNull();
    Object handled = select(recv(full, _ -> {}));
    assertThat(handled).as("a body is void").isNull();
    Integer afterBody = select(send(full, 4, () -> {}).map(_ -> 7));
    assertThat(afterBody).isEqualTo(7);
  }

  @Test
  void aNullElementIsReceivedAndMapped() throws Exception {
    Chan<@Nullable String> nulls = Chan.make(1);
    assertThat(nulls.trySend(null)).isTrue();
    String value = select(recv(nulls).map(String::valueOf));
    assertThat(value).isEqualTo("null");
    select(send(nulls, null));
    List<@Nullable String> seen = new ArrayList<>();
    select(recv(nulls, seen::add));
    assertThat(seen).isEqualTo(Arrays.asList((String) null));
    var waiting =
        Running.<@Nullable String>of(
            () -> Go.<@Nullable String>select(Go.<@Nullable String>recv(nulls)));
    waiting.blocked();
    nulls.send(null);
    assertThat(waiting.result()).isNull();
  }

  @Test
  void otherwiseIsTakenIfNoCaseIsReady() throws Exception {
    String none =
        select(
            recv(a).map(_ -> "receive"),
            otherwise().map(_ -> "otherwise"),
            send(b, 1).map(_ -> "send"));
    assertThat(none).isEqualTo("otherwise");
    String one = select(otherwise().map(_ -> "otherwise"), recv(full).map(_ -> "receive"));
    assertThat(one).isEqualTo("receive");
    AtomicInteger ran = new AtomicInteger();
    select(recv(a), otherwise(ran::incrementAndGet));
    assertThat(ran).hasValue(1);
  }

  /** At each moment one of two channels holds an element, though never for long the same. */
  @Test
  void neitherOtherwiseNorALaterCaseIsTakenIfAtEachMomentAnEarlierOneIsReady() throws Exception {
    Chan<Integer> x = Chan.make(3);
    Chan<Integer> y = Chan.make(3);
    y.send(0);
    AtomicBoolean over = new AtomicBoolean();
    var mover =
        Running.onPlatform(() -> {
          while (!over.get()) {
            x.send(1);
            y.receive();
            y.send(2);
            x.receive();
          }
          return true;
        });
    // So many between the two that the element can pass by the one who looks.
    List<Case<Integer>> cases = new ArrayList<>();
    Select prepared = Select.make();
    cases.add(recv(x).map(_ -> 0));
    var one = prepared.recv(x);
    for (int i = 0; i < 60; i++) {
      Chan<Integer> between = Chan.make();
      cases.add(recv(between));
      prepared.recv(between);
    }
    cases.add(recv(y).map(_ -> 1));
    prepared.recv(y);
    List<Case<Integer>> prioritized = new ArrayList<>(cases);
    prioritized.add(recvOrClosed(closed).map(_ -> 2));
    cases.add(otherwise().map(_ -> 2));
    for (int i = 0; i < 20_000; i++) {
      int taken = select(cases);
      assertThat(taken).isLessThan(2);
      (taken == 0 ? x : y).send(0);
      int first = selectPriority(prioritized);
      assertThat(first).isLessThan(2);
      (first == 0 ? x : y).send(0);
      int polled = prepared.poll();
      assertThat(polled).isNotEqualTo(Select.NONE);
      (polled == one.index() ? x : y).send(0);
    }
    over.set(true);
    assertThat(mover.result()).isTrue();
  }

  @Test
  void otherwiseLeavesNoTrace() throws Exception {
    for (int i = 0; i < 100; i++) {
      select(recv(a, _ -> {}), send(b, 1), otherwise());
    }
    assertThat(a.trySend(1)).isFalse();
    assertThat(b.tryReceive()).isNull();
  }

  @Test
  void twoOtherwiseAreMultipleDefaults() {
    for (Task task :
        List.<Task>of(
            () -> select(otherwise(), otherwise()),
            () -> select(recv(full), otherwise(), recv(a), otherwise(() -> {})),
            () -> selectPriority(recv(full), otherwise(), otherwise().map(_ -> 1)),
            () -> select(List.of(otherwise(), otherwise())))) {
      assertThatThrownBy(task::run)
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("multiple defaults in select");
    }
    assertThat(full.length()).as("nothing has moved").isEqualTo(1);
  }

  @Test
  void aNullCaseIsNamedByItsIndex() {
    List<Task> selects =
        List.of(
            () -> select(recv(full), missing(), otherwise()),
            () -> selectPriority(recv(full), missing(), otherwise()),
            () -> select(Arrays.asList(recv(full), missing())));
    for (Task task : selects) {
      assertThatThrownBy(task::run)
          .isExactlyInstanceOf(NullPointerException.class)
          .hasMessageContaining("1");
    }
    assertThat(full.length()).as("nothing has moved").isEqualTo(1);
  }

  @SuppressWarnings("NullAway") // what code without nullness checks would pass
  private static Case<Integer> missing() {
    return null;
  }

  @Test
  void aReceiveFromAClosedChannelIsReadyAndThrows() {
    Exception why = new Exception("why");
    Chan<Integer> failed = Chan.make();
    failed.close(why);
    assertThatThrownBy(() -> select(recv(closed), recv(a)))
        .isExactlyInstanceOf(ChannelClosedException.class)
        .hasMessage("receive on closed channel")
        .hasNoCause();
    AtomicInteger ran = new AtomicInteger();
    assertThatThrownBy(() -> select(recv(failed, ran::set), otherwise()))
        .isExactlyInstanceOf(ChannelClosedException.class)
        .hasMessage("receive on closed channel")
        .hasCause(why);
    assertThat(ran).as("its body does not run").hasValue(0);
  }

  @Test
  void aReceiveThatWaitsWhenTheChannelIsClosedThrows() throws Exception {
    Exception why = new Exception("why");
    var waiting = Running.<Integer>of(() -> select(recv(a), recv(b))).blocked();
    b.close(why);
    assertThat(waiting.failure()).isExactlyInstanceOf(ChannelClosedException.class).hasCause(why);
  }

  @Test
  void aClosedChannelIsDrainedFirst() throws Exception {
    full.close();
    Integer last = select(recv(full), recv(a));
    assertThat(last).isEqualTo(1);
    assertThatThrownBy(() -> select(recv(full), recv(a)))
        .isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void recvOrClosedIsTheFormThatSeesTheEnd() throws Exception {
    Exception why = new Exception("why");
    full.close(why);
    List<Received<Integer>> seen = new ArrayList<>();
    select(recvOrClosed(full, seen::add), recv(a));
    select(recvOrClosed(full, seen::add), recv(a));
    assertThat(seen).containsExactly(new Received.Value<>(1), new Received.Closed<>(why));
    Received<Integer> value = select(recvOrClosed(full), recvOrClosed(a));
    assertThat(value).isEqualTo(new Received.Closed<>(why));
    var waiting =
        Running.<Received<Integer>>of(() -> select(recvOrClosed(a), recvOrClosed(b))).blocked();
    a.close();
    assertThat(waiting.result()).isEqualTo(new Received.Closed<>(null));
  }

  @Test
  void aSendToAClosedChannelIsReadyAndThrows() {
    AtomicInteger ran = new AtomicInteger();
    for (Task task :
        List.<Task>of(
            () -> select(send(closed, 1, ran::incrementAndGet), recv(a)),
            () -> select(recv(a), otherwise(), send(closed, 1)),
            () -> selectPriority(recv(a), send(closed, 1), recv(full)))) {
      assertThatThrownBy(task::run)
          .isExactlyInstanceOf(ChannelMisuseException.class)
          .hasMessage("send on closed channel")
          .hasNoCause();
    }
    assertThat(ran).hasValue(0);
    assertThat(full.length()).isEqualTo(1);
  }

  @Test
  void doneIsReadyWhenTheContextIs() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    try (var ctx = Context.background().withCancel()) {
      String early = select(done(ctx).map(_ -> "done"), otherwise().map(_ -> "live"));
      assertThat(early).isEqualTo("live");
      var waiting =
          Running.<@Nullable Integer>of(
                  () -> select(done(ctx, ran::incrementAndGet).map(_ -> 1), recv(a)))
              .blocked();
      ctx.cancel();
      assertThat(waiting.result()).isEqualTo(1);
      assertThat(ran).hasValue(1);
      select(done(ctx, ran::incrementAndGet), recv(a, _ -> {}));
      assertThat(ran).hasValue(2);
    }
  }

  @Test
  void aContextThatIsNeverDoneIsNeverReady() throws Exception {
    String taken =
        select(done(Context.background()).map(_ -> "done"), otherwise().map(_ -> "live"));
    assertThat(taken).isEqualTo("live");
  }

  @Test
  void recvOnAContextsChannelSaysUseDone() {
    try (var ctx = Context.background().withCancel()) {
      ctx.cancel();
      assertThatThrownBy(() -> select(Go.<@Nullable Void>recv(ctx.done()), recv(a, _ -> {})))
          .isExactlyInstanceOf(ChannelClosedException.class)
          .hasMessageContaining("use done(ctx)");
      assertThatThrownBy(() -> select(Go.<@Nullable Void>recv(ctx.done(), _ -> {})))
          .isExactlyInstanceOf(ChannelClosedException.class)
          .hasMessageContaining("use done(ctx)");
    }
  }

  @Test
  void theListFormTakesANumberOfCasesKnownAtRunTime() throws Exception {
    List<Chan<Integer>> channels = new ArrayList<>();
    List<Case<String>> cases = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Chan<Integer> ch = Chan.make();
      int index = i;
      channels.add(ch);
      cases.add(recv(ch).map(v -> index + ":" + v));
    }
    for (int i = 0; i < 100; i += 9) {
      var waiting = Running.<String>of(() -> select(cases)).blocked();
      assertThat(channels.get(i).trySend(i)).isTrue();
      assertThat(waiting.result()).isEqualTo(i + ":" + i);
    }
    String none = select(List.of(recv(a).map(_ -> "a"), otherwise().map(_ -> "none")));
    assertThat(none).isEqualTo("none");
  }

  @Test
  void withoutCasesItWaitsForEverAndCanBeInterrupted() throws Exception {
    List<Task> empty =
        List.of(
            () -> select(),
            () -> selectPriority(),
            () -> select(List.<Case<Integer>>of()),
            () -> select(recv(Chan.<Integer>never()), send(Chan.never(), 1).map(_ -> 1)));
    for (Task task : empty) {
      var waiting = Running.task(task).blocked();
      waiting.interrupt();
      assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    }
  }

  // ---- bodies

  /** It may use the same channels, which it could not with a lock of theirs held. */
  @Test
  void aBodyRunsAfterTheCommitAndOutsideAnyLock() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    List<String> log = new ArrayList<>();
    select(
        send(
            ch,
            1,
            () -> {
              log.add("length " + ch.length());
              log.add("received " + ch.receive());
              select(send(ch, 2, () -> log.add("sent inside")));
            }));
    select(
        recv(
            ch,
            v -> {
              log.add("got " + v);
              ch.send(3);
              log.add("again " + ch.receive());
              ch.close();
            }),
        recv(a));
    assertThat(log).containsExactly("length 1", "received 1", "sent inside", "got 2", "again 3");
  }

  @Test
  void aBodyOfACaseThatHadToWaitRunsOutsideAnyLockToo() throws Exception {
    IntFunction<String> other = v -> send(a, v).toString() + a.trySend(v) + b.tryReceive();
    var waiting =
        Running.<String>of(() -> select(recv(a).map(other::apply), recv(b).map(String::valueOf)))
            .blocked();
    a.send(1);
    assertThat(waiting.result()).endsWith("falsenull");
  }

  @Test
  void aBodyRunsInTheGoroutineThatSelects() throws Exception {
    Thread self = Thread.currentThread();
    List<Thread> seen = new ArrayList<>();
    select(recv(full, _ -> seen.add(Thread.currentThread())));
    select(after(Duration.ofNanos(1), () -> seen.add(Thread.currentThread())));
    select(otherwise(() -> seen.add(Thread.currentThread())));
    assertThat(seen).containsExactly(self, self, self);
  }

  @Test
  void anInterruptedExceptionOfABodyComesOutAndTheElementHasMoved() {
    InterruptedException inside = new InterruptedException("inside");
    assertThatThrownBy(() ->
            select(
                recv(
                    full,
                    _ -> {
                      throw inside;
                    })))
        .isSameAs(inside);
    assertThat(full.length()).isZero();
    assertThatThrownBy(() ->
            select(
                send(
                    full,
                    5,
                    () -> {
                      throw inside;
                    })))
        .isSameAs(inside);
    assertThat(full.tryReceive()).isEqualTo(new Received.Value<>(5));
  }

  @Test
  void anExceptionOfABodyOrAMappingComesOutAndTheChannelsGoOn() throws Exception {
    IllegalArgumentException inside = new IllegalArgumentException("inside");
    var waiting =
        Running.<@Nullable Integer>of(() ->
                select(
                    recv(a)
                        .map(_ -> {
                          throw inside;
                        }),
                    recv(b)))
            .blocked();
    a.send(1);
    assertThat(waiting.failure()).isSameAs(inside);
    assertThat(a.trySend(1)).isFalse();
    assertThat(b.trySend(1)).isFalse();
  }

  @Test
  void aBodyIsNotNull() {
    assertThatThrownBy(() -> recv(a, nothing())).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> recv(a).map(nothing())).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> otherwise(nothing())).isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <F> F nothing() {
    return null;
  }

  @Test
  void onlyTheBodyOfTheCaseThatIsTakenRuns() throws Exception {
    for (int i = 0; i < 100; i++) {
      Chan<Integer> x = Chan.make(1);
      Chan<Integer> y = Chan.make(1);
      x.send(42);
      List<String> ran = new ArrayList<>();
      select(
          recv(a, v -> ran.add("never" + v)),
          send(b, 1, () -> ran.add("never")),
          recv(x, v -> ran.add("received " + v)),
          send(y, 1, () -> ran.add("sent")),
          otherwise(() -> ran.add("otherwise")));
      assertThat(ran).hasSize(1);
      assertThat(ran).containsAnyOf("received 42", "sent");
      assertThat(ran.contains("sent")).isEqualTo(y.length() == 1);
      assertThat(ran.contains("received 42")).isEqualTo(x.length() == 0);
    }
  }

  // ---- a case

  private int evaluations;

  private int next() {
    return 1 << evaluations++;
  }

  /** Once each, in the order of the cases, whether the channel can be used or not. */
  @Test
  void everyOperandIsEvaluatedWhicheverCaseIsTaken() throws Exception {
    Chan<Integer> x = Chan.make(1);
    Chan<Integer> y = Chan.make(1);
    boolean[] sent = new boolean[2];
    for (int turn = 0; turn < 2; turn++) {
      select(
          send(sent[0] ? Chan.never() : x, next(), () -> sent[0] = true),
          send(sent[1] ? Chan.never() : y, next(), () -> sent[1] = true),
          otherwise(() -> assertThat(sent).as("both were ready").containsOnly(false, true)));
    }
    assertThat(sent).containsOnly(true);
    assertThat(evaluations).isEqualTo(4);
    assertThat(x.receive()).isIn(1, 4);
    assertThat(y.receive()).isIn(2, 8);
  }

  @Test
  void makingACaseDoesNothing() {
    assertThat(List.of(recv(full), send(b, 1), recvOrClosed(full), otherwise())).hasSize(4);
    assertThat(full.length()).isEqualTo(1);
    assertThat(b.tryReceive()).isNull();
  }

  @Test
  void aCaseCanBeUsedAgainAndAgain() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    Case<Integer> in = recv(ch).map(i -> i * 10);
    Case<@Nullable Void> out = send(ch, 4);
    Case<Integer> twice = in.map(i -> i + 1);
    for (int i = 0; i < 3; i++) {
      select(out);
      int v = select(in);
      assertThat(v).isEqualTo(40);
      select(out);
      int w = select(twice);
      assertThat(w).isEqualTo(41);
    }
  }

  @Test
  void aCaseCanBeSharedByManyGoroutines() throws Exception {
    Case<Integer> shared = recv(a);
    Case<Integer> other = recv(b);
    AtomicInteger sum = new AtomicInteger();
    List<Running<?>> receivers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      receivers.add(Running.task(() -> sum.addAndGet(Go.<Integer>select(shared, other))).blocked());
    }
    Case<@Nullable Void> out = send(a, 1);
    List<Running<?>> senders = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      senders.add(Running.task(() -> select(out)));
    }
    for (var running : receivers) {
      assertThat(running.failure()).isNull();
    }
    for (var running : senders) {
      assertThat(running.failure()).isNull();
    }
    assertThat(sum).hasValue(50);
  }

  @Test
  void aTimeIsNotReadyBeforeItIsOver() throws Exception {
    long start = System.nanoTime();
    String taken =
        select(recv(a).map(_ -> "receive"), after(Duration.ofMillis(20)).map(_ -> "time"));
    assertThat(taken).isEqualTo("time");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
  }

  // ---- many at once

  @Test
  void anElementThatIsOfferedOnSeveralChannelsIsReceivedOnce() throws Exception {
    int n = 5000;
    List<Chan<Integer>> channels = List.of(Chan.make(), Chan.make(), Chan.make(), Chan.make());
    Chan<Integer> merged = Chan.make();
    AtomicInteger open = new AtomicInteger(channels.size());
    for (Chan<Integer> ch : channels) {
      Running.task(() -> {
        for (int i : ch) {
          merged.send(i);
        }
        if (open.decrementAndGet() == 0) {
          merged.close();
        }
      });
    }
    var sender =
        Running.task(() -> {
          for (int i = 0; i < n; i++) {
            int element = i;
            select(channels.stream().map(ch -> send(ch, element)).toList());
          }
          channels.forEach(Chan::close);
        });
    BitSet seen = new BitSet();
    for (int i : merged) {
      assertThat(seen.get(i)).as("%s came before", i).isFalse();
      seen.set(i);
    }
    assertThat(sender.failure()).isNull();
    assertThat(seen.cardinality()).isEqualTo(n);
  }

  /** Each channel has a sender, a receiver, and a case of two selects that must all get through. */
  @Test
  void whoSelectsAndWhoDoesNotAllGetThroughOnTheSameChannels() throws Exception {
    int n = 10_000;
    List<Chan<Integer>> channels = List.of(Chan.make(), Chan.make(), Chan.make(2), Chan.make(3));
    List<Running<?>> all = new ArrayList<>();
    AtomicInteger sum = new AtomicInteger();
    for (Chan<Integer> ch : channels) {
      all.add(
          Running.task(() -> {
            for (int i = 0; i < n; i++) {
              ch.send(1);
            }
          }));
      all.add(
          Running.task(() -> {
            for (int i = 0; i < n; i++) {
              sum.addAndGet(ch.receive());
            }
          }));
    }
    all.add(Running.task(() -> inOneSelect(channels, n, ch -> send(ch, 1).map(_ -> 0))));
    all.add(Running.task(() -> sum.addAndGet(inOneSelect(channels, n, Go::recv))));
    for (var running : all) {
      assertThat(running.failure()).isNull();
    }
    assertThat(sum).hasValue(2 * channels.size() * n);
  }

  /** Takes the case of each channel so many times, and then replaces the channel by one never. */
  private static int inOneSelect(
      List<Chan<Integer>> channels, int n, Function<Chan<Integer>, Case<Integer>> operation)
      throws InterruptedException {
    List<Case<Integer>> cases = new ArrayList<>();
    int[] taken = new int[channels.size()];
    int[] sum = new int[1];
    for (int i = 0; i < taken.length; i++) {
      int index = i;
      cases.add(
          operation
              .apply(channels.get(i))
              .map(v -> {
                sum[0] += v;
                return index;
              }));
    }
    for (int i = 0; i < taken.length * n; i++) {
      int index = select(cases);
      if (++taken[index] == n) {
        cases.set(index, recv(Chan.never()));
      }
    }
    assertThat(taken).containsOnly(n);
    return sum[0];
  }

  /** From when both have come to a round on, one of its two channels is always ready. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherwiseIsNotTakenIfAtEachMomentSomeCaseIsReady(boolean byClose) throws Exception {
    int rounds = 100_000;
    AtomicInteger come = new AtomicInteger();
    AtomicReferenceArray<@Nullable Chan<Integer>> xs = new AtomicReferenceArray<>(2);
    AtomicReferenceArray<@Nullable Chan<Integer>> ys = new AtomicReferenceArray<>(2);
    var other =
        Running.onPlatform(() -> {
          int otherwise = 0;
          for (int i = 0; i < rounds; i++) {
            together(come, i);
            otherwise +=
                Go.<Integer>select(
                    recvOrClosed(Objects.requireNonNull(xs.get(i & 1))).map(_ -> 0),
                    recvOrClosed(Objects.requireNonNull(ys.get(i & 1))).map(_ -> 0),
                    otherwise().map(_ -> 1));
          }
          return otherwise;
        });
    for (int i = 0; i < rounds; i++) {
      Chan<Integer> x = Chan.make(1);
      Chan<Integer> y = Chan.make(1);
      x.send(1);
      xs.set(i & 1, x);
      ys.set(i & 1, y);
      together(come, i);
      if (byClose) {
        y.close();
      } else {
        y.send(1);
      }
      x.tryReceive();
    }
    assertThat(other.result()).isZero();
  }

  /** Waits until both of two have come to a round. */
  private static void together(AtomicInteger come, int round) {
    come.incrementAndGet();
    for (int spins = 1; come.get() < 2 * (round + 1); spins++) {
      if (spins % 1000 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whoeverPollsAndYieldsIsReached() throws Exception {
    Chan<Integer> back = Chan.make();
    Task polling =
        () -> {
          while (select(recv(a).map(_ -> false), otherwise().map(_ -> true))) {
            Thread.yield();
          }
          back.send(1);
        };
    for (boolean platform : new boolean[] {false, true}) {
      Running<?> running =
          platform
              ? Running.onPlatform(Executors.callable(() -> run(polling)))
              : Running.task(polling);
      a.send(1);
      assertThat(back.receive()).isEqualTo(1);
      assertThat(running.failure()).isNull();
    }
  }

  private static void run(Task task) {
    try {
      task.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
