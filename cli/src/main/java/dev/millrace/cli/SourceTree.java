package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler sees of the file system: the sources beside the main one, found by the packages
 * they would be in, as the JDK's own launcher finds them (JEP 458). It notes which directories the
 * compiler looked into, because a file that appears in one of them can change what the program
 * means.
 */
final class SourceTree extends ForwardingJavaFileManager<StandardJavaFileManager> {
  private final @Nullable Path root;
  private final SourceFile main;
  private final Path shownRoot;
  private final Map<Path, SourceFile> files = new TreeMap<>();
  private final SortedMap<Path, @Nullable Set<String>> directories = new TreeMap<>();
  private final SortedMap<String, ClassFile> classes = new TreeMap<>();

  /**
   * The tree around a main file.
   *
   * @param root the directory of the unnamed package; null if the main file stands for itself
   * @param main the main file
   * @param shownRoot the root in the user's own terms
   * @param standard finds classes
   */
  SourceTree(
      @Nullable Path root, SourceFile main, Path shownRoot, StandardJavaFileManager standard) {
    super(standard);
    this.root = root;
    this.main = main;
    this.shownRoot = shownRoot;
    files.put(main.path(), main);
  }

  /** The files that were read, by their sums' sake. */
  Collection<SourceFile> read() {
    return files.values().stream().filter(file -> file.sum() != null).toList();
  }

  /**
   * The directories that were looked into, each with the names of the sources in it; null where
   * there is no such directory.
   */
  SortedMap<Path, @Nullable Set<String>> directories() {
    return Collections.unmodifiableSortedMap(directories);
  }

  /** What was compiled, by binary name. */
  SortedMap<String, ClassFile> classes() {
    return Collections.unmodifiableSortedMap(classes);
  }

  @Override
  public boolean hasLocation(Location location) {
    return location == StandardLocation.SOURCE_PATH || super.hasLocation(location);
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    if (location != StandardLocation.SOURCE_PATH) {
      return super.list(location, packageName, kinds, recurse);
    }
    if (root == null || !kinds.contains(JavaFileObject.Kind.SOURCE)) {
      return List.of();
    }
    Path directory = root.resolve(packageName.replace('.', '/'));
    List<JavaFileObject> found = new ArrayList<>();
    for (String name : namesIn(directory)) {
      String simpleName = name.substring(0, name.length() - ".java".length());
      if (!simpleName.equals("module-info")) {
        found.add(
            file(
                directory.resolve(name),
                packageName.isEmpty() ? simpleName : packageName + "." + simpleName));
      }
    }
    return found;
  }

  private SourceFile file(Path path, String binaryName) {
    if (path.equals(main.path())) {
      return main;
    }
    return files.computeIfAbsent(
        path,
        p ->
            new SourceFile(
                p,
                root == null ? p.toString() : shownRoot.resolve(root.relativize(p)).toString(),
                binaryName));
  }

  private Set<String> namesIn(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      // Nothing below can be there before the highest that is missing.
      Path missing = directory;
      for (Path up = missing.getParent();
          up != null && !Files.isDirectory(up);
          up = up.getParent()) {
        missing = up;
      }
      directories.put(missing, null);
      return Set.of();
    }
    Set<String> names = directories.get(directory);
    if (names == null) {
      names = new TreeSet<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.java")) {
        for (Path entry : entries) {
          String name = String.valueOf(entry.getFileName());
          // As the shell's *.java, which must find the same names.
          if (!name.startsWith(".")) {
            names.add(name);
          }
        }
      }
      directories.put(directory, names);
    }
    return names;
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof SourceFile source
        ? source.binaryName()
        : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return (a instanceof SourceFile || b instanceof SourceFile)
        ? a.equals(b)
        : super.isSameFile(a, b);
  }

  @Override
  public boolean contains(Location location, FileObject file) throws IOException {
    return file instanceof SourceFile
        ? location == StandardLocation.SOURCE_PATH
        : super.contains(location, file);
  }

  /**
   * A module declaration beside the program is not its: it is compiled in the unnamed module, as
   * the JDK's launcher does.
   */
  @Override
  public @Nullable JavaFileObject getJavaFileForInput(
      Location location, String className, JavaFileObject.Kind kind) throws IOException {
    return location == StandardLocation.SOURCE_PATH
        ? null
        : super.getJavaFileForInput(location, className, kind);
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    return classes.computeIfAbsent(className, ClassFile::new);
  }
}
