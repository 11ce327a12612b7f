/** The rows for Millrace. */
@NullMarked
package dev.millrace.bench.millrace;

import org.jspecify.annotations.NullMarked;
