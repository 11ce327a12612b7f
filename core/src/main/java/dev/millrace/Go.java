package dev.millrace;

import dev.millrace.context.Context;
import dev.millrace.internal.Arm;
import dev.millrace.internal.Channel;
import dev.millrace.internal.G;
import dev.millrace.internal.PromiseChannel;
import dev.millrace.internal.Receiving;
import dev.millrace.internal.Selecting;
import dev.millrace.internal.Sleeping;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Go's statements and built-ins, to be imported statically: {@code import static
 * dev.millrace.Go.*;}.
 *
 * <p>A method of the importing file that is called {@code send}, {@code done}, {@code after} or
 * {@code select} hides the import of that name; {@code Go.send(…)} always works.
 */
public final class Go implements ReceivedForms {
  private Go() {}

  // ---- goroutines

  /**
   * Starts a goroutine: Go's {@code go} statement. What the caller did before happens before the
   * goroutine's first step.
   *
   * {@snippet file="ChannelSnippetsTest.java" region="goroutine"}
   *
   * <p>It is not waited for: it runs until its task is over, or the program is. It starts without
   * thread-locals (inheritable ones included), with its creator's context class loader, and its
   * interrupt flag is clear.
   *
   * <p>If it was interrupted, by its handle, its context or its thread, and ends by an {@link
   * InterruptedException} or {@link InterruptedRuntimeException}, it was told to stop and has done
   * so. Any other exception is a crash: it goes to the thread's uncaught exception handler, and
   * under {@code millrace run} ends the process, as in Go.
   *
   * @param task what it does
   * @return a handle, which may be ignored
   */
  public static Goroutine go(Task task) {
    return new G(Objects.requireNonNull(task, "task"), null, null).start();
  }

  /**
   * Starts a goroutine that is interrupted when a context is done: this is how a deadline reaches
   * blocking calls of the JDK. If the context is done already the task starts with the interrupt
   * flag set.
   *
   * @param ctx the context; it forgets the goroutine when that ends
   * @param task what it does
   * @return a handle, which may be ignored
   */
  public static Goroutine go(Context ctx, Task task) {
    return new G(Objects.requireNonNull(task, "task"), Objects.requireNonNull(ctx, "ctx"), null)
        .start();
  }

  /**
   * Starts a goroutine with a result. Its failure is no crash: the promise carries it to whoever
   * awaits or receives the result.
   *
   * @param <T> the type of the result
   * @param callable what it does
   * @return the result to come
   */
  public static <T extends @Nullable Object> Promise<T> async(Callable<? extends T> callable) {
    return PromiseChannel.start(Objects.requireNonNull(callable, "callable"), null);
  }

  /**
   * Starts a goroutine that produces a stream through an unbuffered channel, which it owns: see
   * {@link #produce(int, Producer)}.
   *
   * @param <T> the type of the elements
   * @param body what sends the elements
   * @return where they arrive
   */
  public static <T extends @Nullable Object> Receiver<T> produce(Producer<T> body) {
    return produce(0, body);
  }

  /**
   * Starts a goroutine that produces a stream through a channel, which it owns: it closes the
   * channel when the body returns, and closes it with the cause when the body throws, which is then
   * no crash. A body that closed the channel itself is fine.
   *
   * {@snippet file="ChannelSnippetsTest.java" region="produce"}
   *
   * @param <T> the type of the elements
   * @param capacity the channel's
   * @param body what sends the elements
   * @return where they arrive
   * @throws IllegalArgumentException {@code makechan: size out of range}, as {@link Chan#make(int)}
   */
  public static <T extends @Nullable Object> Receiver<T> produce(int capacity, Producer<T> body) {
    return Receiving.produce(capacity, body, null);
  }

  /**
   * Waits for some time: Go's {@code time.Sleep}.
   *
   * @param duration how long; not at all if it is zero or negative
   * @throws InterruptedException if the thread is interrupted
   */
  public static void sleep(Duration duration) throws InterruptedException {
    Sleeping.sleep(duration);
  }

  // ---- select

  /**
   * Waits until one of the cases is ready and takes it: Go's {@code select}. If several are ready
   * it chooses uniformly among them, each case counting by itself. A time that is over counts only
   * if no channel's case is ready, and before {@code otherwise}. Without a case it waits for ever.
   *
   * {@snippet file="ChannelSnippetsTest.java" region="select"}
   *
   * <p>Or as a value:
   *
   * {@snippet file="ChannelSnippetsTest.java" region="select-value"}
   *
   * <p>What moves orders memory as {@link Sender} says; the other cases' channels are left as they
   * were.
   *
   * @param <R> the type of the value
   * @param cases the cases
   * @return the value of the case that was taken; null for one that has none
   * @throws InterruptedException if the thread is interrupted: on entry, ready or not, or while it
   *     waits; nothing has then moved. Or if the body of the case that was taken is
   * @throws ChannelClosedException if a {@code recv} was taken and its channel is closed and
   *     drained
   * @throws ChannelMisuseException {@code send on closed channel}, if a {@code send} was taken and
   *     its channel is closed
   * @throws IllegalArgumentException {@code multiple defaults in select}
   * @throws NullPointerException with its index, if a case is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <R extends @Nullable Object> R select(Case<? extends R>... cases)
      throws InterruptedException {
    return Selecting.select(cases, true);
  }

  /**
   * {@link #select(Case...)} for a number of cases that is known only at run time: Go's {@code
   * reflect.Select}.
   *
   * @param <R> the type of the value
   * @param cases the cases
   * @return the value of the case that was taken
   * @throws InterruptedException as {@link #select(Case...)}
   */
  public static <R extends @Nullable Object> R select(List<? extends Case<? extends R>> cases)
      throws InterruptedException {
    return Selecting.select(cases.toArray(new Case<?>[0]), true);
  }

