package dev.millrace.race.runtime;

/**
 * What is known of a location: its last access, and those before it that a later one could still
 * race with. Immutable, and shared by all locations of which it is true.
 *
 * <p>Invariants: after a write nothing before it is kept. A read keeps the last write, and those
 * reads that are not known to happen before it.
 */
public final class Access {
  public final Epoch epoch;
  public final boolean write;

  /** With a memory mode other than plain: not a race with another such. */
  final boolean atomic;

  final int site;
  final Frame stack;

  /** The last write before this read; null for none. */
  final Access lastWrite;

  /** Reads that are concurrent with this one; null for none. */
  final Access[] reads;

  Access(
      Epoch epoch,
      boolean write,
      boolean atomic,
      int site,
      Frame stack,
      Access lastWrite,
      Access[] reads) {
    this.epoch = epoch;
    this.write = write;
    this.atomic = atomic;
    this.site = site;
    this.stack = stack;
    this.lastWrite = lastWrite;
    this.reads = reads;
  }
}
