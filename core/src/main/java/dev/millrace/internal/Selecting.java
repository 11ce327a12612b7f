package dev.millrace.internal;

import dev.millrace.Case;
import dev.millrace.ChannelMisuseException;
import dev.millrace.internal.scheduler.Parking;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a select.
 *
 * <p>First a look without locks. It reads every channel's version and then whether its case is
 * ready, in one pass:
 *
 * <ul>
 *   <li>If some are ready, it picks one of them (uniformly, by reservoir sampling; or the first),
 *       takes that one channel's lock and tries. Should the case no longer be ready, it looks
 *       again. A pick by priority is exact only if the cases before it are still not ready at the
 *       moment of the commit: under the lock of the picked channel it checks that their versions
 *       have not moved.
 *   <li>If none is ready, and there is an {@code otherwise} or a time that is over, then that is
 *       taken if a second pass finds the sum of the versions unchanged: versions only grow, so all
 *       cases were not ready at one moment between the passes. A timer falls due without a version
 *       that tells, so the second pass looks at it again: not due later is not due earlier.
 * </ul>
 *
 * <p>If that does not settle it, or none is ready and the select must wait, all channels are
 * locked, in the order of {@link Channel#order()}, so that no two selects can wait for each other.
 * Under the locks a ready case is taken, or one {@link Waiter} a case is queued, all with one
 * {@link Selection}. Because nobody can see the first waiter before the last is in place, a select
 * never has to claim itself; claims go only one way, from an operation that holds a channel's lock
 * to a waiter in that channel's queue, so two selects that meet crosswise on two channels cannot
 * starve each other, and none can meet itself.
 *
 * <p>Whoever leaves, chosen, interrupted or timed out, takes its other waiters out of their queues
 * first.
 */
public final class Selecting {
  /** After so many looks that others have made void, the locks settle it. */
  private static final int MAX_LOOKS = 8;

  private static final Comparator<Waiter> LOCK_ORDER =
      Comparator.comparingLong(w -> channel(w).order());

  private static final Waiter[] NO_WAITERS = {};

  /** What a select without any case is parked on. */
  static final Waiter[] NO_CASES = {};

  private Selecting() {}

  /** {@code Go.select} and, if not fair, {@code Go.selectPriority}. */
  @SuppressWarnings({
    "unchecked",
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // all cases have values of type R
  public static <R extends @Nullable Object> R select(Case<?>[] cases, boolean fair)
      throws InterruptedException {
    return (R) select(cases, cases.length, fair, null);
  }

  /**
   * Waits until a case is ready, takes it and runs what follows it.
   *
   * @param cases the cases, all of them {@link Arm}s
   * @param n how many of {@code cases} there are
   * @param fair whether to choose uniformly among the ready ones, rather than the first
   * @param prepared what a prepared select keeps from turn to turn, or null
   * @return what the chosen arm's {@code complete} returned
   */
  static @Nullable Object select(
      @Nullable Case<?>[] cases, int n, boolean fair, @Nullable PreparedSelect prepared)
      throws InterruptedException {
    Waiter.throwIfInterrupted();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(cases);
      for (int i = 0; i < n; i++) {
        Arm<?> arm = arm(cases, i);
        Channel<?> ch = arm.kind == Arm.Kind.SEND ? arm.channel() : null;
        if (ch != null) {
          Probe.INSTALLED.access(ch, false, false);
        }
      }
    }
    for (int looks = 0; ; looks++) {
      Arm<?> otherwise = null;
      Arm<?> timeout = null;
      int timeouts = 0;
      int picked = -1;
      int ready = 0;
      long versions = 0;
      long held = 0;
      for (int i = 0; i < n; i++) {
        Arm<?> arm = arm(cases, i);
        switch (arm.kind) {
          case RECEIVE, SEND -> {
            Channel<?> ch = arm.channel();
            if (ch == null) {
              continue;
            }
            long v = ch.version();
            versions += v;
            held |= v;
            if (isReady(arm, ch) && (ready++ == 0 || (fair && random(ready) == 0))) {
              picked = i;
            }
          }
          case AFTER -> {
            long d = timeout == null ? 1 : Long.compare(timeout.nanos(), arm.nanos());
            if (d > 0) {
              timeouts = 0;
            }
            if (d >= 0 && (timeouts++ == 0 || (fair && random(timeouts) == 0))) {
              timeout = arm;
            }
          }
          case OTHERWISE -> {
            if (otherwise != null) {
              throw new IllegalArgumentException("multiple defaults in select");
            }
            otherwise = arm;
          }
        }
      }
      Arm<?> fallback = timeout != null && timeout.nanos() == 0 ? timeout : otherwise;
      if (looks >= MAX_LOOKS || (picked < 0 && fallback == null)) {
        return selectLocked(cases, n, fair, fallback, timeout, prepared);
      }
      if (picked >= 0) {
        Arm<?> arm = arm(cases, picked);
        Channel<?> ch = requireChannel(arm);
        Object outcome = Channel.NOT_READY;
        ch.lock();
        try {
          if (fair || picked == 0 || isStillFirst(cases, picked, ch)) {
            outcome = attempt(arm, ch);
          }
        } finally {
          ch.unlockAndWake();
        }
        if (outcome != Channel.NOT_READY) {
          return finish(arm, outcome);
        }
      } else if ((held & 1) == 0 && isUnchanged(cases, n, null, versions)) {
        return Objects.requireNonNull(fallback).complete(null);
      }
    }
  }

  /** Settles the select under the locks of all its channels, and waits if it must. */
  private static @Nullable Object selectLocked(
      @Nullable Case<?>[] cases,
      int n,
      boolean fair,
      @Nullable Arm<?> fallback,
      @Nullable Arm<?> timeout,
      @Nullable PreparedSelect prepared)
      throws InterruptedException {
    long deadline = timeout == null ? Deadline.NONE : Deadline.after(timeout.nanos());
    Selection selection = prepared == null ? new Selection() : prepared.selection();
    Waiter[] waiters =
        prepared == null ? waiters(cases, n, selection) : prepared.waiters(selection);
    for (; ; ) {
      Waiter picked;
      Object outcome = Channel.NOT_READY;
      boolean misused = false;
      lockAll(waiters);
      try {
        picked = pick(cases, fair, waiters);
        if (picked != null) {
          outcome = attempt(arm(picked), channel(picked));
        } else if (fallback == null) {
          misused = isAnyQueued(waiters);
          if (!misused) {
            if (fair) {
              shuffleWithinChannels(waiters);
            }
            enqueue(waiters);
          }
        }
      } catch (RuntimeException | Error e) { // as Channel says
        selection.cancel();
        unlockAll(waiters);
        throw e;
      }
      unlockAll(waiters);
      if (misused) {
        throw PreparedSelect.misuse();
      }
      if (picked == null) {
        break;
      }
      if (outcome != Channel.NOT_READY) {
        return finish(arm(picked), outcome);
      }
      // What looked ready was a waiter that another select has claimed away; it is out of the queue
      // now. Or a timer's element went to one who was there before, who had to be woken before
      // anybody else may be completed. So look again.
    }
    if (fallback != null) {
      return fallback.complete(null);
    }
    Waiter fired = await(cases, fair, selection, waiters, deadline);
    if (fired == null) {
      return Objects.requireNonNull(timeout).complete(null);
    }
    Arm<?> arm = arm(fired);
    if (arm.kind == Arm.Kind.SEND) {
      channel(fired).finishSend(fired);
      return arm.complete(null);
    }
    Object outcome = channel(fired).finishReceive(fired);
    if (prepared != null) {
      fired.rearm(null);
    }
    return arm.complete(outcome);
  }

  /** The waiter whose case is ready and chosen; null if none is ready. Under the locks. */
  private static @Nullable Waiter pick(@Nullable Case<?>[] cases, boolean fair, Waiter[] waiters) {
    Waiter picked = null;
    int ready = 0;
    for (Waiter w : waiters) {
      if (isReady(arm(w), channel(w)) && supersedes(w, picked, ++ready, cases, fair)) {
        picked = w;
      }
    }
    return picked;
  }

  /**
   * Whether another turn of a prepared select is under way, which is misuse; to queue its waiters
   * again would break the queues for everybody else.
   */
  private static boolean isAnyQueued(Waiter[] waiters) {
    for (Waiter w : waiters) {
      if (w.isQueued()) {
        return true;
      }
    }
    return false;
  }

  private static void enqueue(Waiter[] waiters) {
    for (Waiter w : waiters) {
      w.rearm(arm(w).element());
      if (arm(w).kind == Arm.Kind.SEND) {
        channel(w).enqueueSender(w);
      } else {
        channel(w).enqueueReceiver(w);
      }
    }
  }

  /**
   * Waits until a waiter is chosen; null if the deadline came first. No waiter is in a queue
   * afterwards.
   */
  private static @Nullable Waiter await(
      @Nullable Case<?>[] cases, boolean fair, Selection selection, Waiter[] waiters, long deadline)
      throws InterruptedException {
    Waiter fired;
    Recorder.Wait wait = null;
    try {
      wait = Recording.isOn() ? Recorder.begin(waiters) : null;
      if (Spin.ON && waiters.length > 0) {
        Spin.untilDecided(channel(waiters[0]), selection);
      }
      while ((fired = selection.fired()) == null) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted || Deadline.hasPassed(deadline)) {
          if (!interrupted) {
            // One due at the same moment comes before the time that is over.
            fireDue(cases, fair, selection, waiters);
          }
          if (selection.cancel()) {
            leave(waiters, null);
            assert areGone(waiters);
            if (interrupted) {
              throw Waiter.interruption();
            }
            return null;
          }
          fired = selection.awaitFired();
          break;
        }
        long due = fireDue(cases, fair, selection, waiters);
        Deadline.park(waiters, Deadline.earlier(deadline, due));
      }
    } catch (RuntimeException | Error e) { // as in Waiter.await
      if (selection.cancel()) {
        leave(waiters, null);
        throw e;
      }
      fired = selection.awaitFired();
    } finally {
      if (wait != null) {
        wait.end();
      }
    }
    leave(waiters, fired);
    assert areGone(waiters);
    return fired;
  }

  /**
   * Fires the timers among the channels that are due, until one has decided the select: of several,
   * the one that a select would take which came now.
   *
   * @return when the next is due
   */
  private static long fireDue(
      @Nullable Case<?>[] cases, boolean fair, Selection selection, Waiter[] waiters) {
    for (; ; ) {
      Waiter picked = null;
      int ready = 0;
      long next = Deadline.NONE;
      for (Waiter w : waiters) {
        if (arm(w).kind == Arm.Kind.RECEIVE && channel(w) instanceof TimerChannel timer) {
          next = Deadline.earlier(next, timer.due());
          if (timer.isDue() && supersedes(w, picked, ++ready, cases, fair)) {
            picked = w;
          }
        }
      }
      if (picked == null || !selection.isOpen()) {
        return next;
      }
      ((TimerChannel) channel(picked)).fire();
    }
  }

  private static void leave(Waiter[] waiters, @Nullable Waiter fired) {
    for (Waiter w : waiters) {
      if (w != fired) {
        // Also for one that is in no queue any more: whoever took it out may still be looking at
        // it, under that lock.
        Channel<?> ch = channel(w);
        w.leave(ch, ch.queue(arm(w).kind == Arm.Kind.SEND));
        w.rearm(null); // a prepared select keeps its waiters, but not what they would have sent
      }
    }
  }

  /** Whether waiters are in no queue, and have no element but the one of the case chosen. */
  private static boolean areGone(Waiter[] waiters) {
    for (Waiter w : waiters) {
      assert !w.isQueued() : "still queued";
      assert w.element == null || w == Objects.requireNonNull(w.selection).fired() : "an element";
    }
    return true;
  }

  private static Waiter[] waiters(@Nullable Case<?>[] cases, int n, Selection selection) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (canWait(arm(cases, i))) {
        count++;
      }
    }
    if (count == 0) {
      return n == 0 ? NO_CASES : NO_WAITERS;
    }
    Waiter[] waiters = new Waiter[count];
    for (int i = n - 1; i >= 0; i--) {
      Arm<?> arm = arm(cases, i);
      if (canWait(arm)) {
        waiters[--count] = new Waiter(selection, arm);
      }
    }
    return inLockOrder(waiters);
  }

  static Waiter[] inLockOrder(Waiter[] waiters) {
    Arrays.sort(waiters, LOCK_ORDER);
    return waiters;
  }

  /** Whether an arm has a channel on which something can happen. */
  static boolean canWait(Arm<?> arm) {
    Channel<?> ch = arm.channel();
    return ch != null && ch.kind() != Channel.Kind.NEVER;
  }

  /** Takes all locks, each once; waiters of the same channel are neighbours. */
  private static void lockAll(Waiter[] waiters) {
    for (int i = 0; i < waiters.length; i++) {
      Channel<?> ch = channel(waiters[i]);
      if (i > 0 && ch == channel(waiters[i - 1])) {
        continue;
      }
      assert i == 0 || channel(waiters[i - 1]).order() < ch.order() : "out of the locks' order";
      if (i == 0) {
        ch.lock();
      } else if (!ch.lockSpinning()) {
        // Nobody yields the processor with locks in hand.
        unlockAll(waiters, i);
        Thread.yield();
        i = -1;
      }
    }
  }

  /**
   * Leaves it to chance which of the waiters of the same channel stands first in its queue: that is
   * the one which whoever comes there meets, though all their cases become ready with him.
   */
  private static void shuffleWithinChannels(Waiter[] waiters) {
    int first = 0;
    for (int i = 1; i < waiters.length; i++) {
      if (channel(waiters[i]) != channel(waiters[i - 1])) {
        first = i;
      } else {
        int j = first + random(i - first + 1);
        Waiter w = waiters[j];
        waiters[j] = waiters[i];
        waiters[i] = w;
      }
    }
  }

  private static void unlockAll(Waiter[] waiters) {
    unlockAll(waiters, waiters.length);
  }

  /**
   * Releases the first locks, and then wakes whom the critical section has completed: rarely more
   * than one.
   */
  private static void unlockAll(Waiter[] waiters, int n) {
    Thread toWake = null;
    for (int i = 0; i < n; i++) {
      Channel<?> ch = channel(waiters[i]);
      if (i > 0 && ch == channel(waiters[i - 1])) {
        continue;
      }
      Thread t = ch.takeToWake();
      ch.unlock();
      if (t != null) {
        if (toWake != null) {
          Parking.unpark(toWake);
        }
        toWake = t;
      }
    }
    if (toWake != null) {
      Parking.unpark(toWake);
    }
  }

  private static boolean isReady(Arm<?> arm, Channel<?> ch) {
    return arm.kind == Arm.Kind.SEND ? ch.canSend() : ch.canReceive();
  }

  private static @Nullable Object attempt(Arm<?> arm, Channel<?> ch) {
    return arm.kind == Arm.Kind.SEND ? ch.sendLocked(arm.element()) : ch.receiveLocked();
  }

  private static @Nullable Object finish(Arm<?> arm, @Nullable Object outcome)
      throws InterruptedException {
    if (arm.kind == Arm.Kind.SEND) {
      if (outcome == Channel.CLOSED) {
        throw ChannelMisuseException.sendOnClosed();
      }
      return arm.complete(null);
    }
    return arm.complete(outcome);
  }

  /** Whether no case before the picked one, whose channel is locked, is ready at this moment. */
  private static boolean isStillFirst(@Nullable Case<?>[] cases, int picked, Channel<?> locked) {
    long versions = 0;
    long held = 0;
    for (int i = 0; i < picked; i++) {
      Arm<?> arm = arm(cases, i);
      Channel<?> ch = arm.channel();
      if (ch != null) {
        if (ch != locked) {
          long v = ch.version();
          versions += v;
          held |= v;
        }
        if (isReady(arm, ch)) {
          return false;
        }
      }
    }
    return (held & 1) == 0 && isUnchanged(cases, picked, locked, versions);
  }

  /**
   * The second pass: whether the channels of the first cases, one that is locked aside, are as they
   * were when the sum of their versions was read, and no timer has fallen due meanwhile.
   */
  private static boolean isUnchanged(
      @Nullable Case<?>[] cases, int n, @Nullable Channel<?> locked, long versions) {
    VarHandle.acquireFence();
    long sum = 0;
    for (int i = 0; i < n; i++) {
      Channel<?> ch = arm(cases, i).channel();
      if (ch != null && ch != locked) {
        // Its version comes last, as it has to vouch for the due time that was looked at.
        if (ch.kind() == Channel.Kind.TIMER && ch.isDue()) {
          return false;
        }
        sum += ch.version();
      }
    }
    return sum == versions;
  }

  /**
   * Whether a ready case is chosen over the one picked so far.
   *
   * @param ready how many ready ones there are with this one
   */
  private static boolean supersedes(
      Waiter w, @Nullable Waiter picked, int ready, @Nullable Case<?>[] cases, boolean fair) {
    // Not the order of the locks but that of the cases is the order of the priorities.
    return picked == null || (fair ? random(ready) == 0 : precedes(cases, arm(w), arm(picked)));
  }

  private static boolean precedes(@Nullable Case<?>[] cases, Arm<?> a, Arm<?> b) {
    for (Case<?> c : cases) {
      if (c == a) {
        return a != b;
      }
      if (c == b) {
        return false;
      }
    }
    throw new AssertionError();
  }

  private static Arm<?> arm(@Nullable Case<?>[] cases, int i) {
    Case<?> c = cases[i];
    if (c == null) {
      throw new NullPointerException("case " + i);
    }
    return (Arm<?>) c;
  }

  private static Arm<?> arm(Waiter w) {
    return Objects.requireNonNull(w.arm);
  }

  private static Channel<?> channel(Waiter w) {
    return requireChannel(arm(w));
  }

  /** A case, as recordings show it. */
  static String describe(Waiter w) {
    Channel<?> ch = channel(w);
    return (arm(w).kind == Arm.Kind.SEND ? WaitReason.CHAN_SEND : WaitReason.CHAN_RECEIVE)
        + " on "
        + ch.name()
        + (ch.site() == null ? "" : " made at " + ch.site());
  }

  private static Channel<?> requireChannel(Arm<?> arm) {
    return Objects.requireNonNull(arm.channel());
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }
}
