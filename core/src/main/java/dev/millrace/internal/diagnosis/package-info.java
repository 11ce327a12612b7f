/** Who waits for what: dumps, total deadlocks, and leaks that the collector proves. */
@NullMarked
package dev.millrace.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
