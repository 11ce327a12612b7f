package dev.millrace.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one carrier has to run: a slot for whoever runs next, and a first-in, first-out ring behind
 * it.
 *
 * <p>An entry is a hint that its goroutine can run. Its {@code run()} asks the goroutine's own
 * state, by compare-and-set, and does nothing if it is wrong. So no entry may be lost, but one may
 * be taken out twice, and that saves the owner every atomic instruction (the idempotent work
 * stealing of Michael, Vechev and Saraswat).
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>One thread, the owner, puts in; everybody may take out. What is put in is taken out at
 *       least once; more than once only if a thief takes it while the owner does.
 *   <li>The entries of the ring are those numbered {@code head .. tail - 1}, entry {@code i} in
 *       slot {@code i} modulo the length of the ring. {@code tail} is written by the owner alone.
 *       Thieves move {@code head} forward by compare-and-set. The owner stores the one after the
 *       entry it has taken, and may so take {@code head} back to before what thieves took
 *       meanwhile, which are then there again; but never to before what it has taken itself.
 *       Numbers are longs: none comes back otherwise.
 *   <li>Only the owner writes slots, and only those outside {@code head .. tail - 1} as it last
 *       read them, between which and its store of {@code head} it puts nothing in.
 *   <li>A ring that was replaced keeps what it held then, so a thief who still reads it finds the
 *       right entry, or {@code head} has moved and its compare-and-set fails.
 * </ul>
 *
 * <p>Memory order: an entry is written before the release of {@code tail} that covers it, and a new
 * ring before the release of the first {@code tail} that needs it. A thief reads {@code head}, then
 * {@code tail} (acquire), then {@code ring}, then the entries, then does the compare-and-set on
 * {@code head}. If that succeeds, the owner had not yet taken that entry when the others had been
 * read, so it had not reused their slots. The owner empties a slot behind a fence after the store
 * of {@code head}: a thief that finds it empty fails.
 *
 * <p>Rejected: Chase and Lev's deque, whose owner takes out the newest. A goroutine that only
 * yields would then keep the others out for ever; the {@code next} slot gives the locality that is
 * wanted.
 */
final class RunQueue {
  private static final VarHandle NEXT;
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      NEXT = l.findVarHandle(RunQueue.class, "next", Runnable.class);
      HEAD = l.findVarHandle(RunQueue.class, "head", long.class);
      TAIL = l.findVarHandle(RunQueue.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int FIRST_LENGTH = 32;

  /** A ring longer than this is given back once it is empty. */
  private static final int KEPT_LENGTH = 4096;

  private volatile @Nullable Runnable next;
  private volatile long head;
  private volatile long tail;
  private volatile @Nullable Runnable[] ring = new @Nullable Runnable[FIRST_LENGTH];

  /** The owner's: entries before this one have left nothing behind in their slots. */
  private long swept;

  // ---- the owner's

  /**
   * Makes {@code r} the one that runs next. Whoever was that goes to the end of the ring.
   *
   * @return how many entries the ring has now; 0 if it was left as it was
   */
  int pushNext(Runnable r) {
    Runnable displaced = next;
    int size = displaced == null ? 0 : push(displaced); // first, as it may fail
    NEXT.setRelease(this, r); // others only ever empty the slot
    return size;
  }

  /**
   * Puts {@code r} at the end of the ring.
   *
   * @return how many entries the ring has now
   */
  int push(Runnable r) {
    makeRoom(1);
    long t = (long) TAIL.get(this);
    @Nullable Runnable[] a = ring;
    a[index(a, t)] = r;
    TAIL.setRelease(this, t + 1);
    return (int) (t + 1 - (long) HEAD.getOpaque(this));
  }

  /** Sees to it that n entries fit in. */
  private void makeRoom(int n) {
    long t = (long) TAIL.get(this);
    long h = (long) HEAD.getOpaque(this); // an old one only makes the ring look fuller
    @Nullable Runnable[] a = ring;
    if (t - h + n > a.length) {
      int length = a.length;
      while (t - h + n > length) {
        length = Math.multiplyExact(length, 2);
      }
      @Nullable Runnable[] b = new @Nullable Runnable[length];
      for (long i = h; i < t; i++) {
        b[index(b, i)] = a[index(a, i)];
      }
      ring = b;
      swept = h;
    }
  }

  /** The entry of the slot, if it has one. */
  @Nullable Runnable takeNext() {
    Runnable r = next;
    if (r != null) {
      NEXT.setRelease(this, null);
    }
    return r;
  }

  /** The first entry of the ring, if it has one. */
  @Nullable Runnable poll() {
    long h = (long) HEAD.getOpaque(this);
    if (h == (long) TAIL.get(this)) {
      return null;
    }
    @Nullable Runnable[] a = ring;
    int i = index(a, h);
    Runnable r = a[i];
    HEAD.setRelease(this, h + 1);
    VarHandle.storeStoreFence();
    a[i] = null;
    return r;
  }

  /**
   * Forgets entries that thieves have taken: else a slot would keep a goroutine from the collector.
   */
  void sweep() {
    long h = (long) HEAD.getAcquire(this);
    long t = (long) TAIL.get(this);
    @Nullable Runnable[] a = ring;
    if (h == t && a.length > KEPT_LENGTH) {
      ring = new @Nullable Runnable[FIRST_LENGTH];
    } else {
      for (long i = Math.max(swept, t - a.length); i < h; i++) {
        a[index(a, i)] = null;
      }
    }
    swept = h;
  }

  // ---- everybody's

  boolean hasNext() {
    return next != null;
  }

  /** How many entries the ring has; for a thief already out of date. */
  int size() {
    long h = head;
    return (int) Math.max(0, tail - h);
  }

  /** Takes the entry of the slot away from its owner, if it has one. */
  @Nullable Runnable stealNext() {
    Runnable r = next;
    return r != null && NEXT.compareAndSet(this, r, null) ? r : null;
  }

  /**
   * Moves the older half of the ring, rounded up, to the end of the thief's own.
   *
   * @param thief a queue that the calling thread owns
   * @return the oldest entry, which is not moved but for the caller to run; null if there was none
   */
  @Nullable Runnable stealHalf(RunQueue thief) {
    for (; ; ) {
      long h = head;
      long size = tail - h;
      if (size <= 0) {
        return null;
      }
      int n = (int) (size - size / 2);
      thief.makeRoom(n - 1);
      @Nullable Runnable[] a = ring;
      @Nullable Runnable[] b = thief.ring;
      long t = (long) TAIL.get(thief);
      for (int i = 1; i < n; i++) {
        b[index(b, t + i - 1)] = a[index(a, h + i)];
      }
      Runnable r = a[index(a, h)];
      if (HEAD.compareAndSet(this, h, h + n)) {
        TAIL.setRelease(thief, t + n - 1);
        return r;
      }
      for (int i = 1; i < n; i++) {
        b[index(b, t + i - 1)] = null;
      }
    }
  }

  private static int index(@Nullable Runnable[] ring, long entry) {
    return (int) entry & (ring.length - 1);
  }
}
