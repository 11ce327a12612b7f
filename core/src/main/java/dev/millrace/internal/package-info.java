/** The machinery: one file an idea. */
@NullMarked
package dev.millrace.internal;

import org.jspecify.annotations.NullMarked;
