/** What the detector does not see: code in here makes no edges and no accesses. */
@NullUnmarked
package dev.millrace.race.corpus.free;

import org.jspecify.annotations.NullUnmarked;
