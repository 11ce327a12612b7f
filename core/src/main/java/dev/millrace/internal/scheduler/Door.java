package dev.millrace.internal.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way into the JDK that a scheduler of virtual threads needs; the only file that reaches past
 * its public API.
 *
 * <p>It is open where {@code --add-opens java.base/java.lang=ALL-UNNAMED} (on the module path:
 * {@code =dev.millrace}) was given and this JDK still has what is behind it.
 */
final class Door {
  private static final @Nullable MethodHandle BUILDER;
  private static final @Nullable MethodHandle CURRENT_CARRIER;
  private static final boolean BROKEN;

  static {
    MethodHandle builder = null;
    MethodHandle carrier = null;
    boolean broken = false;
    try {
      Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Class<?> c = lookup.findClass("java.lang.ThreadBuilders$VirtualThreadBuilder");
      builder =
          MethodHandles.privateLookupIn(c, MethodHandles.lookup())
              .findConstructor(c, MethodType.methodType(void.class, Executor.class))
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
      carrier =
          lookup.findStatic(
              Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
    } catch (IllegalAccessException _) { // the flag was not given
      builder = null;
    } catch (ReflectiveOperationException | RuntimeException _) {
      builder = null;
      broken = true;
    }
    BUILDER = builder;
    CURRENT_CARRIER = carrier;
    BROKEN = broken;
  }

  private Door() {}

  static boolean isOpen() {
    return BUILDER != null && CURRENT_CARRIER != null;
  }

  /** Whether the flag was given, but this JDK has nothing behind it. */
  static boolean isBroken() {
    return BROKEN;
  }

  /** A builder of virtual threads that are run by the scheduler. The door must be open. */
  @SuppressWarnings("NullAway") // open
  static Thread.Builder.OfVirtual ofVirtual(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The platform thread under the current thread; itself, if it is none but that. The door must be
   * open.
   *
   * <p>The answer holds until the current thread next unmounts, so it must not be kept across
   * anything that may park or yield.
   */
  @SuppressWarnings("NullAway") // open
  static Thread currentCarrier() {
    try {
      return (Thread) CURRENT_CARRIER.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
