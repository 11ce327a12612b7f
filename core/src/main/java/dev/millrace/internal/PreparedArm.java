package dev.millrace.internal;

import dev.millrace.Received;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.Sender;
import org.jspecify.annotations.Nullable;

/**
 * A case of a {@link PreparedSelect}: an arm whose channel can be exchanged or switched off between
 * turns, and which keeps the outcome of the last turn that chose it.
 *
 * @param <T> the type of the elements
 */
public abstract sealed class PreparedArm<T extends @Nullable Object> extends Arm<PreparedArm<T>>
    implements Select.Branch {
  final PreparedSelect select;
  @Nullable Channel<T> channel;
  int index;

  private PreparedArm(PreparedSelect select, Kind kind, Channel<T> channel) {
    super(kind);
    this.select = select;
    this.channel = channel;
  }

  @Override
  final @Nullable Channel<?> channel() {
    return channel;
  }

  final void set(@Nullable Channel<T> channel) {
    select.checkNotTurning();
    this.channel = channel;
    select.changed();
  }

  @Override
  public final int index() {
    return index;
  }

  @Override
  public final void off() {
    set(null);
  }

  /** A case that receives. */
  public static final class OfReceive<T extends @Nullable Object> extends PreparedArm<T>
      implements Select.Recv<T> {
    /** Where the last outcome came from: the channel may have been exchanged since. */
    private @Nullable Channel<T> source;

    private @Nullable Object outcome;

    OfReceive(PreparedSelect select, Channel<T> channel) {
      super(select, Kind.RECEIVE, channel);
    }

    @Override
    PreparedArm<T> complete(@Nullable Object outcome) {
      source = channel;
      this.outcome = outcome;
      return this;
    }

    @Override
    public void on(Receiver<T> channel) {
      set(Channel.of(channel));
    }

    @Override
    public T value() {
      Channel<T> from = source();
      if (outcome == Channel.CLOSED) {
        throw from.closedException();
      }
      return Channel.element(outcome);
    }

    @Override
    public boolean isOpen() {
      source();
      return outcome != Channel.CLOSED;
    }

    @Override
    public Received<T> received() {
      return source().received(outcome);
    }

    private Channel<T> source() {
      if (source == null) {
        throw new IllegalStateException("this case has not been chosen yet");
      }
      return source;
    }
  }

  /** A case that sends. */
  public static final class OfSend<T extends @Nullable Object> extends PreparedArm<T>
      implements Select.Send<T> {
    private @Nullable T element;

    OfSend(PreparedSelect select, Channel<T> channel) {
      super(select, Kind.SEND, channel);
    }

    @Override
    @Nullable Object element() {
      return element;
    }

    @Override
    PreparedArm<T> complete(@Nullable Object outcome) {
      element = null;
      return this;
    }

    @Override
    public void on(Sender<T> channel) {
      set(Channel.of(channel));
    }

    @Override
    public Select.Send<T> value(T value) {
      select.checkNotTurning();
      element = value;
      return this;
    }
  }
}
