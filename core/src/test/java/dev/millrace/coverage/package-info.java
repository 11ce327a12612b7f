/** What of Go's own tests and rules is checked here, and by which test. */
@NullMarked
package dev.millrace.coverage;

import org.jspecify.annotations.NullMarked;
