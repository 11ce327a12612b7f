package dev.millrace.internal.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way into the JDK that a scheduler of virtual threads needs; with {@code Outside} the only
 * file that reaches past its public API.
 *
 * <p>It is open where {@code --add-opens java.base/java.lang=ALL-UNNAMED} (on the module path:
 * {@code =dev.millrace}) was given and this JDK still has what is behind it.
 */
final class Door {
  private static final @Nullable MethodHandle BUILDER;
  private static final @Nullable Class<?> VIRTUAL;
  private static final @Nullable VarHandle SCHEDULER;
  private static final @Nullable VarHandle STATE;
  private static final @Nullable MethodHandle SUBMIT;
  private static final @Nullable VarHandle CARRIER;
  private static final @Nullable VarHandle HANDLER;

  /** What a virtual thread's state says once it has parked, with no time limit, and unmounted. */
  private static final int PARKED;

  /** And once it has been unparked and waits for a carrier. */
  private static final int UNPARKED;

  private static final boolean BROKEN;

  static {
    MethodHandle builder = null;
    Class<?> virtual = null;
    VarHandle scheduler = null;
    VarHandle state = null;
    MethodHandle submit = null;
    VarHandle carrier = null;
    VarHandle handler = null;
    int parked = 0;
    int unparked = 0;
    boolean broken = false;
    try {
      Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Class<?> c = lookup.findClass("java.lang.ThreadBuilders$VirtualThreadBuilder");
      virtual = lookup.findClass("java.lang.VirtualThread");
      Lookup inside = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup());
      scheduler = inside.findVarHandle(virtual, "scheduler", Executor.class);
      state = inside.findVarHandle(virtual, "state", int.class);
      parked = (int) inside.findStaticVarHandle(virtual, "PARKED", int.class).get();
      unparked = (int) inside.findStaticVarHandle(virtual, "UNPARKED", int.class).get();
      submit =
          inside
              .findVirtual(virtual, "submitRunContinuation", MethodType.methodType(void.class))
              .asType(MethodType.methodType(void.class, Thread.class));
      carrier = inside.findVarHandle(virtual, "carrierThread", Thread.class);
      handler =
          lookup.findVarHandle(
              Thread.class, "uncaughtExceptionHandler", Thread.UncaughtExceptionHandler.class);
      builder =
          MethodHandles.privateLookupIn(c, MethodHandles.lookup())
              .findConstructor(c, MethodType.methodType(void.class, Executor.class))
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
    } catch (IllegalAccessException _) { // the flag was not given
      builder = null;
    } catch (ReflectiveOperationException | RuntimeException _) {
      builder = null;
      broken = true;
    }
    BUILDER = builder;
    VIRTUAL = virtual;
    SCHEDULER = scheduler;
    STATE = state;
    SUBMIT = submit;
    CARRIER = carrier;
    HANDLER = handler;
    PARKED = parked;
    UNPARKED = unparked;
    BROKEN = broken;
  }

  private Door() {}

  static boolean isOpen() {
    return BUILDER != null;
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

  /** {@link Thread#setUncaughtExceptionHandler}, of a thread that nobody else has yet. */
  @SuppressWarnings("NullAway") // open
  static void setHandler(Thread fresh, Thread.UncaughtExceptionHandler handler) {
    if (isOpen()) {
      HANDLER.set(fresh, handler); // the field is volatile, which is not needed before the start
    } else {
      fresh.setUncaughtExceptionHandler(handler);
    }
  }

  /** The scheduler of ours that runs a thread; null if it is the JDK's, or the system's. */
  @SuppressWarnings("NullAway") // open
  static @Nullable Scheduler schedulerOf(Thread t) {
    return isOpen()
            && t.getClass() == VIRTUAL
            && (Executor) SCHEDULER.get(t) instanceof Scheduler scheduler
        ? scheduler
        : null;
  }

  /**
   * The platform thread under the current thread; itself, if it is none but that. The door must be
   * open.
   *
   * <p>The answer holds until the current thread next unmounts, so it must not be kept across
   * anything that may park or yield. It is read from the virtual thread, each time: what the JDK
   * itself asks, the compiler takes for the same throughout a method and what it inlines.
   */
  @SuppressWarnings("NullAway") // open
  static Thread currentCarrier() {
    Thread t = Thread.currentThread();
    return t.getClass() == VIRTUAL ? (Thread) CARRIER.getVolatile(t) : t;
  }

  /** Whether a thread is on that carrier at this moment. The door must be open. */
  @SuppressWarnings("NullAway") // open
  static boolean isOn(Thread t, Thread carrier) {
    return t.getClass() == VIRTUAL && (Thread) CARRIER.getVolatile(t) == carrier;
  }

  /**
   * Unparks a virtual thread that is parked, with no time limit, but for the permit: see {@link
   * Parking}.
   *
   * @return false if it is not parked, or not yet
   */
  @SuppressWarnings("NullAway") // open
  static boolean unpark(Thread virtual) {
    if ((int) STATE.getVolatile(virtual) != PARKED
        || !STATE.compareAndSet(virtual, PARKED, UNPARKED)) {
      return false;
    }
    try {
      SUBMIT.invokeExact(virtual);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return true;
  }
}
