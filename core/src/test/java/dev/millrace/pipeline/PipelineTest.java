package dev.millrace.pipeline;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.Promise;
import dev.millrace.Receiver;
import dev.millrace.Sender;
import dev.millrace.context.Context;
import dev.millrace.context.ContextCanceledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link Pipeline}. The timeout is there for hangs; no rule depends on time. */
@Timeout(120)
class PipelineTest {
  /** Each kind of stage, and how many elements it may hold, a source before it not counted. */
  enum Kind {
    GENERATE(0),
    WORKERS(3),
    PARALLEL_MAP(3),
    MERGE(1),
    FAN_OUT(0),
    TEE(1),
    OR_DONE(1),
    ALL(9);

    final int holds;

    Kind(int holds) {
      this.holds = holds;
    }

    Pipeline<Integer> onto(Pipeline<Integer> source) {
      return switch (this) {
        case GENERATE -> source;
        case WORKERS -> source.workers(3, n -> n);
        case PARALLEL_MAP -> source.parallelMap(3, n -> n);
        case MERGE -> Pipeline.merge(source);
        case FAN_OUT -> source.fanOut(1).getFirst();
        case TEE -> source.tee(1).getFirst();
        case OR_DONE -> source.orDone(Context.background());
        case ALL -> {
          Pipeline<Integer> p = source;
          for (Kind kind : values()) {
            p = kind == ALL ? p : kind.onto(p);
          }
          yield p;
        }
      };
    }

    boolean keepsOrder() {
      return this != WORKERS && this != ALL;
    }
  }

  /** A source without end, which tells how far it is and whether it is over. */
  private static final class Endless {
    final AtomicInteger begun = new AtomicInteger();
    final CountDownLatch ended = new CountDownLatch(1);

    Pipeline<Integer> pipeline() {
      return Pipeline.generate(this::produce);
    }

    private void produce(Sender<Integer> out) throws InterruptedException {
      try {
        for (; ; ) {
          out.send(begun.getAndIncrement());
        }
      } finally {
        ended.countDown();
      }
    }

    boolean isOver() {
      return ended.getCount() == 0;
    }
  }

  private static <T> List<T> drain(Iterable<T> elements) {
    List<T> drained = new ArrayList<>();
    elements.forEach(drained::add);
    return drained;
  }

  private static List<Integer> upTo(int n) {
    return new ArrayList<>(IntStream.range(0, n).boxed().toList());
  }

  @SuppressWarnings("NullAway") // so that every test need not be about elements that may be null
  private static List<Integer> onlyNull() {
    return Collections.singletonList(null);
  }

  /** What came before the end, and the cause of the end. */
  private static <T> Throwable drainToFailure(Pipeline<T> pipeline, List<T> into) {
    var end = catchThrowableOfType(ChannelClosedException.class, () -> pipeline.forEach(into::add));
    return Objects.requireNonNull(end.getCause());
  }

  private static void awaitNotRunning(Pipeline<?> pipeline) throws InterruptedException {
    while (pipeline.stage().isRunning()) {
      Thread.sleep(1);
    }
  }

  // ---- elements