  /**
   * As {@link #select(Case...)}, but of several ready cases takes the first. A time that is over
   * comes after the channels, and {@code otherwise} last, wherever they stand.
   *
   * @param <R> the type of the value
   * @param cases the cases, the most important first
   * @return the value of the case that was taken
   * @throws InterruptedException as {@link #select(Case...)}
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <R extends @Nullable Object> R selectPriority(Case<? extends R>... cases)
      throws InterruptedException {
    return Selecting.select(cases, false);
  }

  /**
   * {@link #selectPriority(Case...)} for a number of cases that is known only at run time.
   *
   * @param <R> the type of the value
   * @param cases the cases, the most important first
   * @return the value of the case that was taken
   * @throws InterruptedException as {@link #select(Case...)}
   */
  public static <R extends @Nullable Object> R selectPriority(
      List<? extends Case<? extends R>> cases) throws InterruptedException {
    return Selecting.select(cases.toArray(new Case<?>[0]), false);
  }

  /**
   * A case that receives an element, which is its value: {@code case v := <-ch}.
   *
   * @param <T> the type of the elements
   * @param channel where to receive from
   * @return the case
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Case<T> recv(Receiver<T> channel) {
    return new Arm.Receive<>(Channel.of(channel));
  }

  /**
   * A case that receives an element and gives it to a body.
   *
   * @param <T> the type of the elements
   * @param channel where to receive from
   * @param body what to do with the element
   * @return the case
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Case<@Nullable Void> recv(
      Receiver<T> channel, Case.Handler<? super T> body) {
    return new Arm.Receive<>(Channel.of(channel)).then(body);
  }

  /**
   * A case that receives an element or the end, which is its value: {@code case v, ok := <-ch}.
   *
   * @param <T> the type of the elements
   * @param channel where to receive from
   * @return the case
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Case<Received<T>> recvOrClosed(Receiver<T> channel) {
    return new Arm.ReceiveOrClosed<>(Channel.of(channel));
  }

  /**
   * A case that receives an element or the end and gives it to a body.
   *
   * @param <T> the type of the elements
   * @param channel where to receive from
   * @param body what to do with it
   * @return the case
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Case<@Nullable Void> recvOrClosed(
      Receiver<T> channel, Case.Handler<? super Received<T>> body) {
    return new Arm.ReceiveOrClosed<>(Channel.of(channel)).then(body);
  }

  /**
   * A case that sends an element: {@code case ch <- v}. Alone it does nothing: {@link
   * Sender#send(Object)} is what sends.
   *
   * @param <T> the type of the elements
   * @param channel where to send to
   * @param value the element
   * @return the case
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Case<@Nullable Void> send(Sender<T> channel, T value) {
    return new Arm.Send<>(Channel.of(channel), value);
  }

  /**
   * A case that sends an element and then runs a body.
   *
   * @param <T> the type of the elements
   * @param channel where to send to
   * @param value the element
   * @param body what to do when it is sent
   * @return the case
   */
  @CheckReturnValue
  public static <T extends @Nullable Object> Case<@Nullable Void> send(
      Sender<T> channel, T value, Case.Action body) {
    return new Arm.Send<>(Channel.of(channel), value).then(body);
  }

  /**
   * A case that is ready some time after the entry into the select: {@code case <-time.After(d)}.
   *
   * @param duration from the entry; if it is zero or negative the case is taken when no channel's
   *     is ready
   * @return the case
   */
  @CheckReturnValue
  public static Case<@Nullable Void> after(Duration duration) {
    return Sleeping.after(duration);
  }

  /**
   * A case that is ready some time after the entry into the select and runs a body.
   *
   * @param duration from the entry; if it is zero or negative the case is taken when no channel's
   *     is ready
   * @param body what to do then
   * @return the case
   */
  @CheckReturnValue
  public static Case<@Nullable Void> after(Duration duration, Case.Action body) {
    return Sleeping.after(duration).then(body);
  }

  /**
   * A case that is ready when a context is done: {@code case <-ctx.Done()}.
   *
   * @param ctx the context
   * @return the case
   */
  @CheckReturnValue
  public static Case<@Nullable Void> done(Context ctx) {
    return new Arm.Done(Channel.<@Nullable Void>of(ctx.done()));
  }

  /**
   * A case that is ready when a context is done and runs a body.
   *
   * @param ctx the context
   * @param body what to do then
   * @return the case
   */
  @CheckReturnValue
  public static Case<@Nullable Void> done(Context ctx, Case.Action body) {
    return new Arm.Done(Channel.<@Nullable Void>of(ctx.done())).then(body);
  }

  /**
   * The case that is taken when no other is ready: {@code default}.
   *
   * {@snippet file="ChannelSnippetsTest.java" region="select-default"}
   *
   * @return the case
   */
  @CheckReturnValue
  public static Case<@Nullable Void> otherwise() {
    return new Arm.Otherwise();
  }

  /**
   * The case that is taken when no other is ready, with a body.
   *
   * @param body what to do then
   * @return the case
   */
  @CheckReturnValue
  public static Case<@Nullable Void> otherwise(Case.Action body) {
    return new Arm.Otherwise().then(body);
  }
}
