package dev.millrace;

import dev.millrace.context.Context;
import dev.millrace.internal.PreparedArm;
import dev.millrace.internal.PreparedSelect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A select that is prepared once and taken again and again: the form for a loop. It allocates
 * nothing a turn, needs no lambdas, and its outcome is something that a {@code switch} or a {@code
 * while} can act on and break out of.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="prepared"}
 *
 * <p>Cases are numbered from 0 in the order in which they are added. It belongs to one goroutine at
 * a time.
 */
public sealed interface Select permits PreparedSelect {
  /** What {@link #poll()} and {@link #await(Duration)} return when no case was chosen. */
  int NONE = -1;

  /**
   * A select that chooses uniformly among the ready cases.
   *
   * @return a select without cases
   */
  static Select make() {
    return new PreparedSelect(true);
  }

  /**
   * A select that chooses the first ready case, in the order in which they were added.
   *
   * @return a select without cases
   */
  static Select prioritized() {
    return new PreparedSelect(false);
  }

  /**
   * Adds a case that receives. It is ready when the channel is closed, too: see {@link
   * Recv#isOpen()}.
   *
   * @param <T> the type of the elements
   * @param channel where to receive from
   * @return the case, which will hold what was received
   */
  <T extends @Nullable Object> Recv<T> recv(Receiver<T> channel);

  /**
   * Adds a case that is ready when the context is done.
   *
   * @param ctx the context
   * @return the case
   */
  Recv<@Nullable Void> done(Context ctx);

  /**
   * Adds a case that sends what {@link Send#value} was given last.
   *
   * @param <T> the type of the elements
   * @param channel where to send to
   * @return the case
   */
  <T extends @Nullable Object> Send<T> send(Sender<T> channel);

  /**
   * Waits until a case is ready and takes it.
   *
   * @return the index of the case
   * @throws InterruptedException if the thread is interrupted; nothing has then moved
   * @throws ChannelMisuseException {@code send on closed channel}, if the case sends and its
   *     channel is closed
   */
  int await() throws InterruptedException;

  /**
   * Waits for a limited time until a case is ready and takes it.
   *
   * @param timeout how long to wait; not at all if it is zero or negative
   * @return the index of the case, or {@link #NONE} if the time was over first
   * @throws InterruptedException if the thread is interrupted; nothing has then moved
   * @throws ChannelMisuseException as {@link #await()}
   */
  int await(Duration timeout) throws InterruptedException;

  /**
   * Takes a case if one is ready: a select with a default. Exact: it takes none only if there was a
   * moment at which none was ready.
   *
   * @return the index of the case, or {@link #NONE} if none was ready
   * @throws InterruptedException if the thread's interrupt flag is set on entry
   * @throws ChannelMisuseException as {@link #await()}
   */
  int poll() throws InterruptedException;

  /** A case of a prepared select. */
  sealed interface Branch permits Recv, Send, PreparedArm {
    /**
     * This case's number.
     *
     * @return what {@link Select#await()} returns when this case is chosen
     */
    int index();

    /**
     * Switches this case off until it is given a channel again, as a nil channel does in Go.
     *
     * {@snippet file="ChannelSnippetsTest.java" region="off"}
     */
    void off();
  }

  /**
   * A case that receives.
   *
   * @param <T> the type of the elements
   */
  sealed interface Recv<T extends @Nullable Object> extends Branch permits PreparedArm.OfReceive {
    /**
     * What was received when this case was last chosen.
     *
     * @return the element
     * @throws ChannelClosedException if the channel was closed and drained
     */
    T value();

    /**
     * Whether an element was received when this case was last chosen: Go's {@code ok}.
     *
     * @return false if the channel was closed and drained
     */
    boolean isOpen();

    /**
     * What was received when this case was last chosen, as the {@code v, ok} form.
     *
     * @return the element or the end
     */
    Received<T> received();

    /**
     * Lets this case receive from another channel.
     *
     * @param channel the channel
     */
    void on(Receiver<T> channel);
  }

  /**
   * A case that sends.
   *
   * @param <T> the type of the elements
   */
  sealed interface Send<T extends @Nullable Object> extends Branch permits PreparedArm.OfSend {
    /**
     * Sets what is sent when this case is chosen. It is forgotten when it has been sent; null is
     * sent if nothing was set.
     *
     * @param value the element
     * @return this
     */
    Send<T> value(T value);

    /**
     * Lets this case send to another channel.
     *
     * @param channel the channel
     */
    void on(Sender<T> channel);
  }
}
