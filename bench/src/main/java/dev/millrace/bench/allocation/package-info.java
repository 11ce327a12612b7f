/** What single operations cost in time and bytes, by JMH. */
@NullMarked
package dev.millrace.bench.allocation;

import org.jspecify.annotations.NullMarked;
