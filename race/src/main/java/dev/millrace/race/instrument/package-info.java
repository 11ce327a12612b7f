/** Rewrites the classes of the program so that they tell of what they do. */
@NullUnmarked
package dev.millrace.race.instrument;

import org.jspecify.annotations.NullUnmarked;
