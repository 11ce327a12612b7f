package dev.millrace.bench;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a system has nothing for, and why: a dash in the table. */
final class Gaps {
  private Gaps() {}

  private static final Set<String> OF_NODE =
      Set.of("spawn", "spawn-result", "ping-pong", "timers-pending", "ticker", "units-8");

  /** Why the contender has no such row; null if it has. */
  static @Nullable String reason(Row row, Contender contender) {
    String name = row.name();
    return switch (contender) {
      case FLOOR, RAW -> row.isSwitchBound() ? null : "not bound by switches of stacks";
      case GO, PLAIN, TUNED, BARE, JAVA, JAVA_RACE, GO_RACE ->
          name.endsWith("-unbounded") ? "a channel has a bound" : null;
      case JOX -> {
        if (name.equals("select-both-1")) {
          yield "Jox 1.0.1 never ends it: selects on both sides of a buffer of one spin for each"
              + " other";
        }
        if (name.equals("scale-1000000")) {
          yield "Jox 1.0.1 overflows the stack when it wakes a million at once";
        }
        yield row.group() == Row.Group.SYNC
            ? "channels only; locks and timers are those of java.util.concurrent"
            : null;
      }
      case KOTLIN -> name.startsWith("rw-mutex") ? "no such lock that suspends" : null;
      case JUC -> {
        if (name.startsWith("select-") && !name.equals("select-timeout")) {
          yield "nothing waits for several queues";
        }
        yield name.equals("context-cancel") ? "no tree of cancellations" : null;
      }
      case NODE ->
          OF_NODE.contains(name) || name.startsWith("scale-")
              ? null
              : "no channels, no locks, and one thread for all promises";
    };
  }
}
