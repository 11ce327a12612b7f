package dev.millrace.race.runtime;

/** Who makes accesses: a goroutine or another thread, as a report names it. Outlives its strand. */
public final class Actor {
  /** The goroutine's number, or the thread's. */
  long id;

  boolean isGoroutine;
  volatile boolean ended;

  /** The thread's name; null for a goroutine. */
  String name;

  /** What was running when it was created; null for nothing known. */
  final Frame created;

  /** Which goroutine created it; 0 for none. */
  final long creator;

  Actor(long id, Frame created, long creator) {
    this.id = id;
    this.created = created;
    this.creator = creator;
  }

  @Override
  public String toString() {
    return isGoroutine
        ? id == 1 && created == null ? "main goroutine" : "goroutine " + id
        : "thread "
            + (name == null || name.isEmpty() ? "#" + id : "\"" + name + "\" (#" + id + ")");
  }
}
