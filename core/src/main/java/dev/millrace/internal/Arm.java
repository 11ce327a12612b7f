package dev.millrace.internal;

import dev.millrace.Case;
import dev.millrace.ChannelClosedException;
import dev.millrace.Received;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case as {@link Selecting} sees it: what it waits for, and what is to be done once it is chosen.
 *
 * @param <R> the type of the select's value if this case is chosen
 */
public abstract sealed class Arm<R extends @Nullable Object> implements Case<R>
    permits Arm.After,
        Arm.Done,
        Arm.Otherwise,
        Arm.Receive,
        Arm.ReceiveOrClosed,
        Arm.Send,
        Arm.Wrapped,
        PreparedArm {
  /** What an arm waits for. */
  enum Kind {
    RECEIVE,
    SEND,
    AFTER,
    OTHERWISE
  }

  final Kind kind;

  Arm(Kind kind) {
    this.kind = kind;
  }

  /**
   * The channel; null for an arm that has none, and for one of a prepared select that is switched
   * off.
   */
  @Nullable Channel<?> channel() {
    return null;
  }

  /** The element to send. */
  @Nullable Object element() {
    return null;
  }

  /** How long after the entry into the select this arm is ready. */
  long nanos() {
    throw new AssertionError(this);
  }

  /**
   * Does what follows the choice, outside of any lock.
   *
   * @param outcome what was received or {@link Channel#CLOSED}; null for any other kind
   */
  abstract R complete(@Nullable Object outcome) throws InterruptedException;

  @Override
  public final <S extends @Nullable Object> Case<S> map(Function<? super R, ? extends S> f) {
    return new Mapped<>(this, Objects.requireNonNull(f, "f"));
  }

  /** This arm with a body for its value. */
  public final Arm<@Nullable Void> then(Case.Handler<? super R> body) {
    return new Then<>(this, Objects.requireNonNull(body, "body"));
  }

  /** This arm with a body. */
  public final Arm<@Nullable Void> then(Case.Action body) {
    return new ThenRun<>(this, Objects.requireNonNull(body, "body"));
  }

  /** Receives an element. */
  public static final class Receive<T extends @Nullable Object> extends Arm<T> {
    private final Channel<T> channel;

    public Receive(Channel<T> channel) {
      super(Kind.RECEIVE);
      this.channel = channel;
    }

    @Override
    Channel<?> channel() {
      return channel;
    }

    @Override
    T complete(@Nullable Object outcome) {
      if (outcome == Channel.CLOSED) {
        throw channel.kind() == Channel.Kind.DONE
            ? ChannelClosedException.useDone()
            : channel.closedException();
      }
      return Channel.element(outcome);
    }
  }

  /** Receives an element or the end. */
  public static final class ReceiveOrClosed<T extends @Nullable Object> extends Arm<Received<T>> {
    private final Channel<T> channel;

    public ReceiveOrClosed(Channel<T> channel) {
      super(Kind.RECEIVE);
      this.channel = channel;
    }

    @Override
    Channel<?> channel() {
      return channel;
    }

    @Override
    Received<T> complete(@Nullable Object outcome) {
      return channel.received(outcome);
    }
  }

  /** Sees the close of a context's channel. */
  public static final class Done extends Arm<@Nullable Void> {
    private final Channel<?> channel;

    public Done(Channel<?> channel) {
      super(Kind.RECEIVE);
      this.channel = channel;
    }

    @Override
    Channel<?> channel() {
      return channel;
    }

    @Override
    @Nullable Void complete(@Nullable Object outcome) {
      return null;
    }
  }

  /** Sends an element. */
  public static final class Send<T extends @Nullable Object> extends Arm<@Nullable Void> {
    private final Channel<T> channel;
    private final T element;

    public Send(Channel<T> channel, T element) {
      super(Kind.SEND);
      this.channel = channel;
      this.element = element;
    }

    @Override
    Channel<?> channel() {
      return channel;
    }

    @Override
    @Nullable Object element() {
      return element;
    }

    @Override
    @Nullable Void complete(@Nullable Object outcome) {
      return null;
    }
  }

  /** Is ready some time after the entry into the select. */
  public static final class After extends Arm<@Nullable Void> {
    private final long nanos;

    public After(long nanos) {
      super(Kind.AFTER);
      this.nanos = nanos;
    }

    @Override
    long nanos() {
      return nanos;
    }

    @Override
    @Nullable Void complete(@Nullable Object outcome) {
      return null;
    }
  }

  /** Is ready when no other arm is. */
  public static final class Otherwise extends Arm<@Nullable Void> {
    public Otherwise() {
      super(Kind.OTHERWISE);
    }

    @Override
    @Nullable Void complete(@Nullable Object outcome) {
      return null;
    }
  }

  /** Waits for what another arm waits for, and does more with it. */
  abstract static sealed class Wrapped<T extends @Nullable Object, R extends @Nullable Object>
      extends Arm<R> permits Mapped, Then, ThenRun {
    final Arm<T> inner;

    Wrapped(Arm<T> inner) {
      super(inner.kind);
      this.inner = inner;
    }

    @Override
    final @Nullable Channel<?> channel() {
      return inner.channel();
    }

    @Override
    final @Nullable Object element() {
      return inner.element();
    }

    @Override
    final long nanos() {
      return inner.nanos();
    }
  }

  private static final class Mapped<T extends @Nullable Object, R extends @Nullable Object>
      extends Wrapped<T, R> {
    private final Function<? super T, ? extends R> f;

    Mapped(Arm<T> inner, Function<? super T, ? extends R> f) {
      super(inner);
      this.f = f;
    }

    @Override
    R complete(@Nullable Object outcome) throws InterruptedException {
      return f.apply(inner.complete(outcome));
    }
  }

  private static final class Then<T extends @Nullable Object> extends Wrapped<T, @Nullable Void> {
    private final Case.Handler<? super T> body;

    Then(Arm<T> inner, Case.Handler<? super T> body) {
      super(inner);
      this.body = body;
    }

    @Override
    @Nullable Void complete(@Nullable Object outcome) throws InterruptedException {
      body.handle(inner.complete(outcome));
      return null;
    }
  }

  private static final class ThenRun<T extends @Nullable Object>
      extends Wrapped<T, @Nullable Void> {
    private final Case.Action body;

    ThenRun(Arm<T> inner, Case.Action body) {
      super(inner);
      this.body = body;
    }

    @Override
    @Nullable Void complete(@Nullable Object outcome) throws InterruptedException {
      inner.complete(outcome);
      body.run();
      return null;
    }
  }
}
