package dev.millrace.internal;

import dev.millrace.InterruptedRuntimeException;
import dev.millrace.Producer;
import dev.millrace.Receiver;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A receiver seen as an iterator or a stream, and a stage seen as a receiver. */
public final class Receiving {
  private Receiving() {}

  public static <T extends @Nullable Object> Iterator<T> iterator(Receiver<T> receiver) {
    return new Range<>(Channel.of(receiver));
  }

  public static <T extends @Nullable Object> Stream<T> stream(Receiver<T> receiver) {
    return StreamSupport.stream(new Elements<>(Channel.of(receiver)), false);
  }

  public static <T extends @Nullable Object> Receiver<T> of(CompletionStage<T> stage) {
    Channel<T> ch = Channel.make(1, null);
    stage.whenComplete((value, failure) -> {
      if (failure == null) {
        ch.trySend(value);
        ch.close();
      } else {
        Throwable cause = failure.getCause();
        ch.close(failure instanceof CompletionException && cause != null ? cause : failure);
      }
    });
    return ch;
  }

  /** {@code Go.produce}. */
  public static <T extends @Nullable Object> Receiver<T> produce(
      int capacity, Producer<T> body, @Nullable String site) {
    Objects.requireNonNull(body, "body");
    Channel<T> out = Channel.make(capacity, site);
    new G(() -> produce(body, out), null, site).start();
    return out;
  }

  /** Runs a producer to its end, and tells the readers how it ended. */
  private static <T extends @Nullable Object> void produce(Producer<T> body, Channel<T> out)
      throws Exception {
    try {
      body.produce(out);
    } catch (Throwable t) { // carried to the readers, whatever it is
      if (!out.close(t, false)) {
        throw t; // the body had told them that all was well, so this is the only way to tell
        // anybody
      }
      return;
    }
    out.tryClose();
  }

  /**
   * Waits for the next outcome: an element or {@link Channel#CLOSED}.
   *
   * @throws dev.millrace.ChannelClosedException if the channel was closed with a cause
   */
  private static @Nullable Object next(Channel<?> ch) {
    try {
      Object outcome = ch.receive(Deadline.NONE);
      if (outcome == Channel.CLOSED && ch.hasCause()) {
        throw ch.closedException();
      }
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRuntimeException(e);
    }
  }

  private static final class Range<T extends @Nullable Object> implements Iterator<T> {
    private final Channel<T> channel;

    /** What was received ahead; {@link Channel#NOT_READY} while there is nothing. */
    private @Nullable Object ahead = Channel.NOT_READY;

    Range(Channel<T> channel) {
      this.channel = channel;
    }

    @Override
    public boolean hasNext() {
      if (ahead == Channel.NOT_READY) {
        ahead = Receiving.next(channel);
      }
      return ahead != Channel.CLOSED;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("receive on closed channel");
      }
      Object value = ahead;
      ahead = Channel.NOT_READY;
      return Channel.element(value);
    }
  }

  private static final class Elements<T extends @Nullable Object>
      extends Spliterators.AbstractSpliterator<T> {
    private final Channel<T> channel;

    Elements(Channel<T> channel) {
      super(Long.MAX_VALUE, Spliterator.ORDERED);
      this.channel = channel;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
      Object outcome = Receiving.next(channel);
      if (outcome == Channel.CLOSED) {
        return false;
      }
      action.accept(Channel.<T>element(outcome));
      return true;
    }

    /** Splitting would receive a batch ahead. */
    @Override
    public @Nullable Spliterator<T> trySplit() {
      return null;
    }
  }
}
