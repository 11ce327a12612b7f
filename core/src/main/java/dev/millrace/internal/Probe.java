package dev.millrace.internal;

import org.jspecify.annotations.Nullable;

/**
 * The one seam for whatever steers or must see every step: race detection, schedule exploration,
 * virtual time.
 *
 * <p>Chosen once, when this class is initialised, by the system property {@value #PROPERTY} (the
 * name of a class with a public constructor without parameters); call sites read {@code if
 * (Probe.INSTALLED != null)}, which the JIT folds away when there is none.
 *
 * <p>A sync object is named by the object and a slot: the channel and the index in its ring for a
 * buffered element, {@link #WHOLE} where there is only one. The kernel's own atomics are no edges:
 * they order more than the specification promises.
 */
public interface Probe {
  String PROPERTY = "dev.millrace.probe";

  /** The slot of a sync object that has but one. */
  int WHOLE = -1;

  /** The slot of a lock that one at a time has: only who holds it releases and acquires there. */
  int LOCK = -2;

  /** The probe of this process; null, as nearly always, for none. */
  @Nullable Probe INSTALLED = ProbeLoader.load();

  /**
   * The current goroutine is about to operate on something that others can see; the place to let
   * another one go first.
   */
  void step(Object on);

  /**
   * What the current goroutine did so far happens before whatever follows an {@link #acquire} of
   * the same sync object.
   */
  void release(Object on, int slot);

  /** What was released on the sync object happens before what the current goroutine does next. */
  void acquire(Object on, int slot);

  /**
   * An acquire and a release at once, by who keeps out all others that do something to the same
   * sync object.
   */
  default void pass(Object on, int slot) {
    acquire(on, slot);
    release(on, slot);
  }

  /**
   * What was released on one sync object so far counts as released on the other, too: the turn of
   * somebody who waits, taken in its name.
   */
  void transfer(Object from, int fromSlot, Object to, int toSlot);

  /**
   * The current goroutine does something that is a mistake of the program if nothing orders it with
   * what others do to the same object: it is a race where one of the two is a write, and not both
   * are atomic.
   */
  void access(Object on, boolean write, boolean atomic);

  /** The current goroutine starts another one, whose first step follows. */
  void started(Object goroutine);

  /** The goroutine runs its first step, on the current thread. */
  void began(Object goroutine);

  /** The goroutine has run its last step, on the current thread. */
  void ended(Object goroutine);
}
