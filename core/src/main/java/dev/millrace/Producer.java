package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@link Go#produce(Producer)}.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface Producer<T extends @Nullable Object> {
  /**
   * Sends the elements.
   *
   * @param out where to; closed when this returns or throws
   * @throws Exception to end the stream with this cause
   */
  void produce(Sender<T> out) throws Exception;
}
