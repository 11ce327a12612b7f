/**
 * Timers and tickers as receivers, tasks that run by the clock, and the source of time that tests
 * can replace.
 */
@NullMarked
package dev.millrace.time;

import org.jspecify.annotations.NullMarked;
