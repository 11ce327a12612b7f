/** Programs that leak goroutines, each with its mended form. */
@NullMarked
package dev.millrace.leaks;

import org.jspecify.annotations.NullMarked;
