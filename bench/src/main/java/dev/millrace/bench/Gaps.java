package dev.millrace.bench;

import org.jspecify.annotations.Nullable;

/** What a system has nothing for, and why: a dash in the table. */
final class Gaps {
  private Gaps() {}

  /** Why the contender has no such row; null if it has. */
  static @Nullable String reason(Row row, Contender contender) {
    return switch (contender) {
      case FLOOR, RAW -> row.isSwitchBound() ? null : "not bound by switches of stacks";
      case NODE -> "nothing that could be compared";
      default -> null;
    };
  }
}
