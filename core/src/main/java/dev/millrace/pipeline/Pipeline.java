package dev.millrace.pipeline;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.Producer;
import dev.millrace.ReceivedForms.Closed;
import dev.millrace.ReceivedForms.Value;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.Sender;
import dev.millrace.context.Context;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stream of elements that goroutines are working on, stage by stage, and the handle by which its
 * reader says that it stops.
 *
 * {@snippet file="PipelineSnippetsTest.java" region="pipeline"}
 *
 * <p>A source begins it ({@link #generate}, {@link #from(Iterable)}, {@link #from(Receiver)}); each
 * further stage takes it over and makes a new one, which is the one to read and to close. So each
 * has one reader: a second stage on the same one is refused, since the two would take the elements
 * from each other; {@link #fanOut} and {@link #tee} say which is meant. The goroutines start at
 * once, not when the reading begins.
 *
 * <p><b>Backpressure.</b> All channels between the stages are unbuffered. A stage that holds as
 * many elements as it says below takes none until it has handed one on, so nothing piles up behind
 * a slow reader, and a source is at most the sum of its stages ahead: {@code generate} holds one
 * element, {@code workers(n, …)} and {@code parallelMap(n, …)} hold n, {@code merge} one for each
 * input, {@code tee} and {@code orDone} one, {@code fanOut} none.
 *
 * <p><b>Failures.</b> What a body or a step throws goes to the reader: it receives what came before
 * and then the end with that cause, as after {@link Sender#close(Throwable)}; a for-each throws
 * {@link ChannelClosedException} with the cause. A source {@link Receiver} that is closed with a
 * cause fails alike. The stage that fails and those before it stop at once, without being closed.
 *
 * <p><b>Stopping.</b> A pipeline is to be read to its end or closed. {@link #close()} interrupts
 * what works for it, back to the source, and waits until that has ended; then nothing of it is
 * running. Elements under way are dropped, and so is what a step throws from then on; a step that
 * ignores its interrupt is waited for. To stop from elsewhere, or at a deadline, there is {@link
 * #orDone}.
 *
 * <p><b>Memory.</b> What a stage did before it handed on an element happens before what the next
 * stage, or the reader, does with it, as {@link Sender} says; what the goroutines did at all
 * happens before the return of {@code close}.
 *
 * @param <T> the type of the elements; null is a legal element
 */
public final class Pipeline<T extends @Nullable Object> implements Iterable<T>, AutoCloseable {
  private final Stage<T> stage;
  private final AtomicBoolean linked = new AtomicBoolean();
  private final AtomicBoolean released = new AtomicBoolean();

  private Pipeline(Stage<T> stage) {
    this.stage = stage;
  }

  private static <T extends @Nullable Object> Pipeline<T> start(Stage<T> stage) {
    stage.start();
    return new Pipeline<>(stage);
  }

  // ---- sources

  /**
   * A source: a goroutine that produces the elements, and is interrupted if the reader stops before
   * it is done.
   *
   * @param <T> the type of the elements
   * @param body what sends the elements; it need not close their channel
   * @return the elements, in the order in which they are sent
   */
  public static <T extends @Nullable Object> Pipeline<T> generate(Producer<T> body) {
    Chan<T> out = Chan.make();
    Stage<T> stage = Stage.to(out, List.of());
    stage.add(() -> body.produce(out));
    return start(stage);
  }

  /**
   * A source of elements that are at hand, or that an iterator computes.
   *
   * @param <T> the type of the elements
   * @param elements the elements; may be endless
   * @return the elements, in the iterator's order
   */
  public static <T extends @Nullable Object> Pipeline<T> from(Iterable<? extends T> elements) {
    return generate(out -> {
      for (T element : elements) {
        out.send(element);
      }
    });
  }

  /**
   * A source that takes what comes out of a channel, without a goroutine of its own. Who sends into
   * the channel is no part of the pipeline: it has to learn by other means that nobody receives any
   * more, or else be the body of {@link #generate}. Once the pipeline is closed it takes no more
   * elements.
   *
   * @param <T> the type of the elements
   * @param source the channel
   * @return the elements
   */
  public static <T extends @Nullable Object> Pipeline<T> from(Receiver<T> source) {
    return new Pipeline<>(Stage.on(source, 1, List.of()));
  }

  /**
   * Fan-in: the elements of several pipelines in one. It ends when all of them have ended; if one
   * fails it fails at once, and the others are stopped.
   *
   * @param <T> the type of the elements
   * @param inputs the pipelines, which it takes over
   * @return the elements as they come; those of the same input in their order
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T extends @Nullable Object> Pipeline<T> merge(Pipeline<? extends T>... inputs) {
    return merge(List.of(inputs));
  }

  /**
   * {@link #merge(Pipeline...)} for as many as a list has.
   *
   * @param <T> the type of the elements
   * @param inputs the pipelines, which it takes over
   * @return the elements as they come
   */
  public static <T extends @Nullable Object> Pipeline<T> merge(
      List<? extends Pipeline<? extends T>> inputs) {
    Chan<T> out = Chan.make();
    List<Pipeline<? extends T>> taken = List.copyOf(inputs);
    Stage<T> stage = Stage.to(out, taken);
    for (Pipeline<? extends T> input : taken) {
      addForwarder(stage, input, out);
    }
    return start(stage);
  }

  private static <T extends @Nullable Object> void addForwarder(
      Stage<?> stage, Pipeline<T> input, Sender<? super T> out) {
    Receiver<T> in = input.link();
    stage.add(() -> {
      for (; ; ) {
        switch (in.receiveOrClosed()) {
          case Value(T element) -> out.send(element);
          case Closed(var cause) -> {
            if (cause != null) {
              stage.fail(cause);
            }
            return;
          }
        }
      }
    });
  }

  // ---- stages

  /**
   * A pool of workers: each takes an element, applies the step, hands on the result, and takes the
   * next. The first step that fails ends the stream; results that other workers have not handed on
   * by then are dropped.
   *
   * @param <R> the type of the results
   * @param n how many workers, and so how many elements it holds
   * @param step what they do; several of them run at once
   * @return the results, in the order in which they are ready
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public <R extends @Nullable Object> Pipeline<R> workers(
      int n, Step<? super T, ? extends R> step) {
    return workers(n, step, false);
  }

  /**
   * Applies a step to several elements at once, and keeps their order. A result that is ready early
   * waits with its worker, so one slow element holds up at most {@code n - 1} others. If a step
   * fails the reader gets the results of all elements before it, and then the cause.
   *
   * @param <R> the type of the results
   * @param n how many elements at once, and so how many it holds
   * @param step what to do with each; several of them run at once
   * @return the results, in the order of their elements
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public <R extends @Nullable Object> Pipeline<R> parallelMap(
      int n, Step<? super T, ? extends R> step) {
    return workers(n, step, true);
  }

  private <R extends @Nullable Object> Pipeline<R> workers(
      int n, Step<? super T, ? extends R> step, boolean inOrder) {
    requirePositive(n, "workers");
    Chan<R> out = Chan.make();
    Stage<R> stage = Stage.to(out, List.of(this));
    var workers = new Workers<T, R>(stage, link(), out, step);
    for (int i = 0; i < n; i++) {
      stage.add(inOrder ? workers::ordered : workers::unordered);
    }
    return start(stage);
  }

  /**
   * Fan-out: several pipelines that share the elements, each element going to the one that takes it
   * first. When one is closed the others get what is left; when all are, the source is stopped.
   *
   * {@snippet file="PipelineSnippetsTest.java" region="fan-out"}
   *
   * @param n how many
   * @return that many pipelines
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public List<Pipeline<T>> fanOut(int n) {
    requirePositive(n, "branches");
    Stage<T> shared = Stage.on(link(), n, List.of(this));
    return Stream.generate(() -> new Pipeline<>(shared)).limit(n).toList();
  }

  /**
   * Several pipelines that all get every element. Each waits for the slowest: none is more than one
   * element ahead. When one is closed the others go on without it; when all are, the source is
   * stopped.
   *
   * @param n how many
   * @return that many pipelines
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public List<Pipeline<T>> tee(int n) {
    requirePositive(n, "branches");
    Receiver<T> in = link();
    Stage<T> trunk = Stage.on(in, n, List.of(this));
    var tee = new Tee<>(in, n);
    trunk.add(tee);
    trunk.start();
    return tee.branches().stream()
        .map(b -> new Pipeline<>(Stage.branch(b.out, b.gone, new Pipeline<>(trunk))))
        .toList();
  }

  /**
   * Or-done: the elements until a context is done. Then it fails with the cause of the context, so
   * that a reader does not take what it got for all there is, and the source is stopped.
   *
   * @param ctx the context
   * @return the elements; none that is received later than the end of the context
   */
  public Pipeline<T> orDone(Context ctx) {
    Chan<T> out = Chan.make();
    Stage<T> stage = Stage.to(out, List.of(this));
    Receiver<T> in = link();
    stage.add(() -> {
      if (!forward(in, out, ctx, stage)) {
        stage.fail(Objects.requireNonNull(ctx.cause()));
      }
    });
    return start(stage);
  }

  /** Hands on elements until they are at an end, or (false) the context is done. */
  private static <T extends @Nullable Object> boolean forward(
      Receiver<T> in, Sender<T> out, Context ctx, Stage<T> stage) throws InterruptedException {
    Select take = Select.prioritized();
    var done = take.done(ctx);
    var taken = take.recv(in);
    Select handOn = Select.prioritized();
    handOn.done(ctx);
    var element = handOn.send(out);
    while (take.await() != done.index()) {
      switch (taken.received()) {
        case Value(T value) -> element.value(value);
        case Closed(var cause) -> {
          stage.inputEnded(cause);
          return true;
        }
      }
      if (handOn.await() != element.index()) {
        return false;
      }
    }
    return false;
  }

  // ---- reading

  /**
   * The channel that the elements come out of: for a select, a timeout, or several goroutines that
   * share the reading.
   *
   * @return the channel; after {@link #close()} it ends with a {@link CancellationException},
   *     unless it is the one that {@link #from(Receiver)} was given
   * @throws IllegalStateException if another stage has taken this over
   */
  public Receiver<T> receiver() {
    if (linked.get()) {
      throw new IllegalStateException("pipeline is read by another stage");
    }
    return stage.out;
  }

  /**
   * Ranges over the elements, as {@link Receiver#iterator()} does: a for-each that breaks off may
   * be taken up again by another.
   *
   * @return an iterator for one goroutine
   * @throws IllegalStateException if another stage has taken this over
   */
  @Override
  public Iterator<T> iterator() {
    return receiver().iterator();
  }

  /**
   * Stops the pipeline and waits until none of its goroutines is running. Stages that other readers
   * share, by {@link #fanOut} or {@link #tee}, go on. Does nothing if it has been closed.
   *
   * <p>As in the JDK's executors, an interrupt does not break off the waiting; the flag is set when
   * this returns.
   *
   * @throws IllegalStateException if it is called by one of these goroutines, which would wait for
   *     itself
   */
  @Override
  public void close() {
    if (stage.isWorkedOnBy(Thread.currentThread())) {
      throw new IllegalStateException("pipeline closed by one of its own goroutines");
    }
    release();
    boolean interrupted = false;
    for (boolean joined = false; !joined; ) {
      try {
        stage.join();
        joined = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- for stages

  Stage<T> stage() {
    return stage;
  }

  /** Gives what comes out to another stage. */
  private Receiver<T> link() {
    if (released.get()) {
      throw new IllegalStateException("pipeline is closed");
    }
    if (!linked.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "pipeline is read by another stage: share it by fanOut or tee");
    }
    return stage.out;
  }

  /** Says that nobody will read on. */
  void release() {
    if (released.compareAndSet(false, true)) {
      stage.readerGone();
    }
  }

  private static void requirePositive(int n, String what) {
    if (n < 1) {
      throw new IllegalArgumentException(what + " must be positive: " + n);
    }
  }
}
