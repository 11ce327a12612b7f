package dev.millrace.internal;

import dev.millrace.context.Context;

/**
 * How somebody is prepared to wait: what may end it besides that which is waited for.
 *
 * <p>What blocks is written once against this and not once for each form of it. The two forms
 * without an end are constants, so that the plain operations allocate nothing for it.
 */
public sealed interface Patience {
  /** Waits whatever interrupts come; they stay in the thread's flag. */
  Patience UNINTERRUPTIBLE = Endless.UNINTERRUPTIBLE;

  /** Waits until interrupted. */
  Patience INTERRUPTIBLE = Endless.INTERRUPTIBLE;

  /** Waits until interrupted or until a {@link Deadline}. */
  static Patience until(long deadline) {
    return new Until(deadline);
  }

  /** Waits until interrupted or until a context is done. */
  static Patience whileLive(Context ctx) {
    return new WhileLive(ctx);
  }

  /**
   * What an operation does on entry: throws if it must not even try, because of an interrupt or of
   * a context that is done.
   */
  void check() throws InterruptedException;

  /**
   * Waits for the completion of a waiter that is in a queue.
   *
   * @return false if the time was over: the waiter has then left the queue and was not completed.
   *     The same goes for everything that is thrown
   */
  boolean await(Waiter w, SeqLock lock, WaitQueue queue) throws InterruptedException;

  /** Without an end of its own. */
  enum Endless implements Patience {
    UNINTERRUPTIBLE {
      @Override
      public void check() {}

      @Override
      public boolean await(Waiter w, SeqLock lock, WaitQueue queue) {
        Recorder.Wait wait = null;
        try {
          wait = Recording.isOn() ? Recorder.begin(queue) : null;
          w.awaitUninterruptibly();
        } catch (RuntimeException | Error e) { // as in Waiter.await
          if (w.leave(lock, queue) || !w.isDone()) {
            throw e;
          }
        } finally {
          if (wait != null) {
            wait.end();
          }
        }
        return true;
      }
    },
    INTERRUPTIBLE {
      @Override
      public void check() throws InterruptedException {
        Waiter.throwIfInterrupted();
      }

      @Override
      public boolean await(Waiter w, SeqLock lock, WaitQueue queue) throws InterruptedException {
        return w.await(lock, queue, Deadline.NONE);
      }
    }
  }

  /** With a deadline. */
  record Until(long deadline) implements Patience {
    @Override
    public void check() throws InterruptedException {
      Waiter.throwIfInterrupted();
    }

    @Override
    public boolean await(Waiter w, SeqLock lock, WaitQueue queue) throws InterruptedException {
      return w.await(lock, queue, deadline);
    }
  }

  /** With a context. */
  record WhileLive(Context ctx) implements Patience {
    @Override
    public void check() throws InterruptedException {
      Waiter.throwIfInterrupted();
      ctx.throwIfDone();
    }

    @Override
    public boolean await(Waiter w, SeqLock lock, WaitQueue queue) throws InterruptedException {
      return ContextNode.await(ctx, w, lock, queue);
    }
  }
}
