/**
 * Wait groups, mutexes and their kin: Go's {@code sync}, and of its extensions {@code errgroup},
 * {@code singleflight}, {@code semaphore} and {@code rate}.
 *
 * <h2>Waiting for many</h2>
 *
 * <p>A {@link dev.millrace.sync.WaitGroup} counts goroutines and waits until all have ended.
 *
 * {@snippet file="SyncSnippetsTest.java" region="wait-group"}
 *
 * <p>If they can fail, a {@link dev.millrace.sync.Group} is better: the first failure interrupts
 * the others and comes out where one waits, the end of the block leaves none running, and {@code
 * limit} bounds how many run at once.
 *
 * {@snippet file="SyncSnippetsTest.java" region="group"}
 *
 * <h2>Shared state</h2>
 *
 * <p>Prefer a channel, so that one goroutine owns the data. Where that would be a detour, for a
 * counter or a cache, a {@link dev.millrace.sync.Mutex} lets one in at a time:
 *
 * {@snippet file="SyncSnippetsTest.java" region="mutex"}
 *
 * <p>and a {@link dev.millrace.sync.RwMutex} one writer or any number of readers:
 *
 * {@snippet file="SyncSnippetsTest.java" region="rw-mutex"}
 *
 * <p>{@link dev.millrace.sync.Cond} waits until what a mutex guards has changed; mostly a channel
 * says it better. {@link dev.millrace.sync.Once} does something once and lets everybody wait for
 * it.
 *
 * <h2>Limits</h2>
 *
 * <p>{@link dev.millrace.sync.WeightedSemaphore} bounds how much of something is in use, {@link
 * dev.millrace.sync.RateLimiter} how often something happens, and {@link
 * dev.millrace.sync.SingleFlight} keeps several from doing the same work at once.
 *
 * {@snippet file="SyncSnippetsTest.java" region="rate-limiter"}
 *
 * <h2>Misuse and interrupts</h2>
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
 *
 * <p>Next: {@linkplain dev.millrace.context how to tell goroutines to stop}.
 */
@NullMarked
package dev.millrace.sync;

import org.jspecify.annotations.NullMarked;
