/**
 * The bench: {@code ./millrace bench}. {@link dev.millrace.bench.Main} has every system run every
 * row in a process of its own, and compares them.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
