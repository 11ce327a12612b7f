package dev.millrace.sync;

import dev.millrace.Go;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.context.DeadlineExceededException;
import dev.millrace.internal.ContextNode;
import dev.millrace.internal.Patience;
import dev.millrace.time.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often something happens: a token bucket, as Go's {@code golang.org/x/time/rate}.
 *
 * <p>The bucket holds at most {@code burst} tokens, is full at first, and gets one more in every
 * interval. An event takes a token; who finds none waits for one. Whoever comes first gets the
 * first one: a token that somebody waits for is taken already.
 *
 * {@snippet file="SyncSnippetsTest.java" region="rate-limiter"}
 *
 * <p>Time is that of the {@link TimeSource} in force where a method is called. No thread and no
 * timer stands behind a limiter that is not waited for, and nothing is lost to rounding: after any
 * time the bucket holds as much as if it had been filled drop by drop. It orders no memory.
 */
public final class RateLimiter {
  /** With this and {@code MAX_CAPACITY} added to a moment, differences cannot overflow. */
  private static final long MAX_AHEAD = Long.MAX_VALUE / 2;

  private static final long MAX_CAPACITY = Long.MAX_VALUE / 4;

  private static final VarHandle FULL;

  static {
    try {
      FULL = MethodHandles.lookup().findVarHandle(RateLimiter.class, "full", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int burst;

  /** Nanoseconds a token. */
  private final long interval;

  /** Nanoseconds from empty to full. */
  private final long capacity;

  /**
   * When the bucket will be full, or was: this alone says what it holds at any moment. To take a
   * token is to put it off by one interval; the token is there when the bucket would be full no
   * later than {@code capacity} from then.
   */
  private volatile long full;

  /**
   * Makes a limiter with a full bucket.
   *
   * @param interval the time in which one token comes
   * @param burst how many tokens the bucket holds
   * @throws IllegalArgumentException if one of them is not positive
   */
  public RateLimiter(Duration interval, int burst) {
    this(1, interval, burst);
  }

  /**
   * Makes a limiter with a full bucket.
   *
   * @param events how many tokens come in a period, evenly
   * @param period the time in which they come; at least a nanosecond each
   * @param burst how many tokens the bucket holds
   * @throws IllegalArgumentException if one of them is not positive
   */
  public RateLimiter(int events, Duration period, int burst) {
    if (events < 1 || burst < 1) {
      throw new IllegalArgumentException("rate: non-positive " + (burst < 1 ? "burst" : "events"));
    }
    Duration each = period.dividedBy(events);
    if (!each.isPositive()) {
      throw new IllegalArgumentException("rate: non-positive interval");
    }
    long longest = MAX_CAPACITY / burst;
    interval = each.compareTo(Duration.ofNanos(longest)) >= 0 ? longest : each.toNanos();
    this.burst = burst;
    capacity = interval * burst;
    full = TimeSource.current().nanoTime();
  }

  /**
   * Takes a token if there is one now. Neither blocks nor looks at the interrupt flag.
   *
   * @return false if there was none at that moment
   */
  public boolean allow() {
    return allow(1);
  }

  /**
   * Takes some tokens if they are all there now.
   *
   * @param n how many
   * @return false if there were fewer at that moment
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public boolean allow(int n) {
    return n <= burst && take(n, 0) != null;
  }

  /**
   * Takes the next token, even if it is yet to come, without waiting for it.
   *
   * @return how long to wait before the event may happen; zero if at once
   */
  public Duration reserve() {
    return takeAtMostBurst(1, Long.MAX_VALUE).delay();
  }

  /**
   * Takes a token, waiting for it.
   *
   * @throws InterruptedException if the thread is interrupted: on entry, even if there is a token,
   *     or while it waits; the token is then given back, unless somebody waits for a later one
   */
  public void await() throws InterruptedException {
    await(1);
  }

  /**
   * Takes some tokens, waiting for them.
   *
   * @param n how many
   * @throws InterruptedException as {@link #await()}
   * @throws IllegalArgumentException {@code rate: Wait(n=…) exceeds limiter's burst …}, or if
   *     {@code n} is negative
   */
  public void await(int n) throws InterruptedException {
    Patience.INTERRUPTIBLE.check();
    Taken taken = takeAtMostBurst(n, Long.MAX_VALUE);
    try {
      Go.sleep(taken.delay());
    } catch (InterruptedException e) {
      giveBack(taken);
      throw e;
    }
  }

  /**
   * Takes a token, waiting for it until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @throws InterruptedException as {@link #await()}
   * @throws ContextException what ended the context; or, at once, {@code context deadline exceeded}
   *     if the token would come only after the context's deadline. The token is given back, unless
   *     somebody waits for a later one
   */
  public void await(Context ctx) throws InterruptedException {
    await(ctx, 1);
  }

  /**
   * Takes some tokens, waiting for them until a context is done.
   *
   * @param ctx gives up when it is done, also if it is so on entry
   * @param n how many
   * @throws InterruptedException as {@link #await()}
   * @throws ContextException as {@link #await(Context)}
   * @throws IllegalArgumentException as {@link #await(int)}
   */
  public void await(Context ctx, int n) throws InterruptedException {
    Patience.whileLive(ctx).check();
    Taken taken = takeAtMostBurst(n, ContextNode.nanosLeft(ctx));
    if (taken.waiting == 0) {
      return;
    }
    try {
      Go.select(Go.done(ctx, ctx::throwIfDone), Go.after(taken.delay()));
    } catch (InterruptedException | ContextException e) {
      giveBack(taken);
      throw e;
    }
  }

  /**
   * Tokens that were taken.
   *
   * @param cost how far they put the full bucket off
   * @param full when it will be full now
   * @param waiting how long until they are there
   */
  private record Taken(long cost, long full, long waiting) {
    Duration delay() {
      return Duration.ofNanos(waiting);
    }
  }

  private Taken takeAtMostBurst(int n, long longestWait) {
    if (n > burst) {
      throw new IllegalArgumentException(
          "rate: Wait(n=" + n + ") exceeds limiter's burst " + burst);
    }
    Taken taken = take(n, longestWait);
    if (taken == null) {
      throw new DeadlineExceededException(null);
    }
    return taken;
  }

  /** Takes tokens, if they are there in time. Not more than the bucket holds. */
  private @Nullable Taken take(int n, long longestWait) {
    if (n < 0) {
      throw new IllegalArgumentException("rate: n < 0");
    }
    long cost = n * interval;
    long now = TimeSource.current().nanoTime();
    for (; ; ) {
      long before = full;
      long ahead = Math.max(0, before - now);
      long aheadThen = Math.min(ahead + cost, MAX_AHEAD); // which is more than 73 years of waiting
      long wait = Math.max(0, aheadThen - capacity);
      if (wait > longestWait) {
        return null;
      }
      long after = now + aheadThen;
      if (FULL.compareAndSet(this, before, after)) {
        return new Taken(aheadThen - ahead, after, wait);
      }
    }
  }

  /**
   * Only if nobody has reserved since: the later ones keep their times, and to give their elders'
   * token to a newcomer as well would be one too many at once.
   */
  private void giveBack(Taken taken) {
    FULL.compareAndSet(this, taken.full, taken.full - taken.cost);
  }
}
