package dev.millrace.race.runtime;

import java.lang.reflect.Member;
import java.util.Arrays;

/**
 * Keeps what was added to a class out of what reflection shows of it: serialisation, and whoever
 * goes through a class's members, finds those that its author wrote.
 */
public final class Hidden {
  private Hidden() {}

  /** The members of a class without ours. */
  public static Member[] filter(Member[] members) {
    for (Member m : members) {
      if (m.getName().startsWith(Location.SHADOW)) {
        return Arrays.stream(members)
            .filter(each -> !each.getName().startsWith(Location.SHADOW))
            .toArray(n -> Arrays.copyOf(members, n));
      }
    }
    return members;
  }
}
