/** Tests. */
@NullMarked
package dev.millrace.jcstress;

import org.jspecify.annotations.NullMarked;
