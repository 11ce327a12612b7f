package dev.millrace.race.jdk;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Functions that a program hands to what is a sync object: what they are given was put by others,
 * and what they return others will see.
 *
 * <p>Invariants: a function that is wrapped acquires before it and releases after it; one for what
 * is no sync object, whose key is null, is left as it is.
 */
@SuppressWarnings("overloads")
public final class Wrap {
  private Wrap() {}

  public static @Nullable Function<Object, Object> around(
      @Nullable Function<Object, Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return a -> {
      Keys.acquire(on, slot);
      Object result = f.apply(a);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable BiFunction<Object, Object, Object> around(
      @Nullable BiFunction<Object, Object, Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return (a, b) -> {
      Keys.acquire(on, slot);
      Object result = f.apply(a, b);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable Consumer<Object> around(
      @Nullable Consumer<Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return a -> {
      Keys.acquire(on, slot);
      f.accept(a);
      Keys.release(on, slot);
    };
  }

  public static @Nullable BiConsumer<Object, Object> around(
      @Nullable BiConsumer<Object, Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return (a, b) -> {
      Keys.acquire(on, slot);
      f.accept(a, b);
      Keys.release(on, slot);
    };
  }

  public static @Nullable Predicate<Object> around(
      @Nullable Predicate<Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return a -> {
      Keys.acquire(on, slot);
      boolean result = f.test(a);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable BiPredicate<Object, Object> around(
      @Nullable BiPredicate<Object, Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return (a, b) -> {
      Keys.acquire(on, slot);
      boolean result = f.test(a, b);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable UnaryOperator<Object> around(
      @Nullable UnaryOperator<Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return a -> {
      Keys.acquire(on, slot);
      Object result = f.apply(a);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable BinaryOperator<Object> around(
      @Nullable BinaryOperator<Object> f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return (a, b) -> {
      Keys.acquire(on, slot);
      Object result = f.apply(a, b);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable IntUnaryOperator around(
      @Nullable IntUnaryOperator f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return a -> {
      Keys.acquire(on, slot);
      int result = f.applyAsInt(a);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable IntBinaryOperator around(
      @Nullable IntBinaryOperator f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return (a, b) -> {
      Keys.acquire(on, slot);
      int result = f.applyAsInt(a, b);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable LongUnaryOperator around(
      @Nullable LongUnaryOperator f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return a -> {
      Keys.acquire(on, slot);
      long result = f.applyAsLong(a);
      Keys.release(on, slot);
      return result;
    };
  }

  public static @Nullable LongBinaryOperator around(
      @Nullable LongBinaryOperator f, @Nullable Object on, int slot) {
    if (on == null || f == null) {
      return f;
    }
    return (a, b) -> {
      Keys.acquire(on, slot);
      long result = f.applyAsLong(a, b);
      Keys.release(on, slot);
      return result;
    };
  }
}
