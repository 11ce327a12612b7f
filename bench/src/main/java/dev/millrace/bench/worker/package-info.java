/**
 * What runs in a process of its own and is measured: the rows of the systems on the JVM, and how
 * they are asked.
 */
@NullMarked
package dev.millrace.bench.worker;

import org.jspecify.annotations.NullMarked;
