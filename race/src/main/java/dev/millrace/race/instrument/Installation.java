package dev.millrace.race.instrument;

import dev.millrace.race.jdk.JdkEdges;
import dev.millrace.race.runtime.Options;
import dev.millrace.race.runtime.Reports;
import dev.millrace.race.runtime.Strand;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.WeakHashMap;

/** Puts the detector into a JVM. */
public final class Installation {
  /** Where the JDK keeps what its views and iterators are of, and what handles stand for. */
  private static final Set<String> OPENED =
      Set.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.ref",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks");

  /** What is edited and is quickly so: one of each kind of edit. */
  private static final List<String> SMALL =
      List.of("java/util/concurrent/locks/ReentrantLock", "java/lang/Shutdown");

  private Installation() {}

  public static void install(String arguments, Instrumentation jvm) throws Exception {
    Module ours = Installation.class.getModule();
    Map<String, Set<Module>> opened = new HashMap<>();
    for (String name : OPENED) {
      opened.put(name, Set.of(ours));
    }
    jvm.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.misc", Set.of(ours)),
        opened,
        Set.of(),
        Map.of());
    List<String> options = options(arguments);
    try {
      Reports.configure(Options.parse(options));
      for (String file : values(options, "edges")) {
        JdkEdges.read(Files.readString(Path.of(file)));
      }
    } catch (IllegalArgumentException | IOException e) {
      System.err.println(
          "millrace: -race: "
              + (e instanceof IOException
                  ? "cannot use "
                      + e.getMessage()
                      + (e instanceof NoSuchFileException ? ": no such file" : "")
                  : e.getMessage()));
      Runtime.getRuntime().halt(2);
    }
    Strand.current();
    Instrumenter instrumenter =
        new Instrumenter(new Filter(values(options, "exclude").toArray(new String[0])));
    // What the rewriting itself needs is loaded before anything has to be rewritten: a class cannot
    // be loaded for its own sake.
    byte[] sample = bytes(Sample.class.getName());
    instrumenter.instrument(Sample.class.getName().replace('.', '/'), sample);
    for (String name : SMALL) {
      edit(name, bytes(name));
    }
    Set<Class<?>> untouched = Collections.newSetFromMap(new WeakHashMap<>());
    untouched.addAll(List.<Class<?>>of(jvm.getAllLoadedClasses()));
    jvm.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] bytes) {
            if (name == null) {
              return null;
            }
            Strand me = Strand.current();
            me.enter();
            try {
              if (concerns(name)) {
                return edit(name, bytes);
              }
              // Another agent's change begins with what the class was before this one's: that has
              // to be made again, or the class would lose the fields that it was given.
              if (redefined != null && untouched.contains(redefined)) {
                return null;
              }
              if (name.equals(ProbeInstallation.LOADER)) {
                return ProbeInstallation.edit(bytes);
              }
              if (HolderInstallation.concerns(name)) {
                return HolderInstallation.edit(bytes);
              }
              return instrumenter.instrument(loader, name, bytes);
            } catch (Throwable e) {
              System.err.println(
                  "millrace: -race: cannot watch "
                      + name.replace('/', '.')
                      + ", which is left as it is: "
                      + (e instanceof IllegalArgumentException ? e.getMessage() : e));
              return null;
            } finally {
              me.leave();
            }
          }
        },
        true);
    editLoaded(jvm);
    if (!SelfCheck.passes()) {
      System.err.println(
          "millrace: -race: a race that is there for a test is not found, so that silence would"
              + " mean nothing; is too much left out by exclude or suppress, or is there another"
              + " agent?");
      Runtime.getRuntime().halt(2);
    }
  }

  /**
   * Edits what is loaded already. No agent is asked about a class that is loaded for the sake of
   * another one's editing, so those come after.
   */
  private static void editLoaded(Instrumentation jvm) throws UnmodifiableClassException {
    Set<Class<?>> edited = new HashSet<>();
    while (true) {
      List<Class<?>> more = new ArrayList<>();
      for (Class<?> c : jvm.getAllLoadedClasses()) {
        if (concerns(c.getName().replace('.', '/')) && jvm.isModifiableClass(c) && edited.add(c)) {
          more.add(c);
        }
      }
      if (more.isEmpty()) {
        return;
      }
      jvm.retransformClasses(more.toArray(new Class<?>[0]));
    }
  }

  /** Of the agent's arguments, with commas between, and of the environment, with spaces. */
  private static List<String> options(String arguments) {
    List<String> words = new ArrayList<>();
    String environment = System.getenv("MILLRACE_RACE");
    add(words, environment, " \t\n\r\f\013");
    add(words, arguments, ",");
    return words;
  }

  private static void add(List<String> words, String text, String delimiters) {
    StringTokenizer rest = new StringTokenizer(text == null ? "" : text, delimiters);
    while (rest.hasMoreTokens()) {
      words.add(rest.nextToken());
    }
  }

  private static List<String> values(List<String> options, String name) {
    List<String> values = new ArrayList<>();
    for (String option : options) {
      if (option.startsWith(name + "=")) {
        values.add(option.substring(name.length() + 1));
      }
    }
    return values;
  }

  private static boolean concerns(String name) {
    return JdkEdges.concerns(name) || JvmEdits.concerns(name);
  }

  private static byte[] edit(String name, byte[] bytes) {
    byte[] edited = JdkEdges.concerns(name) ? JdkEdges.edit(name, bytes) : null;
    return JvmEdits.concerns(name) ? JvmEdits.edit(name, edited == null ? bytes : edited) : edited;
  }

  static byte[] bytes(String className) throws IOException {
    try (InputStream in =
        ClassLoader.getSystemResourceAsStream(className.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }
}
