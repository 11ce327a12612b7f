/** Tests of the extensions for tests. */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
