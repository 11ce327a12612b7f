/** The rows for Jox. */
@NullMarked
package dev.millrace.bench.jox;

import org.jspecify.annotations.NullMarked;
