package dev.millrace.internal;

import dev.millrace.Case;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.Sender;
import dev.millrace.context.Context;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A select whose cases, waiters and selection are made once and used again each turn.
 *
 * <p>Belongs to one goroutine at a time. {@code turning} finds out most uses by two at once, as the
 * modification count of a collection does: it is no lock, as that would be the dearest part of a
 * turn.
 */
public final class PreparedSelect implements Select {
  private static final Arm.Otherwise OTHERWISE = new Arm.Otherwise();

  private final boolean fair;
  private @Nullable Selection selection;
  private PreparedArm<?>[] arms = {};

  /** The cases, and behind them room for an {@code otherwise} or a timeout. */
  private @Nullable Case<?>[] cases = new Case<?>[1];

  private Waiter @Nullable [] waiters;

  /** The timeout of the last turn that had one: most loops have the same in each. */
  private Arm.@Nullable After after;

  private boolean turning;

  public PreparedSelect(boolean fair) {
    this.fair = fair;
  }

  @Override
  public <T extends @Nullable Object> Recv<T> recv(Receiver<T> channel) {
    return add(new PreparedArm.OfReceive<>(this, Channel.of(channel)));
  }

  @Override
  public Recv<@Nullable Void> done(Context ctx) {
    return recv(ctx.done());
  }

  @Override
  public <T extends @Nullable Object> Send<T> send(Sender<T> channel) {
    return add(new PreparedArm.OfSend<>(this, Channel.of(channel)));
  }

  private <A extends PreparedArm<?>> A add(A arm) {
    checkNotTurning();
    int n = arms.length;
    arms = Arrays.copyOf(arms, n + 1);
    arms[n] = arm;
    cases = Arrays.copyOf(arms, n + 2, Case[].class);
    arm.index = n;
    waiters = null;
    return arm;
  }

  @Override
  public int await() throws InterruptedException {
    return turn(null);
  }

  @Override
  public int await(Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(timeout);
    if (nanos == 0) {
      return turn(OTHERWISE);
    }
    Arm.After a = after;
    if (a == null || a.nanos() != nanos) {
      after = a = new Arm.After(nanos);
    }
    return turn(a);
  }

  @Override
  public int poll() throws InterruptedException {
    return turn(OTHERWISE);
  }

  private int turn(@Nullable Arm<?> last) throws InterruptedException {
    checkNotTurning();
    turning = true;
    try {
      int n = arms.length;
      cases[n] = last;
      Object chosen = Selecting.select(cases, last == null ? n : n + 1, fair, this);
      return chosen == null ? NONE : ((PreparedArm<?>) chosen).index;
    } catch (RuntimeException | Error e) {
      // Whatever could not even leave its queues must never be opened again.
      selection = null;
      waiters = null;
      throw e;
    } finally {
      turning = false;
    }
  }

  void checkNotTurning() {
    if (turning) {
      throw misuse();
    }
  }

  static IllegalStateException misuse() {
    return new IllegalStateException("select used by two goroutines at once");
  }

  /** Forgets the waiters: a case has been added, or has another channel. */
  void changed() {
    waiters = null;
  }

  Selection selection() {
    Selection s = selection;
    if (s == null) {
      selection = s = new Selection();
    } else {
      s.reopen();
    }
    return s;
  }

  /** One waiter for each case that can wait, in the order of the locks. */
  Waiter[] waiters(Selection selection) {
    Waiter[] ws = waiters;
    if (ws == null) {
      ws = new Waiter[arms.length];
      int n = 0;
      for (PreparedArm<?> arm : arms) {
        if (Selecting.canWait(arm)) {
          ws[n++] = new Waiter(selection, arm);
        }
      }
      waiters = ws = Selecting.inLockOrder(Arrays.copyOf(ws, n));
    }
    return ws;
  }
}
