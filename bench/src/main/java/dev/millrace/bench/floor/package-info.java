/** What one switch of stacks costs, below which no row that needs one can get. */
@NullMarked
package dev.millrace.bench.floor;

import org.jspecify.annotations.NullMarked;
