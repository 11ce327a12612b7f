/**
 * Small programs with a known verdict: {@link dev.millrace.race.corpus.Racy} or {@link
 * dev.millrace.race.corpus.RaceFree}, in every schedule.
 *
 * <p>No two cases share a line that touches what they race on, for equal races are reported once.
 */
@NullUnmarked
package dev.millrace.race.corpus;

import org.jspecify.annotations.NullUnmarked;
