/** Ready-made stages: generate, fan out, fan in, worker pools, ordered parallel maps. */
@NullMarked
package dev.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
