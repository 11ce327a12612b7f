/**
 * Wait groups, mutexes and their kin: Go's {@code sync}, and of its extensions {@code errgroup},
 * {@code singleflight}, {@code semaphore} and {@code rate}.
 *
 * <p>Misuse that panics in Go fails with Go's text: an {@link IllegalMonitorStateException} where a
 * lock is released that nobody holds, an {@link IllegalArgumentException} for an argument that is
 * never right, and else an {@link IllegalStateException}.
 *
 * <p>Interrupts: only {@code lock()}, {@code Once.run} and {@code Group.close()} wait
 * uninterruptibly and leave the flag as it is. Everything else that can block throws if the flag is
 * set on entry, whether it would have to wait or not; and an interrupt while it waits either takes
 * it out of the queue, having done nothing, or comes too late and stays in the flag. A form that
 * takes a context throws what ended that, on entry too.
 */
@NullMarked
package dev.millrace.sync;

import org.jspecify.annotations.NullMarked;
