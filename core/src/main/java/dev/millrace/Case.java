package dev.millrace;

import dev.millrace.internal.Arm;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case of a select: immutable, reusable, and fit to be shared. {@link Go} has the methods that
 * make one.
 *
 * @param <R> the type of the select's value if this case is chosen
 */
public sealed interface Case<R extends @Nullable Object> permits Arm {
  /**
   * This case with its value mapped. The function runs after the choice is committed, outside of
   * any lock.
   *
   * @param <S> the type of the new value
   * @param f from this case's value to the new one
   * @return the case
   */
  @CheckReturnValue
  <S extends @Nullable Object> Case<S> map(Function<? super R, ? extends S> f);

  /**
   * The body of a case that receives.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  interface Handler<T extends @Nullable Object> {
    /**
     * Runs the body.
     *
     * @param value what was received
     * @throws InterruptedException if the body is interrupted; the element has been received
     */
    void handle(T value) throws InterruptedException;
  }

  /** The body of a case that receives nothing. */
  @FunctionalInterface
  interface Action {
    /**
     * Runs the body.
     *
     * @throws InterruptedException if the body is interrupted; what the case waited for has
     *     happened
     */
    void run() throws InterruptedException;
  }
}
