package dev.millrace.context;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names a value that a {@link Context} carries, and knows its type. Two keys are the same only if
 * they are the same object, so nobody can come upon another's value by chance; the name is only for
 * people to read.
 *
 * {@snippet file="ContextSnippetsTest.java" region="key"}
 *
 * {@snippet file="ContextSnippetsTest.java" region="value"}
 *
 * @param <T> the type of the value
 */
@SuppressWarnings("UnusedTypeParameter") // it ties the value that goes in to the one that comes out
public final class ContextKey<T extends @Nullable Object> {
  private final String name;

  private ContextKey(String name) {
    this.name = name;
  }

  /**
   * Makes a key, unlike any other, whatever its name.
   *
   * @param <T> the type of the value
   * @param name what {@link #toString()} says
   * @return the key
   */
  public static <T extends @Nullable Object> ContextKey<T> of(String name) {
    return new ContextKey<>(Objects.requireNonNull(name, "name"));
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
