package dev.millrace.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A list that says what is checked here, and by which test: Go's own tests, or the rules of its
 * specification.
 *
 * <p>A list of Go's tests starts with the version it was made against, {@code # go1.26}. A section
 * is a file of Go, by its path in GOROOT: {@code [src/runtime/chan_test.go]}. It has a line for
 * each of the file's {@code Test} and {@code Example} functions: {@code TestChan :
 * ChannelTest.method, SelectTest.another}, or {@code TestFoo - why it is not applicable}. Where the
 * file is a program of its own ({@code [test/chan/fifo.go]}) the program has such a line by its
 * name, {@code fifo}, and so may its functions. In the section {@code [skipped files]} there is a
 * line for each other file of the same directories that has tests: {@code src/runtime/map_test.go -
 * why}.
 *
 * <p>In a list of rules a section is a chapter, and each line a rule: {@code A sentence. :
 * ChannelTest.method}.
 *
 * <p>A test is a method of this module's test classes; one of another module is written with that:
 * {@code cli/CrashTest.method}, and for jcstress {@code jcstress/HandOff.Unbuffered}.
 *
 * <p>Other lines that start with {@code #} are comments.
 */
final class CoverageList {
  static final String SKIPPED = "skipped files";

  private static final List<String> PACKAGES_OF_TESTS =
      List.of(
          "dev.millrace",
          "dev.millrace.sync",
          "dev.millrace.context",
          "dev.millrace.time",
          "dev.millrace.pipeline",
          "dev.millrace.internal",
          "dev.millrace.internal.scheduler");

  private static final Pattern VERSION = Pattern.compile("# (go\\d+\\.\\d+)");
  private static final Pattern SECTION = Pattern.compile("\\[(.+)]");
  private static final Pattern FUNCTION = Pattern.compile("(\\S+)\\s+([:-])(?:\\s+(.*))?");
  private static final Pattern RULE = Pattern.compile("(.+)\\s+(:)(?:\\s+(.*))?");
  private static final Pattern METHOD = Pattern.compile("(?:(\\w+)/)?(\\w+)\\.(\\w+)");

  /** What {@code go test} runs; {@code TestMain} takes something else. */
  private static final Pattern GO_TEST =
      Pattern.compile(
          "^func (?:(Test(?:[^a-z(]\\w*)?)\\(\\w+"
              + " \\*testing\\.T\\)|(Example(?:[^a-z(]\\w*)?)\\(\\))",
          Pattern.MULTILINE);

  private static final Pattern GO_FUNCTION =
      Pattern.compile("^func (?:\\([^)]*\\) )?(\\w+)\\(", Pattern.MULTILINE);

  private final String name;

  /** The names of each section. */
  private final Map<String, Set<String>> sections = new LinkedHashMap<>();

  private final List<String> problems = new ArrayList<>();
  private String version = "";
  private int rules;

  /** A list of Go's tests. */
  static CoverageList ofGo(String name, String text) {
    CoverageList list = new CoverageList(name);
    list.read(text, FUNCTION);
    if (list.version.isEmpty()) {
      list.problems.add(name + ":1: start with the version it was made against: # go1.26");
    }
    return list;
  }

  /** A list of rules. */
  static CoverageList ofRules(String name, String text) {
    CoverageList list = new CoverageList(name);
    list.read(text, RULE);
    return list;
  }

  private CoverageList(String name) {
    this.name = name;
  }

  /** What is wrong with it in itself, and what to do about that. */
  List<String> problems() {
    return problems;
  }

  String version() {
    return version;
  }

  /** How many lines it has that name tests. */
  int size() {
    return rules;
  }

  /** The files of Go that have a section. */
  List<String> files() {
    return sections.keySet().stream().filter(s -> !s.equals(SKIPPED)).toList();
  }

  /** The directories of those files. */
  Set<String> directories() {
    return files().stream()
        .map(f -> f.substring(0, Math.max(0, f.lastIndexOf('/'))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  // ---- by itself

  private void read(String text, Pattern pattern) {
    String section = "";
    int number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      String at = name + ":" + ++number + ": ";
      Matcher head = SECTION.matcher(line);
      Matcher entry = pattern.matcher(line);
      if (line.startsWith("#")) {
        Matcher made = VERSION.matcher(line);
        if (number == 1 && made.matches()) {
          version = made.group(1);
        }
      } else if (head.matches()) {
        section = head.group(1);
        if (sections.put(section, new TreeSet<>()) != null) {
          problems.add(at + "[" + section + "] stands here a second time: merge the two");
        }
      } else if (!line.isEmpty()) {
        Set<String> names = sections.get(section);
        if (names == null) {
          problems.add(at + "no section: put a [section] before it");
        } else if (!entry.matches()) {
          problems.add(at + "say which test checks it after ' : '" + orWhyNot(pattern) + line);
        } else {
          if (!names.add(entry.group(1))) {
            problems.add(at + entry.group(1) + " is listed twice: delete one of the lines");
          }
          entry(at, section, entry);
        }
      }
    }
  }

  private static String orWhyNot(Pattern pattern) {
    return pattern == FUNCTION ? ", or why it is not applicable after ' - ': " : ": ";
  }

  private void entry(String at, String section, Matcher entry) {
    String what = entry.group(1);
    String rest = entry.group(3) == null ? "" : entry.group(3).strip();
    if (entry.group(2).equals("-")) {
      if (rest.isEmpty()) {
        problems.add(at + "say why " + what + " is not applicable, after ' - '");
      }
    } else if (section.equals(SKIPPED)) {
      problems.add(at + "say why " + what + " is skipped after ' - ', or give it a section");
    } else {
      rules++;
      for (String test : rest.split(",", -1)) {
        method(test.strip()).ifPresent(p -> problems.add(at + p + " to check " + what));
      }
    }
  }

  /** What is wrong with the name of a test. */
  private static Optional<String> method(String test) {
    Matcher m = METHOD.matcher(test);
    String problem;
    if (!m.matches()) {
      return Optional.of("'" + test + "' is no Class.method: name a test");
    } else if (m.group(1) == null) {
      problem = methodHere(test, m.group(2), m.group(3));
    } else {
      problem = methodOf(m.group(1), m.group(2), m.group(3));
    }
    return Optional.ofNullable(problem).map(p -> p + ": write the test, or name an existing one,");
  }

  private static @Nullable String methodHere(String test, String className, String name) {
    List<Class<?>> classes = new ArrayList<>();
    for (String p : PACKAGES_OF_TESTS) {
      try {
        classes.add(Class.forName(p + "." + className, false, CoverageList.class.getClassLoader()));
      } catch (ClassNotFoundException _) {
        // it is in another package
      }
    }
    List<Method> methods =
        classes.stream()
            .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
            .filter(d -> d.getName().equals(name))
            .toList();
    if (classes.isEmpty()) {
      return "there is no class " + className + " in " + PACKAGES_OF_TESTS;
    }
    if (methods.isEmpty()) {
      return "there is no method " + test;
    }
    if (methods.stream().noneMatch(d -> AnnotationSupport.isAnnotated(d, Testable.class))) {
      return test + " is not a test";
    }
    return Stream.concat(classes.stream(), methods.stream())
            .anyMatch(d -> AnnotationSupport.isAnnotated(d, Disabled.class))
        ? test + " is disabled"
        : null;
  }

  /** The classes of another module are not here, but their sources are. */
  private static @Nullable String methodOf(String module, String className, String name) {
    Path sources = Path.of(System.getProperty("millrace.root", "..")).resolve(module + "/src");
    Pattern declaration =
        Pattern.compile(
            "@(?:Parameterized)?Test\\b[^{};]*(?:\\{[^{};]*}[^{};]*)*\\bvoid "
                + name
                + "\\(|"
                + "@JCStressTest\\b[^{}]*(?:\\{[^{};]*}[^{}]*)*\\bclass "
                + name
                + "\\b");
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.endsWith(className + ".java")).toList()) {
        if (declaration.matcher(Files.readString(file)).find()) {
          return null;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "there is no test " + name + " in a " + className + ".java under " + module + "/src";
  }

  // ---- beside Go

  /** What it has that the Go of this root has not, and the other way round. */
  List<String> differences(Path root) throws IOException {
    List<String> differences = new ArrayList<>();
    for (String file : files()) {
      Set<String> listed = sections.getOrDefault(file, Set.of());
      Path path = root.resolve(file);
      if (!Files.exists(path)) {
        differences.add(name + ": Go has no file " + file + ": delete its section");
        continue;
      }
      Set<String> known = names(file, path);
      for (String function : listed) {
        if (!known.contains(function)) {
          differences.add(name + ": " + file + " has no " + function + ": delete its line");
        }
      }
      if (isTest(file)) {
        known.removeAll(listed);
        known.forEach(f -> differences.add(missing(file, f)));
      } else if (!listed.contains(program(file))) {
        differences.add(missing(file, program(file)));
      }
    }
    Set<String> skipped = sections.getOrDefault(SKIPPED, Set.of());
    for (String file : skipped) {
      if (!Files.exists(root.resolve(file))) {
        differences.add(name + ": Go has no file " + file + ": do not skip it");
      } else if (sections.containsKey(file)) {
        differences.add(name + ": " + file + " has a section: do not skip it");
      }
    }
    for (String directory : directories()) {
      for (String file : filesWithTests(root, directory)) {
        if (!sections.containsKey(file) && !skipped.contains(file)) {
          differences.add(
              name + ": " + file + " is missing: add a section, or say why in [" + SKIPPED + "]");
        }
      }
    }
    return differences;
  }

  private String missing(String file, String function) {
    return name
        + (": " + function + " of [" + file + "] is missing: add '" + function + " : Class.method'")
        + (" or '" + function + " - why it is not applicable'");
  }

  private static boolean isTest(String file) {
    return file.endsWith("_test.go");
  }

  private static String program(String file) {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.go$", "");
  }

  /** What a section may have: a file's tests; or a program by its name, and its functions. */
  private static Set<String> names(String file, Path path) throws IOException {
    String text = Files.readString(path);
    Set<String> names = new TreeSet<>();
    Matcher m = (isTest(file) ? GO_TEST : GO_FUNCTION).matcher(text);
    while (m.find()) {
      names.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    if (!isTest(file)) {
      names.add(program(file));
    }
    return names;
  }

  /** The files of a directory that have a test; where none is a {@code _test.go}, each program. */
  private List<String> filesWithTests(Path root, String directory) throws IOException {
    boolean ofTests = files().stream().anyMatch(f -> f.startsWith(directory + "/") && isTest(f));
    List<String> found = new ArrayList<>();
    try (Stream<Path> paths = Files.list(root.resolve(directory))) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".go")).sorted().toList()) {
        String file = directory + "/" + path.getFileName();
        if (ofTests ? isTest(file) && !names(file, path).isEmpty() : !isTest(file)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
