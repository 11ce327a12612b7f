/** The agent that finds data races: {@code java -javaagent:millrace-race.jar ...}. */
@NullMarked
package dev.millrace.race;

import org.jspecify.annotations.NullMarked;
