/**
 * Go's concurrency in Java: goroutines, channels and select.
 *
 * <p>{@link dev.millrace.Go} is the class of the static imports: {@code go}, {@code select} and its
 * cases, {@code sleep}. {@link dev.millrace.Chan} is a channel; {@link dev.millrace.Sender} and
 * {@link dev.millrace.Receiver} are its two directions.
 */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
