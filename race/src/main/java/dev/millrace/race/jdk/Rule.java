package dev.millrace.race.jdk;

import org.jspecify.annotations.Nullable;

/**
 * One thing that one method of a class does to the order of what threads do.
 *
 * <p>Invariants: a rule says when (at entry, at a return, when it throws, at any exit), what, and
 * on which sync object. A key that is an argument names it as it was at entry.
 *
 * @param method its name
 * @param descriptor what its descriptor starts with, after the parenthesis; empty for any
 * @param field the field of this that is the key, where {@link Key#FIELD}
 * @param argument which argument is the key, from 1, where {@link Key#ARGUMENT}
 */
record Rule(
    String method,
    String descriptor,
    Action action,
    Key key,
    @Nullable String field,
    int argument,
    int slot) {

  /** When a hook runs. */
  enum When {
    ENTRY,
    RETURN,
    THROW,
    EXIT
  }

  /** What is done. Those with a hook of their own get the result first, where they want it. */
  enum Action {
    RELEASE(When.ENTRY, "release", false),
    RELEASE_END(When.RETURN, "release", false),
    RELEASE_TRUE(When.RETURN, "releaseTrue", true),
    ACQUIRE(When.RETURN, "acquire", false),
    ACQUIRE_ENTRY(When.ENTRY, "acquire", false),
    ACQUIRE_EXIT(When.EXIT, "acquire", false),
    ACQUIRE_TRUE(When.RETURN, "acquireTrue", true),
    ACQUIRE_BOUNDED(When.RETURN, "acquireBounded", false),
    ACQUIRE_ZERO(When.RETURN, "acquireZero", true),
    STARTING(When.ENTRY, "starting", false),
    JOINED(When.RETURN, "joined", false),
    INTERRUPTING(When.ENTRY, "interrupting", false),
    INTERRUPTED_TRUE(When.RETURN, "interruptedTrue", true),
    CURRENT_INTERRUPTED_TRUE(When.RETURN, "currentInterruptedTrue", true),
    CURRENT_INTERRUPTED_THROW(When.THROW, "currentInterrupted", false),
    CUSTOM_RELEASE(When.ENTRY, "customRelease", false),
    CUSTOM_ACQUIRE(When.RETURN, "customAcquire", false),
    SUBMITTED(When.ENTRY, "submitted", false),
    READ_STAMP_RELEASE(When.ENTRY, "readStampRelease", false),
    WRITE_STAMP_RELEASE(When.ENTRY, "writeStampRelease", false),
    OPTIMISTIC_BEGAN(When.RETURN, "optimisticBegan", true),
    OPTIMISTIC_ENDED(When.RETURN, "optimisticEnded", true);

    final When when;
    final String hook;
    final boolean wantsResult;

    Action(When when, String hook, boolean wantsResult) {
      this.when = when;
      this.hook = hook;
      this.wantsResult = wantsResult;
    }
  }

  /** Which object names the sync object. */
  enum Key {
    THIS,
    FIELD,
    ARGUMENT,
    RESULT
  }

  boolean concerns(String name, String type) {
    return method.equals(name) && type.startsWith(descriptor, 1);
  }
}
