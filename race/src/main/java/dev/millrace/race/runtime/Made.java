package dev.millrace.race.runtime;

/**
 * What is known of an object of the JDK that is one location, and that the program was seen to
 * make.
 *
 * <p>A class of its own, so that the arrays and monitors, of which there are many more, need no
 * room for it.
 */
final class Made extends Tracked {
  /** As what the program made it: a set is a map to the detector. */
  final Class<?> type;

  /** Where. */
  final int site;

  Made(Object o, int hash, Class<?> type, int site) {
    super(o, hash);
    this.type = type;
    this.site = site;
  }
}
