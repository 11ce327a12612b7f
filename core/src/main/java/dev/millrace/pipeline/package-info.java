/**
 * Ready-made pipelines: generate, worker pool, ordered parallel map, fan out, fan in, tee, or-done.
 *
 * <p>A pipeline is a chain of stages with a channel between each two. It is easily written by hand,
 * and easily written wrong: a reader that stops early leaves the stages before it waiting for ever,
 * and a failure in the middle ends nothing but itself. {@link dev.millrace.pipeline.Pipeline} has
 * both right. The end of its block stops every stage and waits for it.
 *
 * {@snippet file="PipelineSnippetsTest.java" region="pipeline"}
 *
 * <p>Stages split and join:
 *
 * {@snippet file="PipelineSnippetsTest.java" region="fan-out"}
 *
 * <p>Stages that it does not have are a goroutine and a channel: {@link
 * dev.millrace.Go#produce(dev.millrace.Producer)}.
 *
 * <p>This is the last page. Back to {@linkplain dev.millrace the first}.
 */
@NullMarked
package dev.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
