package dev.millrace.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the shell script wants the launch entry: in the user's cache, or in a directory for one
 * run.
 *
 * @param directory the cache, or the directory for this run
 * @param key the name of the entry
 * @param temporary whether the program's JVM shall remove the directory once it has opened what is
 *     in it
 * @param aot where the AOT caches are, or shall be; null for none
 */
record Workplace(Path directory, String key, boolean temporary, @Nullable Path aot) {
  static Workplace given() throws UserError {
    String directory = System.getProperty("millrace.work");
    String key = System.getProperty("millrace.key");
    if (directory == null || key == null) {
      throw UserError.usage("this is started by the millrace script, which says where to work");
    }
    String aot = System.getProperty("millrace.aot");
    return new Workplace(
        Path.of(directory),
        key,
        Boolean.getBoolean("millrace.temporary"),
        aot == null ? null : Path.of(aot));
  }

  /** Links, one a launch entry, to the directory in {@link #programs} that is now its content. */
  Path keys() {
    return directory.resolve("keys");
  }

  Path programs() {
    return directory.resolve("programs");
  }
}
