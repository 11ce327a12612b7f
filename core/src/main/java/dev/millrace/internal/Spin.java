package dev.millrace.internal;

import dev.millrace.internal.scheduler.Scheduler;

/**
 * What whoever waits does before it parks, where the JDK's scheduler runs the goroutines: it looks
 * for a while whether its peer, on another carrier, is just about to come.
 *
 * <p>That scheduler wakes another carrier for each goroutine that is woken, which costs many times
 * what the hand-off does; only peers that meet while both of them run avoid it. How long to look is
 * learnt, a budget for each thing that is waited on: it grows when looking has paid and shrinks
 * when it has not, down to nothing, and from there it is tried again once in a while. What is new
 * begins with what the others have learnt last. Budgets are hints, read and written without order.
 *
 * <p>The scheduler of our own needs none of it: there the peer is the next to run on the same
 * carrier.
 */
final class Spin {
  static final boolean ON = !Scheduler.isOurs() && Runtime.getRuntime().availableProcessors() > 1;

  /** In {@link Thread#onSpinWait()}s. */
  private static final int MAX = 200;

  private static final int MIN = 8;
  private static final int TRIAL = 64;
  private static final int TRIAL_EVERY = 64;

  private static int common = MAX;

  private Spin() {}

  /** The budget of something new. */
  static int first() {
    return common;
  }

  /** Looks whether a waiter is completed; whether it was. */
  static boolean untilDone(SeqLock on, Waiter w) {
    int n = begin(on);
    for (int i = 0; i < n; i++) {
      if (w.isDone()) {
        paid(on, n);
        return true;
      }
      Thread.onSpinWait();
    }
    inVain(on, n);
    return false;
  }

  /** Looks whether a select is decided. */
  static void untilDecided(SeqLock on, Selection selection) {
    int n = begin(on);
    for (int i = 0; i < n; i++) {
      if (!selection.isOpen()) {
        paid(on, n);
        return;
      }
      Thread.onSpinWait();
    }
    inVain(on, n);
  }

  /**
   * Looks whether a buffer that was full has room, or one that was empty an element. Off the lock
   * and in no queue, so that the peer, undisturbed, makes a batch of it.
   */
  static void untilReady(Channel<?> ch, boolean toSend) {
    int n = ch.spin;
    int pauses = MIN;
    for (int i = 0; i < n; i += pauses) {
      for (int j = 0; j < pauses; j++) {
        Thread.onSpinWait();
      }
      pauses *= 2;
      if (toSend ? ch.canSend() : ch.canReceive()) {
        paid(ch, n);
        return;
      }
    }
  }

  private static int begin(SeqLock on) {
    int n = on.spin;
    return n >= MIN ? n : on.waits % TRIAL_EVERY == 0 ? TRIAL : 0;
  }

  private static void paid(SeqLock on, int n) {
    if (n < MAX) { // a write would take the line away from the peer
      on.spin = Math.min(MAX, n + n / 4 + MIN);
    }
    int c = common;
    if (c < MAX) {
      common = Math.min(MAX, c + c / 16 + 1);
    }
  }

  private static void inVain(SeqLock on, int n) {
    if (n > 0) {
      on.spin = n - n / 4 - 1;
      int c = common;
      common = Math.max(0, c - c / 16 - 1);
    }
    on.waits++;
  }
}
