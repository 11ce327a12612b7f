package dev.millrace.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the waiters of one blocked select share: which of them, if any, has been chosen.
 *
 * <p>{@code OPEN → CLAIMED → FIRED} by a peer, or {@code OPEN → CANCELLED} by the owner. Whoever
 * moves it out of {@code OPEN} has decided the select. {@code FIRED} is the claimer's last touch,
 * so an owner that sees it may use everything again once it has taken its other waiters out of
 * their queues.
 */
final class Selection {
  private static final int OPEN = 0;
  private static final int CLAIMED = 1;
  private static final int FIRED = 2;
  private static final int CANCELLED = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Selection.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state;
  private @Nullable Waiter fired;

  /** How often it has been opened again; read by dumps without order. */
  private int turn;

  /** Opens it for the next turn. No queue holds a waiter of it. */
  void reopen() {
    assert state != CLAIMED : "opened while it is being decided";
    turn++;
    state = OPEN;
  }

  int turn() {
    return turn;
  }

  /** For assertions. */
  boolean isOpen() {
    return state == OPEN;
  }

  boolean claim() {
    return state == OPEN && STATE.compareAndSet(this, OPEN, CLAIMED);
  }

  void fire(Waiter w) {
    assert state == CLAIMED : "fired without a claim";
    fired = w;
    STATE.setRelease(this, FIRED);
  }

  /** The owner gives up, maybe not for the first time; false if a peer has chosen a case. */
  boolean cancel() {
    return STATE.compareAndSet(this, OPEN, CANCELLED) || state == CANCELLED;
  }

  /** The chosen waiter, or null while there is none. */
  @Nullable Waiter fired() {
    return state == FIRED ? fired : null;
  }

  /**
   * The chosen waiter of a selection that is known to be claimed: the claimer is a few instructions
   * from the end.
   */
  Waiter awaitFired() {
    for (int i = 1; ; i++) {
      Waiter w = fired();
      if (w != null) {
        return w;
      }
      if ((i & 63) == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
