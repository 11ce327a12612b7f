package dev.millrace.race.runtime;

/**
 * Optimistic reading: what is read between the two calls may be overwritten meanwhile, and is not
 * used then; so it is not judged.
 */
public final class Speculation {
  private Speculation() {}

  /** The current thread reads what the lock guards without holding it. */
  public static void began(Object lock) {
    Strand t = Strand.current();
    t.speculating = 1;
    // So that nothing that it reads now seems to have been read before.
    t.epoch = null;
  }

  /** The current thread knows whether what it read is good. */
  public static void ended(Object lock, boolean good) {
    Strand.current().speculating = 0;
  }
}
