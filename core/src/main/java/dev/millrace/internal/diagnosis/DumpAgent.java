package dev.millrace.internal.diagnosis;

import java.lang.instrument.Instrumentation;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What {@code millrace dump} loads into another process: it finds all copies of the library there,
 * whatever class loader or module they are in, and has each write down its goroutines.
 */
public final class DumpAgent {
  /** The argument that ends the process, as SIGQUIT does in Go. */
  public static final String KILL = "kill";

  private static final int EXIT_CODE = 2;

  private DumpAgent() {}

  /**
   * Called by the JVM.
   *
   * @param argument a file to append to, or {@link #KILL}
   * @param instrumentation of this JVM
   * @throws ReflectiveOperationException if a copy of the library is of another version
   */
  public static void agentmain(String argument, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    if (argument.equals(KILL)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    for (Class<?> c : instrumentation.getAllLoadedClasses()) {
      if (c.getName().equals("dev.millrace.internal.Registry")) {
        loaders.add(c.getClassLoader());
      }
    }
    for (ClassLoader loader : loaders) {
      Class<?> copy = Class.forName(SnapshotStream.class.getName(), true, loader);
      instrumentation.redefineModule(
          copy.getModule(),
          Set.of(),
          Map.of(copy.getPackageName(), Set.of(DumpAgent.class.getModule())),
          Map.of(),
          Set.of(),
          Map.of());
      copy.getMethod("append", String.class).invoke(null, argument);
    }
  }
}
