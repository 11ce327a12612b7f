package dev.millrace.internal;

import dev.millrace.internal.recording.ChannelBlockedEvent;
import dev.millrace.internal.recording.GoroutineEndEvent;
import dev.millrace.internal.recording.GoroutineStartEvent;
import dev.millrace.internal.recording.LockBlockedEvent;
import dev.millrace.internal.recording.SelectBlockedEvent;
import java.util.Arrays;
import java.util.stream.Collectors;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder what the kernel does. To be called only where {@link Recording#isOn()}.
 *
 * <p>Nothing is thrown from here, as those who call are in the middle of something; where there is
 * no stack or memory left an event is missing. What an event says is put into words only once it is
 * known that it was long enough to be recorded.
 */
final class Recorder {
  private Recorder() {}

  static void started(G g) {
    try {
      GoroutineStartEvent e = new GoroutineStartEvent();
      if (e.shouldCommit()) {
        e.goroutine = g.id();
        e.creator = g.parent();
        e.createdAt = g.site();
        e.thread = g.thread().threadId();
        e.commit();
      }
    } catch (RuntimeException | Error _) { // as above
    }
  }

  static void ended(G g) {
    try {
      GoroutineEndEvent e = new GoroutineEndEvent();
      if (e.shouldCommit()) {
        e.goroutine = g.id();
        e.commit();
      }
    } catch (RuntimeException | Error _) { // as above
    }
  }

  /** A wait that is recorded when it ends. */
  interface Wait {
    void end();
  }

  /** The wait of one who stands in a queue begins; null if it is of no kind that is recorded. */
  static @Nullable Wait begin(WaitQueue queue) {
    try {
      Waitable on = queue.owner;
      return switch (on.reasonOf(queue)) {
        case CHAN_RECEIVE, CHAN_RECEIVE_NIL, CHAN_SEND, CHAN_SEND_NIL ->
            begin(on, on.reasonOf(queue));
        case MUTEX_LOCK, RW_MUTEX_LOCK, RW_MUTEX_READ_LOCK, SEMAPHORE ->
            begin(on, on.reasonOf(queue), on.holderOf(queue));
        default -> null;
      };
    } catch (RuntimeException | Error _) { // as above
      return null;
    }
  }

  private static Wait begin(Waitable on, WaitReason reason) {
    ChannelBlockedEvent e = new ChannelBlockedEvent();
    e.begin();
    return () ->
        commit(
            e,
            () -> {
              e.goroutine = goroutine();
              e.operation = reason.toString();
              e.channel = on instanceof Channel<?> ch ? ch.name() : "nil channel";
              e.madeAt = on instanceof Channel<?> ch ? ch.site() : null;
            });
  }

  private static Wait begin(Waitable on, WaitReason reason, long holder) {
    LockBlockedEvent e = new LockBlockedEvent();
    e.begin();
    return () ->
        commit(
            e,
            () -> {
              e.goroutine = goroutine();
              e.operation = reason.toString();
              e.lock = "0x" + Integer.toHexString(System.identityHashCode(on));
              e.holder = holder;
            });
  }

  /** The wait of a select begins. */
  static @Nullable Wait begin(Waiter[] waiters) {
    try {
      SelectBlockedEvent e = new SelectBlockedEvent();
      e.begin();
      return () ->
          commit(
              e,
              () -> {
                e.goroutine = goroutine();
                e.operation =
                    (waiters == Selecting.NO_CASES ? WaitReason.SELECT_NO_CASES : WaitReason.SELECT)
                        .toString();
                e.cases =
                    Arrays.stream(waiters)
                        .map(w -> Selecting.describe(w))
                        .collect(Collectors.joining("\n"));
              });
    } catch (RuntimeException | Error _) { // as above
      return null;
    }
  }

  private static void commit(Event e, Runnable fill) {
    try {
      e.end();
      if (e.shouldCommit()) {
        fill.run();
        e.commit();
      }
    } catch (RuntimeException | Error _) { // as above
    }
  }

  private static long goroutine() {
    G g = G.current();
    return g == null ? 0 : g.id();
  }
}
