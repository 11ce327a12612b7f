/**
 * The programs that are run without and with the race detector; beside them: go/race.go. It watches
 * this package, as it would a user's.
 */
@NullMarked
package dev.millrace.bench.race;

import org.jspecify.annotations.NullMarked;