  @ParameterizedTest
  @EnumSource
  void everyElementComesOutOnceAndThenTheStreamEnds(Kind kind) {
    try (var pipeline = kind.onto(Pipeline.from(upTo(1000)))) {
      List<Integer> elements = drain(pipeline);
      if (!kind.keepsOrder()) {
        Collections.sort(elements);
      }
      assertThat(elements).isEqualTo(upTo(1000));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nullIsALegalElement(Kind kind) {
    try (var pipeline = kind.onto(Pipeline.from(onlyNull()))) {
      assertThat(drain(pipeline)).isEqualTo(onlyNull());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptySourceEndsAtOnce(Kind kind) {
    try (var pipeline = kind.onto(Pipeline.from(List.of()))) {
      assertThat(drain(pipeline)).isEmpty();
    }
  }

  @Test
  void aSourceMayBeAnyReceiver() throws InterruptedException {
    Chan<Integer> numbers = Chan.make(3);
    numbers.send(1);
    numbers.send(2);
    numbers.close();
    try (var doubled = Pipeline.from(numbers).parallelMap(2, n -> n * 2)) {
      assertThat(drain(doubled)).containsExactly(2, 4);
    }
  }

  @Test
  void onceClosedAPipelineTakesNothingFromItsSourceReceiver() throws InterruptedException {
    Chan<Integer> numbers = Chan.make(1);
    Pipeline.from(numbers).workers(2, n -> n).close();
    numbers.send(7);
    assertThat(numbers.length()).isEqualTo(1);
    assertThat(numbers.receive()).isEqualTo(7);
  }

  @Test
  void aForEachThatBreaksOffMayBeTakenUpByAnother() {
    try (var numbers = Pipeline.from(upTo(5))) {
      for (Integer n : numbers) {
        if (n == 2) {
          break;
        }
      }
      assertThat(drain(numbers)).containsExactly(3, 4);
    }
  }

  @Test
  void workersAreAllAtWorkAtOnce() {
    var all = new CyclicBarrier(4);
    try (var pool = Pipeline.from(upTo(4)).workers(4, _ -> all.await())) {
      assertThat(drain(pool)).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
  }

  @Test
  void noMoreWorkersAreAtWorkThanTheyAre() {
    var atWork = new AtomicInteger();
    Step<Integer, Integer> count =
        _ -> {
          int n = atWork.incrementAndGet();
          Thread.yield();
          atWork.decrementAndGet();
          return n;
        };
    try (var unordered = Pipeline.from(upTo(2000)).workers(3, count)) {
      assertThat(drain(unordered)).allMatch(n -> n <= 3);
    }
    try (var ordered = Pipeline.from(upTo(2000)).parallelMap(3, count)) {
      assertThat(drain(ordered)).allMatch(n -> n <= 3);
    }
  }

  @Test
  void workersHandOnResultsAsTheyAreReady() throws InterruptedException {
    var secondReceived = new CountDownLatch(1);
    Step<String, String> step =
        s -> {
          if (s.equals("first")) {
            secondReceived.await();
          }
          return s;
        };
    try (var pool = Pipeline.from(List.of("first", "second")).workers(2, step)) {
      assertThat(pool.receiver().receive()).isEqualTo("second");
      secondReceived.countDown();
      assertThat(pool.receiver().receive()).isEqualTo("first");
    }
  }

  @Test
  void parallelMapWorksOnSeveralAtOnceAndKeepsTheOrder() {
    var laterAreReady = new CountDownLatch(2);
    Step<Integer, Integer> step =
        n -> {
          if (n % 3 == 0) {
            laterAreReady.await();
          } else {
            laterAreReady.countDown();
          }
          return n;
        };
    try (var mapped = Pipeline.from(upTo(100)).parallelMap(3, step)) {
      assertThat(drain(mapped)).isEqualTo(upTo(100));
    }
  }

  /** A worker that is two elements ahead of a slow one once passed for the one before it. */
  @Test
  void parallelMapKeepsTheOrderWhenOneWorkerOvertakesASlowOne() {
    List<CountDownLatch> begun = Stream.generate(() -> new CountDownLatch(1)).limit(102).toList();
    Step<Integer, Integer> step =
        n -> {
          begun.get(n).countDown();
          if (n % 4 == 1) {
            begun.get(n + 2).await();
            for (int i = 0; i < 100; i++) {
              Thread.yield();
            }
          }
          return n;
        };
    try (var mapped = Pipeline.from(upTo(100)).parallelMap(3, step)) {
      assertThat(drain(mapped)).isEqualTo(upTo(100));
    }
  }

  @Test
  void severalGoroutinesMayShareTheReading() throws InterruptedException {
    try (var numbers = Pipeline.from(upTo(100))) {
      Receiver<Integer> receiver = numbers.receiver();
      var one = async(() -> drain(receiver));
      var other = async(() -> drain(receiver));
      List<Integer> all = new ArrayList<>(one.await());
      all.addAll(other.await());
      assertThat(all).containsExactlyInAnyOrderElementsOf(upTo(100));
    }
  }

  // ---- backpressure

  @ParameterizedTest
  @EnumSource
  void aSourceIsNeverFurtherAheadThanItsStagesHold(Kind kind) throws InterruptedException {
    var source = new Endless();
    try (var pipeline = kind.onto(source.pipeline())) {
      int ahead = kind.holds + 1; // it holds one itself
      while (source.begun.get() < ahead) { // it gets that far without a reader
        Thread.sleep(1);
      }
      for (int received = 1; received <= 2000; received++) {
        pipeline.receiver().receive();
        Thread.yield();
        assertThat(source.begun.get()).isLessThanOrEqualTo(received + ahead);
      }
    }
  }

  @Test
  void noBranchOfATeeIsMoreThanOneElementAhead() throws InterruptedException {
    List<Pipeline<Integer>> copies = new Endless().pipeline().tee(2);
    try (var fast = copies.getFirst();
        var slow = copies.getLast()) {
      var received = new AtomicInteger();
      var _ =
          async(() -> {
            fast.forEach(_ -> received.incrementAndGet());
            return null;
          });
      for (int n = 1; n <= 1000; n++) {
        slow.receiver().receive();
        Thread.yield();
        assertThat(received.get()).isLessThanOrEqualTo(n + 1);
      }
    }
  }

  // ---- failures

  @ParameterizedTest
  @EnumSource
  void theFailureOfASourceComesAfterAllThatCameBefore(Kind kind) {
    var failure = new Exception("source");
    Pipeline<Integer> source =
        Pipeline.generate(out -> {
          for (int i = 0; i < 10; i++) {
            out.send(i);
          }
          throw failure;
        });
    List<Integer> elements = new ArrayList<>();
    try (var pipeline = kind.onto(source)) {
      assertThat(drainToFailure(pipeline, elements)).isSameAs(failure);
    }
    assertThat(elements).containsExactlyInAnyOrderElementsOf(upTo(10));
  }

  @ParameterizedTest
  @EnumSource
  void aSourceReceiverClosedWithACauseFailsAlike(Kind kind) throws InterruptedException {
    var failure = new Exception("source");
    Chan<Integer> numbers = Chan.make(1);
    numbers.send(1);
    numbers.close(failure);
    List<Integer> elements = new ArrayList<>();
    try (var pipeline = kind.onto(Pipeline.from(numbers))) {
      assertThat(drainToFailure(pipeline, elements)).isSameAs(failure);
    }
    assertThat(elements).containsExactly(1);
  }

  @Test
  void aStepThatFailsEndsTheStreamWithItsCause() {
    var failure = new AssertionError("an Error, too");
    try (var pool =
        new Endless()
            .pipeline()
            .workers(
                3,
                _ -> {
                  throw failure;
                })) {
      assertThat(drainToFailure(pool, new ArrayList<>())).isSameAs(failure);
    }
  }

  @Test
  void parallelMapHandsOnAllThatCameBeforeTheElementThatFails() {
    var failure = new Exception("2");
    var isFailing = new CountDownLatch(1);
    Step<Integer, Integer> step =
        n -> {
          if (n == 2) {
            isFailing.countDown();
            throw failure;
          }
          isFailing.await();
          Thread.yield();
          return n;
        };
    List<Integer> results = new ArrayList<>();
    try (var mapped = new Endless().pipeline().parallelMap(3, step)) {
      assertThat(drainToFailure(mapped, results)).isSameAs(failure);
    }
    assertThat(results).containsExactly(0, 1);
  }

  @Test
  void ofSeveralElementsThatFailParallelMapTellsTheFirst() {
    var both = new CyclicBarrier(2);
    Step<Integer, Integer> step =
        n -> {
          both.await();
          throw new Exception("element " + n);
        };
    try (var mapped = Pipeline.from(upTo(2)).parallelMap(2, step)) {
      assertThat(drainToFailure(mapped, new ArrayList<>())).hasMessage("element 0");
    }
  }

  @Test
  void theStageThatFailsAndThoseBeforeItStopWithoutBeingClosed() throws InterruptedException {
    var source = new Endless();
    var blocked = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Step<Integer, Integer> step =
        n -> {
          if (n == 1) {
            blocked.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              interrupted.countDown();
            }
          }
          blocked.await();
          throw new Exception("failed");
        };
    var pool = source.pipeline().workers(2, step);
    assertThat(drainToFailure(pool, new ArrayList<>())).hasMessage("failed");
    source.ended.await();
    interrupted.await();
    awaitNotRunning(pool);
  }

  @Test
  void anInterruptedExceptionOfAStepsOwnIsAFailure() {
    var failure = new InterruptedException("of its own");
    try (var pool =
        Pipeline.from(upTo(1))
            .parallelMap(
                1,
                _ -> {
                  throw failure;
                })) {
      assertThat(drainToFailure(pool, new ArrayList<>())).isSameAs(failure);
    }
  }

  // ---- stopping

  @ParameterizedTest
  @EnumSource
  void afterCloseNothingIsRunning(Kind kind) throws InterruptedException {
    for (int reads = 0; reads < 20; reads++) {
      var source = new Endless();
      var pipeline = kind.onto(source.pipeline());
      try (pipeline) {
        for (int i = 0; i < reads; i++) {
          pipeline.receiver().receive();
        }
      }
      assertThat(source.isOver() || source.begun.get() == 0).isTrue();
      assertThat(pipeline.stage().isRunning()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterTheEndNothingIsRunning(Kind kind) throws InterruptedException {
    var pipeline = kind.onto(Pipeline.from(upTo(3)));
    drain(pipeline);
    awaitNotRunning(pipeline);
    pipeline.close();
  }

  @Test
  void closeInterruptsAStepThatBlocksAndWaitsForItsEnd() throws InterruptedException {
    var blocks = new CountDownLatch(2);
    var over = new AtomicInteger();
    Step<Integer, Integer> step =
        _ -> {
          blocks.countDown();
          try {
            new CountDownLatch(1).await();
            return 0;
          } finally {
            Thread.yield();
            over.incrementAndGet();
          }
        };
    var unordered = new Endless().pipeline().workers(2, step);
    try (unordered) {
      blocks.await();
    }
    assertThat(over).hasValue(2);
  }

  @Test
  void closeWaitsForAStepThatIgnoresItsInterrupt() throws InterruptedException {
    var runs = new CountDownLatch(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    var pipeline =
        new Endless()
            .pipeline()
            .parallelMap(
                1,
                n -> {
                  runs.countDown();
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                  }
                  for (int i = 0; i < 100; i++) {
                    Thread.yield();
                  }
                  order.add("step ended");
                  return n;
                });
    runs.await();
    pipeline.close();
    order.add("close returned");
    assertThat(order).containsExactly("step ended", "close returned");
  }

  @Test
  void whatAStepThrowsAfterTheCloseIsDropped() throws InterruptedException {
    var crash = new AtomicReference<@Nullable Throwable>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, t) -> crash.set(t));
    try {
      var blocks = new CountDownLatch(1);
      var pipeline =
          new Endless()
              .pipeline()
              .workers(
                  1,
                  _ -> {
                    blocks.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException("dropped");
                    }
                    return 0;
                  });
      blocks.await();
      pipeline.close();
      assertThat(drainToFailure(pipeline, new ArrayList<>()))
          .isInstanceOf(CancellationException.class);
      assertThat(crash).hasNullValue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void aSourcesBodySeesAnInterruptAndNeverAClosedChannel() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      var end = new AtomicReference<@Nullable Throwable>();
      var begun = new CountDownLatch(1);
      try (var _ =
          Pipeline.<Integer>generate(out -> {
            begun.countDown();
            try {
              for (; ; ) {
                out.send(1);
              }
            } catch (Throwable t) {
              end.set(t);
              throw t;
            }
          })) {
        begun.await();
      }
      assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void aSecondCloseDoesNothing() {
    var pipeline = new Endless().pipeline().workers(2, n -> n);
    pipeline.close();
    pipeline.close();
    assertThat(pipeline.stage().isRunning()).isFalse();
  }

  @Test
  void anInterruptDoesNotBreakOffTheCloseAndTheFlagStays() {
    var source = new Endless();
    var pipeline = source.pipeline().parallelMap(2, n -> n);
    Thread.currentThread().interrupt();
    pipeline.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pipeline.stage().isRunning()).isFalse();
  }

  @Test
  void aReaderElsewhereIsToldOfTheClose() throws InterruptedException {
    var pipeline =
        Pipeline.<Integer>generate(_ -> new CountDownLatch(1).await()).parallelMap(2, n -> n);
    Promise<Throwable> end = async(() -> drainToFailure(pipeline, new ArrayList<>()));
    pipeline.close();
    assertThat(end.await()).isInstanceOf(CancellationException.class).hasMessage("pipeline closed");
  }

  @Test
  void itsOwnGoroutinesCannotCloseIt() {
    var self = new AtomicReference<@Nullable Pipeline<?>>();
    var isSet = new CountDownLatch(1);
    try (var pipeline =
        Pipeline.from(upTo(1))
            .workers(
                1,
                n -> {
                  isSet.await();
                  var toClose = self.get();
                  if (toClose != null) {
                    toClose.close();
                  }
                  return n;
                })) {
      self.set(pipeline);
      isSet.countDown();
      assertThat(drainToFailure(pipeline, new ArrayList<>()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("pipeline closed by one of its own goroutines");
    }
  }

  // ---- one reader each

  @Test
  void aSecondStageOnTheSamePipelineIsRefused() {
    var numbers = Pipeline.from(upTo(3));
    try (var _ = numbers.workers(1, n -> n)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> numbers.parallelMap(1, n -> n))
          .withMessage("pipeline is read by another stage: share it by fanOut or tee");
      assertThatIllegalStateException().isThrownBy(numbers::receiver);
      assertThatIllegalStateException().isThrownBy(numbers::iterator);
    }
  }

  @Test
  void aStageOnAClosedPipelineIsRefused() {
    var numbers = Pipeline.from(upTo(3));
    numbers.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> numbers.tee(2))
        .withMessage("pipeline is closed");
  }

  @Test
  void lessThanOneWorkerOrBranchIsRefused() {
    try (var numbers = Pipeline.from(upTo(3))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> numbers.workers(0, n -> n))
          .withMessage("workers must be positive: 0");
      assertThatIllegalArgumentException().isThrownBy(() -> numbers.parallelMap(-1, n -> n));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> numbers.fanOut(0))
          .withMessage("branches must be positive: 0");
      assertThatIllegalArgumentException().isThrownBy(() -> numbers.tee(0));
      assertThat(drain(numbers)).as("it is still to be had").hasSize(3);
    }
  }

  // ---- merge

  @Test
  void mergeEndsWhenAllInputsHaveAndKeepsTheOrderOfEach() {
    var even = Pipeline.from(IntStream.range(0, 500).map(n -> 2 * n).boxed().toList());
    var odd = Pipeline.from(IntStream.range(0, 500).map(n -> 2 * n + 1).boxed().toList());
    try (var merged = Pipeline.merge(even, odd)) {
      List<Integer> all = drain(merged);
      assertThat(all).hasSize(1000).doesNotHaveDuplicates();
      assertThat(all.stream().filter(n -> n % 2 == 0)).isSorted();
      assertThat(all.stream().filter(n -> n % 2 == 1)).isSorted();
    }
  }

  @Test
  void aMergeOfNothingEndsAtOnce() {
    try (var nothing = Pipeline.<Integer>merge()) {
      assertThat(drain(nothing)).isEmpty();
    }
  }

  @Test
  void anInputThatFailsFailsTheMergeAndStopsTheOthers() throws InterruptedException {
    var failure = new Exception("one of them");
    var endless = new Endless();
    Pipeline<Integer> failing =
        Pipeline.generate(_ -> {
          throw failure;
        });
    try (var merged = Pipeline.merge(endless.pipeline(), failing)) {
      assertThat(drainToFailure(merged, new ArrayList<>())).isSameAs(failure);
      endless.ended.await();
    }
  }

  // ---- fan out

  @Test
  void fanOutGivesEachElementToOneBranch() throws InterruptedException {
    List<Promise<List<Integer>>> branches = new ArrayList<>();
    for (Pipeline<Integer> branch : Pipeline.from(upTo(1000)).fanOut(3)) {
      branches.add(
          async(() -> {
            try (branch) {
              return drain(branch);
            }
          }));
    }
    List<Integer> all = new ArrayList<>();
    for (var branch : branches) {
      all.addAll(branch.await());
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(upTo(1000));
  }

  @Test
  void whenOneBranchOfAFanOutIsClosedTheOthersGetWhatIsLeft() {
    List<Pipeline<Integer>> branches = Pipeline.from(upTo(10)).fanOut(2);
    branches.getFirst().close();
    branches.getFirst().close();
    try (var other = branches.getLast()) {
      assertThat(drain(other)).isEqualTo(upTo(10));
    }
  }

  @Test
  void whenAllBranchesOfAFanOutAreClosedTheSourceIsStopped() {
    var source = new Endless();
    var branches = source.pipeline().fanOut(3);
    var stages = branches.stream().map(branch -> branch.workers(2, n -> n)).toList();
    stages.forEach(Pipeline::close);
    assertThat(stages).noneMatch(p -> p.stage().isRunning());
  }

  @Test
  void aFanOutMergedAgainLosesAndDoublesNothing() {
    var branches =
        Pipeline.from(upTo(1000)).fanOut(4).stream().map(b -> b.workers(1, n -> n)).toList();
    try (var merged = Pipeline.merge(branches)) {
      assertThat(drain(merged)).containsExactlyInAnyOrderElementsOf(upTo(1000));
    }
  }

  // ---- tee

  @Test
  void everyBranchOfATeeGetsEveryElementInOrder() throws InterruptedException {
    List<Promise<List<Integer>>> branches = new ArrayList<>();
    for (Pipeline<Integer> branch : Pipeline.from(upTo(1000)).tee(3)) {
      branches.add(
          async(() -> {
            try (branch) {
              return drain(branch);
            }
          }));
    }
    for (var branch : branches) {
      assertThat(branch.await()).isEqualTo(upTo(1000));
    }
  }

  @Test
  void theBranchesOfATeeMayBeReadInAnyOrder() throws InterruptedException {
    List<Pipeline<Integer>> copies = Pipeline.from(upTo(100)).tee(2);
    try (var a = copies.getFirst();
        var b = copies.getLast()) {
      for (int i = 0; i < 100; i++) {
        var first = i % 2 == 0 ? a : b;
        var second = i % 2 == 0 ? b : a;
        assertThat(first.receiver().receive()).isEqualTo(i);
        assertThat(second.receiver().receive()).isEqualTo(i);
      }
    }
  }

  @Test
  void whenOneBranchOfATeeIsClosedTheOthersGoOnWithoutIt() throws InterruptedException {
    List<Pipeline<Integer>> copies = Pipeline.from(upTo(100)).tee(2);
    try (var stays = copies.getFirst()) {
      assertThat(stays.receiver().receive()).isEqualTo(0); // and the tee waits for the other
      copies.getLast().close();
      assertThat(drain(stays)).isEqualTo(upTo(100).subList(1, 100));
    }
  }

  @Test
  void whenAllBranchesOfATeeAreClosedTheSourceIsStopped() {
    var source = new Endless();
    var stages = source.pipeline().tee(3).stream().map(b -> b.parallelMap(2, n -> n)).toList();
    stages.forEach(Pipeline::close);
    assertThat(stages).noneMatch(p -> p.stage().isRunning());
  }

  @Test
  void aFailureReachesEveryBranchOfATee() {
    var failure = new Exception("source");
    Pipeline<Integer> source =
        Pipeline.generate(_ -> {
          throw failure;
        });
    for (var branch : source.tee(3)) {
      try (branch) {
        assertThat(drainToFailure(branch, new ArrayList<>())).isSameAs(failure);
      }
    }
  }

  // ---- or-done

  @Test
  void orDoneFailsWithTheCauseOfTheContextAndStopsTheSource() throws InterruptedException {
    var source = new Endless();
    try (var ctx = Context.background().withCancel();
        var numbers = source.pipeline().orDone(ctx)) {
      assertThat(numbers.receiver().receive()).isEqualTo(0);
      while (source.begun.get() < 3) { // it has taken the next one
        Thread.sleep(1);
      }
      ctx.cancel();
      List<Integer> later = new ArrayList<>();
      assertThat(drainToFailure(numbers, later)).isInstanceOf(ContextCanceledException.class);
      assertThat(later).isEmpty();
      source.ended.await();
      awaitNotRunning(numbers);
    }
  }

  @Test
  void onceTheContextIsDoneNothingComesOutOfOrDone() throws InterruptedException {
    for (int round = 0; round < 2000; round++) {
      try (var ctx = Context.background().withCancel();
          var numbers = new Endless().pipeline().orDone(ctx)) {
        for (int i = 0; i < round % 3; i++) {
          numbers.receiver().receive();
        }
        ctx.cancel();
        List<Integer> later = new ArrayList<>();
        assertThat(drainToFailure(numbers, later)).isInstanceOf(ContextCanceledException.class);
        assertThat(later).isEmpty();
      }
    }
  }

  @Test
  void orDoneOfADoneContextGivesNothing() {
    try (var ctx = Context.background().withCancel()) {
      ctx.cancel();
      try (var numbers = Pipeline.from(upTo(3)).orDone(ctx)) {
        List<Integer> elements = new ArrayList<>();
        assertThat(drainToFailure(numbers, elements)).isInstanceOf(ContextCanceledException.class);
        assertThat(elements).isEmpty();
      }
    }
  }

  @Test
  void orDoneEndsAWaitForASourceThatSendsNothing() {
    Chan<Integer> silent = Chan.make();
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(1));
        var numbers = Pipeline.from(silent).orDone(ctx)) {
      assertThat(drainToFailure(numbers, new ArrayList<>()))
          .hasMessage("context deadline exceeded");
    }
  }

  // ---- everything at once

  @Test
  void anythingMayBeClosedAtAnyMoment() throws InterruptedException {
    long end =
        System.nanoTime() + Integer.getInteger("millrace.stress.seconds", 2) * 1_000_000_000L;
    for (int round = 0; System.nanoTime() - end < 0; round++) {
      var source = new Endless();
      var fails = new AtomicBoolean();
      int failAt = round % 7 == 0 ? round % 50 : Integer.MAX_VALUE;
      List<Pipeline<Integer>> copies = source.pipeline().tee(2);
      var left =
          Pipeline.merge(
              copies.getFirst().fanOut(2).stream()
                  .map(b ->
                      b.workers(
                          2,
                          n -> {
                            if (n == failAt) {
                              fails.set(true);
                              throw new Exception("stress");
                            }
                            return n;
                          }))
                  .toList());
      var right = copies.getLast().parallelMap(3, n -> n);
      int toRead = round % 40;
      var reading =
          async(() -> {
            try (left) {
              for (int i = 0; i < toRead; i++) {
                left.receiver().receive();
              }
            }
            return null;
          });
      try (right) {
        for (int i = 0; i < toRead / 2; i++) {
          assertThat(right.receiver().receive()).isEqualTo(i);
        }
      }
      try {
        reading.await();
      } catch (java.util.concurrent.CompletionException e) {
        assertThat(fails).isTrue();
        assertThat(e).rootCause().hasMessage("stress");
      }
      assertThat(left.stage().isRunning()).isFalse();
      assertThat(right.stage().isRunning()).isFalse();
    }
  }

  @Test
  void aReaderThatIsInterruptedClosesAndLeavesNothingRunning() throws InterruptedException {
    var source = new Endless();
    var pipeline = source.pipeline().workers(3, n -> n);
    var reading = new CountDownLatch(100);
    var reader =
        go(() -> {
          try (pipeline) {
            pipeline.forEach(_ -> reading.countDown());
          }
        });
    reading.await();
    reader.interrupt();
    reader.join();
    assertThat(pipeline.stage().isRunning()).isFalse();
    assertThatThrownBy(() -> pipeline.receiver().receive())
        .hasCauseInstanceOf(CancellationException.class);
  }

  // ---- a body that closes its channel itself

  private static List<Throwable> crashesOf(Runnable test) {
    var crashes = new CopyOnWriteArrayList<Throwable>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, t) -> crashes.add(t));
    try {
      test.run();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    return crashes;
  }

  @Test
  void aBodyMayCloseItsChannelItself() {
    var crashes =
        crashesOf(() -> {
          try (Pipeline<Integer> p =
              Pipeline.generate(out -> {
                try (out) {
                  out.send(1);
                }
              })) {
            assertThat(drain(p)).containsExactly(1);
          }
        });
    assertThat(crashes).isEmpty();
  }

  @Test
  void aBodyMayCloseItsChannelItselfWithACause() {
    var failure = new Exception("told");
    var crashes =
        crashesOf(() -> {
          try (Pipeline<Integer> p = Pipeline.generate(out -> out.close(failure))) {
            assertThat(drainToFailure(p, new ArrayList<>())).isSameAs(failure);
          }
        });
    assertThat(crashes).isEmpty();
  }

  @Test
  void whatABodyThrowsThatHasClosedItsChannelIsACrashAsNobodyElseIsTold() {
    var failure = new IllegalStateException("too late to be told");
    var crashes =
        crashesOf(() -> {
          try (Pipeline<Integer> p =
              Pipeline.generate(out -> {
                out.close();
                throw failure;
              })) {
            assertThat(drain(p)).isEmpty();
            while (p.stage().isRunning()) { // or it is stopped, and then nobody is to be told
              Thread.onSpinWait();
            }
          }
        });
    assertThat(crashes).containsExactly(failure);
  }

  // ---- stopping while starting

  /**
   * A worker that is started after the failure of one before it must be stopped as well: here
   * nothing else would end it, as its source is open and empty.
   */
  @Test
  void aStageThatFailsWhileItIsStartingStopsThoseThatItStartsLater() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      Chan<Integer> source = Chan.make(1);
      source.send(1);
      var pool =
          Pipeline.from(source)
              .<Integer>workers(
                  2_000,
                  _ -> {
                    throw new Exception("failed");
                  });
      assertThat(drainToFailure(pool, new ArrayList<>())).hasMessage("failed");
      awaitNotRunning(pool);
    }
  }
}
