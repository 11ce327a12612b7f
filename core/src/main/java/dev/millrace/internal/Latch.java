package dev.millrace.internal;

/**
 * Something that happens once, and those who wait for it.
 *
 * <p>Invariants: {@code open} is set once, under the lock; nobody joins the queue after that. What
 * was written before {@link #open()} is seen by whoever finds it open: {@code open} is volatile,
 * and a waiter's completion is a release.
 */
public final class Latch extends SeqLock implements Waitable {
  private volatile boolean open;
  private final WaitQueue queue = new WaitQueue(this);

  private final WaitReason reason;

  public Latch(WaitReason reason) {
    this.reason = reason;
  }

  public boolean isOpen() {
    return open;
  }

  public void open() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
      Probe.INSTALLED.release(this, Probe.WHOLE);
    }
    lock();
    assert !open : "opened twice";
    open = true;
    unlock();
    queue.completeAll(this, null);
  }

  /**
   * Waits until it is open.
   *
   * @return false if the patience ended first
   */
  public boolean await(Patience patience) throws InterruptedException {
    patience.check();
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.step(this);
    }
    if (!open) {
      Waiter w = new Waiter(null);
      lock();
      boolean wait = !open;
      if (wait) {
        queue.add(w);
      }
      unlock();
      if (wait && !patience.await(w, this, queue)) {
        return false;
      }
    }
    edgeOfOpen();
    return true;
  }

  public void awaitUninterruptibly() {
    try {
      await(Patience.UNINTERRUPTIBLE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The edge for whoever found it open without waiting. */
  public void edgeOfOpen() {
    if (Probe.INSTALLED != null) {
      Probe.INSTALLED.acquire(this, Probe.WHOLE);
    }
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return reason;
  }
}
