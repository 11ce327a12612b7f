/** Tests of the rules of {@code dev.millrace.sync}. */
@NullMarked
package dev.millrace.sync;

import org.jspecify.annotations.NullMarked;
