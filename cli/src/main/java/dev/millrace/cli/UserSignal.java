package dev.millrace.cli;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JDK has one way to handle them, {@code sun.misc.Signal}; it
 * is supported, yet no compiler lets it pass without a warning. So it is reached by reflection, in
 * this file alone.
 */
final class UserSignal {
  private UserSignal() {}

  /**
   * Has something done, on a thread of its own, whenever a signal comes. Where that cannot be had
   * nothing is said: this system has no such signal, or the JVM was told to keep off (-Xrs).
   */
  @SuppressWarnings("ReferenceEquality") // in equals itself
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              UserSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                switch (method.getName()) {
                  case "handle" -> action.run();
                  case "equals" -> {
                    return self == arguments[0];
                  }
                  case "hashCode" -> {
                    return System.identityHashCode(self);
                  }
                  default -> {
                    return "millrace: the handler of SIG" + name; // core knows it by that
                  }
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException _) { // as said above
    }
  }
}
