package dev.millrace.pipeline;

import dev.millrace.Chan;
import dev.millrace.ChannelMisuseException;
import dev.millrace.Go;
import dev.millrace.Goroutine;
import dev.millrace.Receiver;
import dev.millrace.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The goroutines that work on one stage of a pipeline, and how they come to their end.
 *
 * <p>There are three ways, and all of them end with {@link #out} closed, once, by this stage, or
 * before that by the body of a source:
 *
 * <ul>
 *   <li>The elements are at an end. Each member returns; the last one closes {@code out}, with the
 *       cause if the stage before ended with one.
 *   <li>A member {@linkplain #fail fails}. {@code out} is closed with the cause at once; the other
 *       members and the stages before are stopped.
 *   <li>The last reader goes. The members and the stages before are stopped; {@code out} is closed
 *       by the last member, so that no body of the user's ever sends on a closed channel.
 * </ul>
 *
 * <p>To stop is to interrupt. It must miss no member, and members are started one after another
 * while those before them run, and may fail: so a starter first publishes the goroutine and then
 * looks at {@code stopped}, and who stops sets {@code stopped} first and then looks at the
 * goroutines.
 *
 * @param <T> the type of the elements that it makes
 */
final class Stage<T extends @Nullable Object> {
  final Receiver<T> out;

  /** {@link #out} if it is this stage's to close; null if it is somebody else's. */
  private final @Nullable Chan<T> own;

  /** Closed when the last reader goes, to tell a stage before that goes on without this one. */
  private final @Nullable Chan<@Nullable Void> gone;

  private final List<? extends Pipeline<?>> inputs;
  private final List<Member> members = new ArrayList<>();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger readers;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean stopped;

  /** How the stage before has ended, if it has failed. */
  private volatile @Nullable Throwable inputFailure;

  private Stage(
      Receiver<T> out,
      @Nullable Chan<T> own,
      @Nullable Chan<@Nullable Void> gone,
      int readers,
      List<? extends Pipeline<?>> inputs) {
    this.out = out;
    this.own = own;
    this.gone = gone;
    this.readers = new AtomicInteger(readers);
    this.inputs = inputs;
  }

  /** A stage whose members send to a channel of its own. */
  static <T extends @Nullable Object> Stage<T> to(Chan<T> out, List<? extends Pipeline<?>> inputs) {
    return new Stage<>(out, out, null, 1, inputs);
  }

  /** A stage whose elements appear in a channel that somebody else closes. */
  static <T extends @Nullable Object> Stage<T> on(
      Receiver<T> out, int readers, List<? extends Pipeline<?>> inputs) {
    return new Stage<>(out, null, null, readers, inputs);
  }

  /** One of several streams that a stage before makes, each with a reader of its own. */
  static <T extends @Nullable Object> Stage<T> branch(
      Receiver<T> out, Chan<@Nullable Void> gone, Pipeline<T> input) {
    return new Stage<>(out, null, gone, 1, List.of(input));
  }

  /** Adds a member; all are added before {@link #start()}. */
  void add(Task work) {
    members.add(new Member(work));
  }

  void start() {
    working.set(members.size());
    if (members.isEmpty()) {
      end(null);
    }
    for (Member member : members) {
      member.goroutine = Go.go(member);
      if (stopped) {
        member.interrupt();
      }
    }
  }

  /** A member has found the stage before closed. What other members still hold goes out first. */
  void inputEnded(@Nullable Throwable cause) {
    if (cause != null) {
      inputFailure = cause;
    }
  }

  /**
   * Ends the stream with a cause, and all that worked for it.
   *
   * @return false if it had ended without: then nobody who reads will learn of it
   */
  boolean fail(Throwable cause) {
    if (stopped) {
      return true; // nobody reads
    }
    boolean told = end(cause);
    stop();
    return told;
  }

  /** One of the readers will not read on. */
  void readerGone() {
    if (readers.decrementAndGet() == 0) {
      stop();
    }
  }

  private void stop() {
    stopped = true;
    if (gone != null) {
      gone.tryClose();
    }
    for (Member member : members) {
      member.interrupt();
    }
    for (Pipeline<?> input : inputs) {
      input.release();
    }
  }

  /** Closes {@link #out}; false if a source's body has done so, and the cause came too late. */
  private boolean end(@Nullable Throwable cause) {
    if (own == null || !ended.compareAndSet(false, true)) {
      return true;
    }
    if (cause == null) {
      own.tryClose();
      return true;
    }
    try {
      own.close(cause);
      return true;
    } catch (ChannelMisuseException _) {
      return false;
    }
  }

  /** Waits until all that only worked for this stage has ended. */
  void join() throws InterruptedException {
    if (readers.get() > 0) {
      return;
    }
    for (Member member : members) {
      member.join();
    }
    for (Pipeline<?> input : inputs) {
      input.stage().join();
    }
  }

  /** Whether a goroutine of this stage, or of one before it, is alive. */
  boolean isRunning() {
    return members.stream().anyMatch(Member::isAlive)
        || inputs.stream().anyMatch(input -> input.stage().isRunning());
  }

  /** Whether a thread is a goroutine of this stage, or of one before it. */
  boolean isWorkedOnBy(Thread thread) {
    return members.stream().anyMatch(member -> member.thread == thread)
        || inputs.stream().anyMatch(input -> input.stage().isWorkedOnBy(thread));
  }

  private final class Member implements Task {
    private final Task work;
    private volatile @Nullable Goroutine goroutine;
    private volatile @Nullable Thread thread;

    Member(Task work) {
      this.work = work;
    }

    @Override
    public void run() throws Exception {
      thread = Thread.currentThread();
      try {
        work.run();
      } catch (Throwable t) { // carried to the reader, whatever it is; nobody reads if stopped
        if (!fail(t)) {
          throw t;
        }
      } finally {
        thread = null;
        if (working.decrementAndGet() == 0) {
          end(stopped ? new CancellationException("pipeline closed") : inputFailure);
        }
      }
    }

    void interrupt() {
      Goroutine g = goroutine;
      if (g != null) {
        g.interrupt();
      }
    }

    void join() throws InterruptedException {
      Goroutine g = goroutine;
      if (g != null) {
        g.join();
      }
    }

    boolean isAlive() {
      Goroutine g = goroutine;
      return g != null && g.isAlive();
    }
  }
}
