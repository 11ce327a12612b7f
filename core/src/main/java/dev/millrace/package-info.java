/**
 * Go's concurrency in Java: goroutines, channels and select.
 *
 * <p>{@link dev.millrace.Go} is the class of the static imports: {@code go}, {@code select} and its
 * cases, {@code sleep}. {@link dev.millrace.Chan} is a channel; {@link dev.millrace.Sender} and
 * {@link dev.millrace.Receiver} are its two directions.
 *
 * <h2>Goroutines</h2>
 *
 * <p>{@link dev.millrace.Go#go(Task) go} starts a function beside its caller and returns at once.
 * The caller goes on; nobody waits for a goroutine unless told to.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="goroutine"}
 *
 * <p>It runs on a virtual thread of the JDK, so any blocking call may be made in it, and costs no
 * thread of the machine while it waits. An exception that it does not catch is a crash, and ends
 * the whole program under {@code millrace run}, as in Go. Only one that was interrupted may end so:
 * it was told to stop.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="interrupt"}
 *
 * <p>A goroutine with a result is {@link dev.millrace.Go#async async}: its {@link
 * dev.millrace.Promise} holds the result for as many as ask, or throws what went wrong, which is
 * then no crash.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="promise-fails"}
 *
 * <h2>Channels</h2>
 *
 * <p>An unbuffered {@link dev.millrace.Chan} is a meeting: {@code send} waits for a receiver,
 * {@code receive} for a sender, and when both are there the element goes from one to the other.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="rendezvous"}
 *
 * <p>A channel with a buffer lets senders run ahead, but only so far. When it is full they wait, so
 * nothing piles up without a bound.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="buffer"}
 *
 * <p>Whoever sends also closes, to say that nothing more will come. Closing is news, not clean-up:
 * a channel that nobody closes is garbage like any other object. Say in a parameter's type which
 * end a function gets: a {@link dev.millrace.Sender} cannot receive, a {@link
 * dev.millrace.Receiver} cannot send or close.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="sender"}
 *
 * <p>The reader ranges until the end:
 *
 * {@snippet file="ChannelSnippetsTest.java" region="range"}
 *
 * <p>or looks at each receive itself: a {@link dev.millrace.Received} is an element or the end.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="received"}
 *
 * <p>Both halves of a producer in one call, with the closing done, is {@link
 * dev.millrace.Go#produce(Producer) produce}. It is also the answer to a producer that can fail:
 * the reader gets all that was sent before, and then the failure.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="produce-fails"}
 *
 * <h2>Select</h2>
 *
 * <p>A goroutine that waits for one channel cannot watch another. {@link
 * dev.millrace.Go#select(Case...) select} waits for several, sends among them, and takes exactly
 * one that is ready: at random if there are more, so that none is starved.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="select"}
 *
 * <p>With {@code otherwise} it does not wait at all:
 *
 * {@snippet file="ChannelSnippetsTest.java" region="select-default"}
 *
 * <p>and it can have a value:
 *
 * {@snippet file="ChannelSnippetsTest.java" region="select-value"}
 *
 * <p>In a loop, prepare the {@link dev.millrace.Select} once: it allocates nothing a turn, and the
 * code around it can {@code break} and {@code return}, which a lambda cannot.
 *
 * {@snippet file="ChannelSnippetsTest.java" region="prepared"}
 *
 * <h2>What to keep in mind</h2>
 *
 * <ul>
 *   <li>Give every goroutine a way to stop: the close of a channel, or a context.
 *   <li>One goroutine owns a channel, sends into it and closes it.
 *   <li>What a goroutine did before a send happens before what follows the receive of that element.
 *       Nothing else need be synchronised about what is sent, as long as the sender lets go of it.
 *   <li>A case builder alone, {@code send(ch, 1);}, does nothing; {@code ch.send(1)} sends.
 * </ul>
 *
 * <p>Next: {@linkplain dev.millrace.sync waiting for many goroutines, and locks}.
 */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
