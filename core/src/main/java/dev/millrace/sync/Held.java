package dev.millrace.sync;

/**
 * A lock that is held, to be given back at the end of a block: {@code try (var _ = mutex.acquire())
 * {…}}.
 *
 * <p>Only the first {@link #close()} releases; another one, from whatever goroutine and even at the
 * same time, does nothing. So it never releases what somebody else holds by then. Like the lock
 * itself it belongs to no goroutine: whoever has it may close it.
 *
 * <p>What is held so is not to be released by {@code unlock()} as well. On a {@link Mutex} that is
 * noticed, and the close then does nothing.
 */
public sealed interface Held extends AutoCloseable permits Mutex.Hold, RwMutex.Hold {
  /** Releases the lock, if this has not done so before. Throws nothing. */
  @Override
  void close();
}
