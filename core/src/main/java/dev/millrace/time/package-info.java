/**
 * Timers and tickers as receivers, tasks that run by the clock, and the source of time that tests
 * can replace.
 *
 * <h2>Timers are channels</h2>
 *
 * <p>A {@link dev.millrace.time.OneShotTimer} delivers one element when it is due, a {@link
 * dev.millrace.time.Ticker} one in every interval. Both are receivers, so both can be cases of a
 * select. {@link dev.millrace.time.Timers} makes them; no thread stands behind any of them, and one
 * that nobody holds is garbage, stopped or not.
 *
 * {@snippet file="TimeSnippetsTest.java" region="timer"}
 *
 * <p>For a timeout of a single select there is less to write: {@link
 * dev.millrace.Go#after(java.time.Duration) after}; and {@code send} and {@code receive} take a
 * timeout themselves.
 *
 * {@snippet file="TimeSnippetsTest.java" region="ticker"}
 *
 * <p>A task that is to run later, in a goroutine of its own, is a {@link
 * dev.millrace.time.TaskTimer}:
 *
 * {@snippet file="TimeSnippetsTest.java" region="after-func"}
 *
 * <h2>Time in tests</h2>
 *
 * <p>All that has to do with time asks the {@link dev.millrace.time.TimeSource} in force. A test
 * can put another in its place, for itself and all goroutines that it starts.
 *
 * {@snippet file="TimeSnippetsTest.java" region="time-source"}
 *
 * <p>Next: {@linkplain dev.millrace.pipeline goroutines and channels put together}.
 */
@NullMarked
package dev.millrace.time;

import org.jspecify.annotations.NullMarked;
