/** The rows for {@code java.util.concurrent} on virtual threads. */
@NullMarked
package dev.millrace.bench.juc;

import org.jspecify.annotations.NullMarked;
