package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the entry from which the shell script then launches the program. */
@Command(
    name = "run",
    description = "Run a Java program with Go's rules.",
    synopsisHeading = "",
    descriptionHeading = "%n",
    optionListHeading = "%n",
    parameterListHeading = "%n",
    customSynopsis = {
      "Usage: millrace run [-race] [-leaks=WHAT] [-cp PATH] [-J<jvm flag>]... FILE.java [ARG]...",
      "       millrace run [...] FILE.jar [ARG]...",
      "       millrace run [...] -cp PATH CLASS [ARG]...",
    },
    footer = {
      // Picocli would show it with an equals sign.
      "  -J<jvm flag>     pass a flag to the JVM, as in -J-Xmx4g; can be repeated",
      "                   -J-Ddev.millrace.stall=10s names goroutines that compute for so long",
      "",
      "A program is one source file, compact or ordinary, with those beside it that it refers to;"
          + " or",
      "a jar with a Main-Class; or a class on the class path. What has not changed is not"
          + " compiled.",
      "",
      "Rules:",
      "  When main returns the program ends, whatever else still runs.",
      "  An exception that nothing catches ends the program with its trace, in whatever goroutine,",
      "  and on platform threads just so (but a thread's own handler is asked first).",
      "  A goroutine that was interrupted and ends by that did what it was told; main was told by"
          + " nobody.",
      "  Shutdown hooks run at every end.",
      "",
      "Exit codes:",
      "  what the program passes to System.exit, or 0 when main returns",
      "  1    it cannot be run: does not compile, has no main, is not there; or the JVM does not"
          + " start",
      "  2    it crashed, or all goroutines were asleep; or the command line or MILLRACE_MAXPROCS"
          + " is wrong",
      "  3    main returned, -leaks=fail was given, and goroutines were leaked",
      "  66   it had data races, -race was given, and it would have ended with 0",
      "  130  Ctrl-C (128 and the number of the signal, as with any signal)",
      "",
      "Environment:",
      "  JAVA_HOME          the JDK to use, if it is 25 or newer; else one is looked for",
      "  CLASSPATH          the class path, if there is no -cp",
      "  MILLRACE_MAXPROCS  how many carriers run goroutines (default: one a processor)",
      "  MILLRACE_RACE      options of -race, as in \"halt log=races.txt\": see docs/races.md",
      "  MILLRACE_CACHE     where compiled programs are kept (default: millrace in the user's"
          + " cache)",
      "",
      "JVM defaults, each overruled by -J: -XX:+UseParallelGC -XX:MaxRAMPercentage=65",
    })
final class RunCommand implements Callable<Integer> {
  /**
   * Tells the shell script that the cache cannot be written: sysexits.h's EX_TEMPFAIL, which no
   * user's mistake gives.
   */
  private static final int CACHE_FAILED = 75;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = "-race",
      description =
          "report data races, and end with exit code 66 if there were any; slower, see"
              + " docs/races.md")
  private boolean race;

  @Option(
      names = "-leaks",
      paramLabel = "WHAT",
      description =
          "what to do about goroutines that nothing can ever wake: report them when main has"
              + " returned (the default), fail with exit code 3, watch for them while the program"
              + " runs, or off")
  private String leaks = "report";

  @Option(
      names = {"-cp", "-classpath", "--class-path"},
      paramLabel = "PATH",
      description =
          "directories and jars with the classes that the program uses, separated by \""
              + ":\"; DIR/* is every jar in DIR")
  private @Nullable String classPath;

  @Option(names = "-J", paramLabel = "<jvm flag>", hidden = true)
  private List<String> jvmFlags = new ArrayList<>();

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a .java file, a .jar, or with -cp a class's name")
  private String file = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "passed to the program as they are")
  @SuppressWarnings("unused") // the shell script passes them on
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws UserError {
    String mode = leaks.toUpperCase(Locale.ROOT);
    if (Arrays.stream(Diagnosis.Leaks.values()).noneMatch(each -> each.name().equals(mode))) {
      throw UserError.usage("-leaks=" + leaks + ": it must be report, fail, watch or off");
    }
    JvmFlags flags = JvmFlags.parse(jvmFlags);
    List<Path> classes = classPath();
    Program program = Program.find(file, classPath != null);
    flags.check();
    Workplace workplace = Workplace.given();
    Instant began = Instant.now();
    try (AotCache aot = AotCache.start(workplace);
        AotCache detector = race ? AotCache.startRace(workplace) : null) {
      Compilation compiled =
          program instanceof Program.Sources sources
              ? Compilation.of(sources, classes, flags)
              : null;
      LaunchEntry entry = new LaunchEntry(workplace, flags, mode, race, began);
      switch (program) {
        case Program.Sources _ -> entry.launch(Objects.requireNonNull(compiled), classes);
        case Program.Jar jar -> entry.launch(jar, classes);
        case Program.OnClassPath(String name) -> entry.launch(name, classes);
      }
      // An AOT cache has classes in it that no agent sees.
      if (detector == null) {
        entry.write("aot", aot.finish(flags, "run"));
      } else {
        entry.write("cds", detector.finish(flags, "race"));
      }
    } catch (IOException e) {
      if (!workplace.temporary()) {
        return CACHE_FAILED;
      }
      throw UserError.failed("cannot write to " + workplace.directory() + ": " + e);
    }
    if (!workplace.temporary()) {
      new Pruning(workplace).run();
    }
    return 0;
  }

  /**
   * The shell has replaced wildcards; a CLASSPATH of the environment may name what is not there, as
   * with every tool.
   */
  private List<Path> classPath() throws UserError {
    List<Path> entries = new ArrayList<>();
    for (String entry :
        System.getProperty("millrace.classpath", "").split(File.pathSeparator, -1)) {
      if (entry.isEmpty()) {
        continue;
      }
      Path path = Path.of(entry).toAbsolutePath();
      if (classPath != null && !Files.exists(path)) {
        throw UserError.usage("-cp: no such file or directory: " + entry);
      }
      entries.add(path);
    }
    return entries;
  }

  static boolean looksLikeJvmFlag(String word) {
    return word.startsWith("-X")
        || word.startsWith("-D")
        || word.startsWith("--add-")
        || word.startsWith("--enable-")
        || word.startsWith("-javaagent")
        || word.startsWith("-agent")
        || word.equals("-ea")
        || word.startsWith("-verbose");
  }
}
