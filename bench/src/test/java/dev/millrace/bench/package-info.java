/** The bench measures what it says, and notices what goes wrong. */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
