/** Runs every example and compares what it prints. */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
