package dev.millrace.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A program that was compiled.
 *
 * @param mainClass the binary name of the class to start
 * @param classes its classes by binary name
 * @param sources the source files that were read
 * @param directories the directories that were looked into, with the names of the sources there;
 *     null where there is none
 */
record Compilation(
    String mainClass,
    SortedMap<String, ClassFile> classes,
    Collection<SourceFile> sources,
    SortedMap<Path, @Nullable Set<String>> directories) {

  /**
   * Good enough to find where the root is; javac then judges the declaration. Comments may stand
   * before it.
   */
  private static final Pattern PACKAGE =
      Pattern.compile(
          "\\A(?:\\s|//[^\\n]*|/\\*.*?\\*/|@[\\w.]+)*+package\\s+([\\w.\\s]+?)\\s*;",
          Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * Compiles a file and what it refers to.
   *
   * @param program the main file
   * @param classPath where its other classes are
   * @param flags the JVM flags, some of which matter here
   * @return the program
   * @throws UserError if it does not compile, which javac has then said on stderr, or has no main
   */
  static Compilation of(Program.Sources program, List<Path> classPath, JvmFlags flags)
      throws UserError, IOException {
    Path file = program.file();
    String typed = program.typed();
    String name = String.valueOf(file.getFileName());
    SourceFile main =
        new SourceFile(
            file, typed, name.endsWith(".java") ? name.substring(0, name.length() - 5) : name);
    String text;
    try {
      text = main.getCharContent(true);
    } catch (IOException e) {
      throw UserError.failed("cannot read " + typed + ": " + e.getMessage());
    }
    Path root = root(file, text);
    Path shownRoot = root == null ? Path.of("") : shown(root, file, typed);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager standard =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        SourceTree tree = new SourceTree(root, main, shownRoot, standard)) {
      standard.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      standard.setLocationFromPaths(StandardLocation.MODULE_PATH, modulePath(flags));
      List<String> options =
          new ArrayList<>(
              List.of(
                  "-g",
                  "-proc:none",
                  "-implicit:class",
                  "-Xprefer:source",
                  "--add-modules",
                  "dev.millrace"));
      options.addAll(flags.forCompiler());
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  new PrintWriter(System.err, true, System.err.charset()),
                  tree,
                  null,
                  options,
                  null,
                  List.of(main));
      Judge judge = new Judge(task, main);
      task.addTaskListener(judge);
      if (!task.call()) {
        throw UserError.failed("");
      }
      if (judge.mainClass == null) {
        throw UserError.failed(
            "no main in " + typed + "; a program begins with: void main() { … }");
      }
      return new Compilation(judge.mainClass, tree.classes(), tree.read(), tree.directories());
    } catch (IllegalArgumentException e) {
      // A flag for the JVM that is also the compiler's, and that it does not take.
      throw UserError.failed("the compiler refuses the flags given with -J: " + e.getMessage());
    }
  }

  /**
   * The directory of the unnamed package; null if the file is not where its package says, and so
   * has no files beside it.
   */
  private static @Nullable Path root(Path file, String text) {
    Path directory = file.getParent();
    Matcher declaration = PACKAGE.matcher(text);
    if (directory == null || !declaration.find()) {
      return directory;
    }
    Path inPackage =
        Path.of(declaration.group(1).replaceAll("\\s", "").replace('.', File.separatorChar));
    if (!directory.endsWith(inPackage)) {
      return null;
    }
    for (int i = 0; i < inPackage.getNameCount() && directory != null; i++) {
      directory = directory.getParent();
    }
    return directory;
  }

  /**
   * What the user would call the root: diagnostics on files beside the main one are to look like
   * those on it.
   */
  private static Path shown(Path root, Path file, String typed) {
    Path up = Path.of(typed);
    if (up.isAbsolute()) {
      return root;
    }
    for (int i = root.relativize(file).getNameCount(); i > 0; i--) {
      Path parent = up.getParent();
      if (parent == null && i > 1) {
        return root;
      }
      up = parent == null ? Path.of("") : parent;
    }
    return up;
  }

  private static List<Path> modulePath(JvmFlags flags) {
    List<Path> path = new ArrayList<>(List.of(Installation.CORE));
    String given = flags.modulePath();
    if (given != null) {
      for (String entry : given.split(File.pathSeparator, -1)) {
        path.add(Path.of(entry));
      }
    }
    return path;
  }

  /** Watches the compiler: finds main, and refuses what is legal Java but no sense. */
  private static final class Judge implements TaskListener {
    private final JavacTask task;
    private final SourceFile main;
    private final ForgottenSelect forgottenSelect;
    private @Nullable String mainClass;
    private boolean searched;

    Judge(JavacTask task, SourceFile main) {
      this.task = task;
      this.main = main;
      forgottenSelect = new ForgottenSelect(task);
    }

    @Override
    public void finished(TaskEvent event) {
      if (event.getKind() != TaskEvent.Kind.ANALYZE) {
        return;
      }
      CompilationUnitTree unit = event.getCompilationUnit();
      TypeElement type = event.getTypeElement();
      if (unit == null || type == null) {
        return;
      }
      // The compiler may have wrapped the file.
      if (!searched && main.toUri().equals(unit.getSourceFile().toUri())) {
        searched = true;
        mainClass = findMain(unit);
      }
      TreePath path = Trees.instance(task).getPath(type);
      if (path != null) {
        forgottenSelect.scan(path, null);
      }
    }

    /** The first class that has one; Java's own launcher only looks at the first class. */
    private @Nullable String findMain(CompilationUnitTree unit) {
      for (Tree declaration : unit.getTypeDecls()) {
        if (declaration instanceof ClassTree
            && Trees.instance(task).getElement(TreePath.getPath(unit, declaration))
                instanceof TypeElement type
            && MainMethod.isIn(type, task.getElements())) {
          return task.getElements().getBinaryName(type).toString();
        }
      }
      return null;
    }
  }
}
