package dev.millrace.race.runtime;

/**
 * An object that has a field for its sync objects, so that they need not be looked up: the
 * library's classes are rewritten to be such.
 */
public interface Holder {
  /** What is in the field. */
  Syncs $race$syncs();

  /** Where the field is. */
  Location $race$where();

  /** The sync objects of an object, made if need be. */
  static Syncs of(Holder h) {
    Syncs s = h.$race$syncs();
    return s == null ? Memory.syncs(h, h.$race$where()) : s;
  }
}
