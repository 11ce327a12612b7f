package dev.millrace.race.runtime;

/**
 * What a strand knew when it released: its own time, and what it knew of others.
 *
 * @param actor whose time; null if the strand has made no access yet that anybody could race with
 * @param slot of that time
 * @param time of that slot
 * @param clock what it knew of the others
 * @param merged whether the clock holds what that strand did not know, too
 */
public record Release(Actor actor, int slot, int time, int[][] clock, boolean merged) {
  /** All of it as one clock. */
  int[][] whole() {
    return actor == null ? clock : VectorClock.with(clock, slot, time);
  }
}
