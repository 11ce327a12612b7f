/**
 * Ready-made pipelines: generate, worker pool, ordered parallel map, fan out, fan in, tee, or-done.
 *
 * <p>{@link dev.millrace.pipeline.Pipeline} is all of it. Stages that it does not have are a
 * goroutine and a channel: {@link dev.millrace.Go#produce(dev.millrace.Producer)}.
 */
@NullMarked
package dev.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
