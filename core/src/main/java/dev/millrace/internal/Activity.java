package dev.millrace.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a thread is doing, as far as that can be told without stopping it: its state, and if it is
 * parked in here, on what.
 *
 * <p>All of it is read from the thread and from the waiter that it is parked on, without a lock. So
 * it is what was so a moment ago, and of a thread that is just being woken maybe half of it; what
 * is to be certain must not be built on it.
 *
 * @param state the JDK's
 * @param reason what it waits for here; null if it does not, or not here
 * @param places on what; none for time
 * @param blocker what it is parked on elsewhere, if the JDK was told
 * @param stamp tells one wait from the next, most likely; 0 if it does not wait
 */
public record Activity(
    Thread.State state,
    @Nullable WaitReason reason,
    List<Place> places,
    @Nullable Object blocker,
    int stamp) {
  /**
   * A queue that somebody stands in.
   *
   * @param on what it is a queue of
   * @param reason what for
   * @param holder as {@link Waitable#holderOf}
   */
  public record Place(Waitable on, WaitReason reason, long holder) {
    static Place of(WaitQueue queue) {
      Waitable on = queue.owner;
      return new Place(on, on.reasonOf(queue), on.holderOf(queue));
    }
  }

  public static Activity of(Thread t) {
    Thread.State state = t.getState();
    if (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
      return new Activity(state, null, List.of(), null, 0);
    }
    Object blocker = LockSupport.getBlocker(t);
    int stamp = blocker == null ? state.hashCode() : System.identityHashCode(blocker);
    return switch (blocker) {
      case Waiter w -> {
        WaitQueue queue = w.place();
        yield queue == null
            ? new Activity(Thread.State.RUNNABLE, null, List.of(), null, 0) // it has been completed
            : new Activity(
                state, queue.owner.reasonOf(queue), List.of(Place.of(queue)), null, stamp);
      }
      case Waiter[] ws -> {
        WaitReason reason =
            ws == Selecting.NO_CASES ? WaitReason.SELECT_NO_CASES : WaitReason.SELECT;
        // A prepared select's are the same for all its turns.
        Selection selection = ws.length == 0 ? null : ws[0].selection;
        int turn = selection == null ? 0 : selection.turn();
        yield new Activity(state, reason, places(ws), null, stamp * 31 + turn);
      }
      case Sleeping _ -> new Activity(state, WaitReason.SLEEP, List.of(), null, stamp);
      case null, default -> new Activity(state, null, List.of(), blocker, stamp);
    };
  }

  private static List<Place> places(Waiter[] waiters) {
    List<Place> places = new ArrayList<>();
    for (Waiter w : waiters) {
      WaitQueue queue = w.place();
      if (queue != null) {
        places.add(Place.of(queue));
      }
    }
    return places;
  }

  /** Who has locked what it waits for, and nothing else; as {@link Waitable#holderOf}. */
  public long holder() {
    return places.size() == 1 ? places.getFirst().holder() : 0;
  }

  /** Whether it waits here, with no limit of time that it set itself. */
  public boolean isAsleep() {
    return reason != null && reason != WaitReason.SLEEP && state == Thread.State.WAITING;
  }
}
