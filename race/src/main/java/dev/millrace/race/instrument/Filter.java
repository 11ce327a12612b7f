package dev.millrace.race.instrument;

/**
 * Which classes are watched: all but the JDK's, this library's, and those that the user leaves out.
 */
public final class Filter {
  /** This library and its tools tell of their edges themselves. */
  private static final String[] OURS = {
    "dev/millrace/internal/",
    "dev/millrace/sync/",
    "dev/millrace/context/",
    "dev/millrace/time/",
    "dev/millrace/pipeline/",
    "dev/millrace/cli/",
    "dev/millrace/race/runtime/",
    "dev/millrace/race/instrument/",
    "dev/millrace/race/jdk/",
    "dev/millrace/race/corpus/free/",
  };

  private final String[] excluded;

  /** All but what the user leaves out, by how the names of it begin. */
  public Filter(String... excluded) {
    this.excluded = new String[excluded.length];
    for (int i = 0; i < excluded.length; i++) {
      this.excluded[i] = excluded[i].replace('.', '/');
    }
  }

  /** Whether a class is watched. */
  boolean accepts(ClassLoader loader, String name) {
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !isJdk(name)
        && !isOurs(name)
        && !startsWithAny(name, excluded);
  }

  static boolean isJdk(String name) {
    return name.startsWith("java/")
        || name.startsWith("jdk/")
        || name.startsWith("javax/")
        || name.startsWith("sun/")
        || name.startsWith("com/sun/");
  }

  private static boolean isOurs(String name) {
    return name.startsWith("dev/millrace/")
        && (name.indexOf('/', "dev/millrace/".length()) < 0
            || startsWithAny(name, OURS)
            || name.equals("dev/millrace/race/Agent"))
        && !isTest(name);
  }

  /** The library's own tests, which are in its packages, are programs that use it. */
  private static boolean isTest(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name.endsWith("Test") : name.startsWith("Test", nested - "Test".length());
  }

  private static boolean startsWithAny(String name, String[] prefixes) {
    for (String p : prefixes) {
      if (name.startsWith(p)) {
        return true;
      }
    }
    return false;
  }
}
