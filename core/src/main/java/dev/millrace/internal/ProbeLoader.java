package dev.millrace.internal;

import org.jspecify.annotations.Nullable;

/** Finds the class that {@link Probe#PROPERTY} names. */
final class ProbeLoader {
  private ProbeLoader() {}

  static @Nullable Probe load() {
    String name = System.getProperty(Probe.PROPERTY);
    if (name == null || name.isEmpty()) {
      return null;
    }
    try {
      Class<?> c = Class.forName(name, true, ClassLoader.getSystemClassLoader());
      return (Probe) c.getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      // Without its probe a run would silently watch nothing, so it must not run at all.
      throw new IllegalStateException("-D" + Probe.PROPERTY + "=" + name + ": no such probe", e);
    }
  }
}
