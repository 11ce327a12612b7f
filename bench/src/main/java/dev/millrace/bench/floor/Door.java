package dev.millrace.bench.floor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/**
 * What the JDK has below virtual threads and does not offer: a builder with a scheduler of one's
 * own ({@code --add-opens java.base/java.lang=ALL-UNNAMED}) and continuations ({@code --add-exports
 * java.base/jdk.internal.vm=ALL-UNNAMED}). Handles that are constants cost nothing once compiled.
 */
final class Door {
  private static final MethodHandle BUILDER;
  private static final MethodHandle SCOPE;
  private static final MethodHandle CONTINUATION;
  private static final MethodHandle RUN;
  private static final MethodHandle YIELD;

  static {
    try {
      Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
      Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
      Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
      Lookup lookup = MethodHandles.lookup();
      BUILDER =
          MethodHandles.privateLookupIn(builder, lookup)
              .findConstructor(builder, MethodType.methodType(void.class, Executor.class))
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
      SCOPE =
          lookup
              .findConstructor(scope, MethodType.methodType(void.class, String.class))
              .asType(MethodType.methodType(Object.class, String.class));
      CONTINUATION =
          lookup
              .findConstructor(
                  continuation, MethodType.methodType(void.class, scope, Runnable.class))
              .asType(MethodType.methodType(Object.class, Object.class, Runnable.class));
      RUN =
          lookup
              .findVirtual(continuation, "run", MethodType.methodType(void.class))
              .asType(MethodType.methodType(void.class, Object.class));
      YIELD =
          lookup
              .findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
              .asType(MethodType.methodType(boolean.class, Object.class));
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }

  private Door() {}

  static Thread.Builder.OfVirtual builder(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  static Object scope() {
    try {
      return (Object) SCOPE.invokeExact("raw");
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  static Object continuation(Object scope, Runnable body) {
    try {
      return (Object) CONTINUATION.invokeExact(scope, body);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Runs a continuation until it yields or ends. */
  static void run(Object continuation) {
    try {
      RUN.invokeExact(continuation);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  static boolean yieldTo(Object scope) {
    try {
      return (boolean) YIELD.invokeExact(scope);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }
}
