package dev.millrace.internal;

import org.jspecify.annotations.Nullable;

/**
 * What follows when a {@link Cancellation} ends: a link in its list.
 *
 * <p>Invariants: {@code next}, {@code prev} and {@code linked} belong to the leader's lock. A
 * follower is linked at most once, and whoever unlinks it, the leader that ends or the follower
 * that leaves, has decided whether it still follows; so both know without another word.
 */
abstract sealed class Follower permits Cancellation, DoneTask, Registration {
  /** Null only for a cancellation that follows none. */
  final @Nullable Cancellation leader;

  @Nullable Follower next;
  @Nullable Follower prev;
  boolean linked;

  Follower(@Nullable Cancellation leader) {
    this.leader = leader;
  }

  /** Starts to follow; false if the leader has ended already. */
  final boolean join() {
    return leader == null || leader.add(this);
  }

  /** Stops to follow; false if it did not, or the end of the leader has come first. */
  final boolean leave() {
    return leader != null && leader.remove(this);
  }
}
