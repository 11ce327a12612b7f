package dev.millrace.race.runtime;

/** The edges of threads: from who starts one to what it does, and from there to who joins it. */
public final class Threads {
  /** Is released by threads that the JVM waits for. */
  private static final Object ALL = new Object();

  private Threads() {}

  /** A thread is about to be started by this one. */
  public static void starting(Thread t) {
    Strand me = Strand.current();
    if (me.busy == 0) {
      me.busy++;
      try {
        me.starts(t);
      } finally {
        me.busy--;
      }
    }
  }

  /** The current thread has run its last step. */
  public static void ended() {
    Strand s = Strand.of(Thread.currentThread());
    if (s != null) {
      if (!Thread.currentThread().isDaemon()) {
        Edges.release(ALL, Edges.WHOLE);
      }
      s.ends();
    }
  }

  /** The JVM ends, which it does by itself when all threads have ended that it waits for. */
  public static void allEnded() {
    Edges.acquire(ALL, Edges.WHOLE);
  }

  /** The current thread has seen that another one may have ended. */
  public static void joined(Thread t) {
    if (t.getState() == Thread.State.TERMINATED) {
      Strand s = Strand.of(t);
      Release end = s == null ? null : s.end();
      if (end != null) {
        Strand.current().acquire(end);
      }
    }
  }

  /** A thread is about to be interrupted by this one. */
  public static void interrupting(Thread t) {
    Strand s = t == Thread.currentThread() ? null : Strand.of(t);
    Strand me = Strand.current();
    if (s != null && me.busy == 0) {
      s.interrupts().release(me);
    }
  }

  /** The current thread has seen that a thread was interrupted. */
  public static void interrupted(Thread t) {
    Strand s = Strand.of(t);
    if (s != null) {
      s.interrupts().acquire(Strand.current());
    }
  }

  /** The current thread becomes a goroutine. */
  public static void goroutine(long id) {
    Actor a = Strand.current().actor;
    a.id = id;
    a.isGoroutine = true;
    a.name = null;
  }
}
