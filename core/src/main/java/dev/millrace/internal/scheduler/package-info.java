/**
 * The tuned way to run goroutines: a scheduler of virtual threads of our own. Everything but {@link
 * dev.millrace.internal.scheduler.Door} knows the JDK's public API only.
 */
@NullMarked
package dev.millrace.internal.scheduler;

import org.jspecify.annotations.NullMarked;
