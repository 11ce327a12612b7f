/** Tests of what no other package sees. */
@NullMarked
package dev.millrace.internal.scheduler;

import org.jspecify.annotations.NullMarked;
