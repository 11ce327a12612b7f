package dev.millrace.race.runtime;

/**
 * A call that was under way, and below it those that it was made from.
 *
 * @param caller the call that this one was made in; null for the outermost that is known
 * @param site where it was made
 */
record Frame(Frame caller, int site) {
  /** Stands for the callers of a constructor, which are not recorded. */
  static final Frame UNRECORDED = new Frame(null, 0);
}
