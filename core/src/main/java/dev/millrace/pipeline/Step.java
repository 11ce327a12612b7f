package dev.millrace.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What a stage of a {@link Pipeline} makes of each element.
 *
 * @param <T> the type of the elements that it gets
 * @param <R> the type of the elements that it makes
 */
@FunctionalInterface
public interface Step<T extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Makes an element of an element. It may block: the pipeline interrupts it when the reader stops.
   *
   * @param element what the stage before has sent
   * @return what the stage after, or the reader, receives
   * @throws Exception to end the pipeline with this cause
   */
  R apply(T element) throws Exception;
}
