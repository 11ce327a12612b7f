package dev.millrace.race.runtime;

/**
 * A strand's time between two releases. Compared by identity: two accesses of the same strand with
 * no release between them are in the same epoch.
 */
public final class Epoch {
  final Actor actor;
  final int slot;
  final int time;

  Epoch(Actor actor, int slot, int time) {
    this.actor = actor;
    this.slot = slot;
    this.time = time;
  }
}
