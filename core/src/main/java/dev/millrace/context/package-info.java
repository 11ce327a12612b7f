/**
 * Deadlines, cancellation and request-scoped values that reach across goroutines: Go's {@code
 * context}.
 */
@NullMarked
package dev.millrace.context;

import org.jspecify.annotations.NullMarked;
