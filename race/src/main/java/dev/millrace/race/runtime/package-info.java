/**
 * What instrumented code calls: the happens-before analysis itself. Loaded by the boot loader, so
 * that every class reaches it; uses nothing that is itself instrumented.
 */
@NullUnmarked
package dev.millrace.race.runtime;

import org.jspecify.annotations.NullUnmarked;
