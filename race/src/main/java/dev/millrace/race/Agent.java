package dev.millrace.race;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The agent's way in. This class alone is loaded as agents are; all else comes from the boot
 * loader, as the JDK's own classes must reach it.
 */
public final class Agent {
  private Agent() {}

  /**
   * Called by the JVM before main.
   *
   * @param arguments after the agent's name
   * @param instrumentation of this JVM
   * @throws IOException if the agent's own file cannot be read
   */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation)
      throws Exception {
    if (Agent.class.getClassLoader() != null) { // else it is on the boot loader's path already
      Path jar = Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar.toFile()));
    }
    dev.millrace.race.instrument.Installation.install(arguments, instrumentation);
  }
}
