package dev.millrace.race.programs;

import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Has the JVM verify all the classes on the class path, and prints what is wrong with any. */
public final class EveryClass {
  private EveryClass() {}

  public static void main(String[] args) throws IOException {
    int loaded = 0;
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!path.endsWith(".jar") || !new File(path).isFile()) {
        continue;
      }
      try (JarFile jar = new JarFile(path)) {
        for (JarEntry entry : Collections.list(jar.entries())) {
          String name = entry.getName();
          if (name.endsWith(".class")
              && !name.startsWith("META-INF/")
              && !name.endsWith("-info.class")
              && check(name.substring(0, name.length() - ".class".length()).replace('/', '.'))) {
            loaded++;
          }
        }
      }
    }
    System.out.println("loaded " + (loaded > 1000 ? "many" : loaded));
  }

  private static boolean check(String name) {
    try {
      // Listing its methods links a class, but does not initialise it.
      Class.forName(name, false, EveryClass.class.getClassLoader()).getDeclaredMethods();
      return true;
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      return false; // made for a library that is not there
    } catch (LinkageError e) {
      System.out.println(name + ": " + e);
      return false;
    }
  }
}
