package dev.millrace.race.runtime;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The races that were found: each is told once, and at the end how many there were. */
public final class Reports {
  /** Methods that {@code millrace run} adds to programs, as the library's own reports know them. */
  private static final String BRIDGE = "created$";

  private static final Object LOCK = new Object();
  private static final Set<Object> KNOWN = new HashSet<>();
  private static final List<Race> ALL = new ArrayList<>();
  private static final List<Consumer<Race>> LISTENERS = new CopyOnWriteArrayList<>();
  private static volatile Options options = Options.DEFAULT;
  private static volatile boolean quiet;
  private static volatile PrintStream log;
  private static volatile long count;
  private static boolean finished;

  private Reports() {}

  /** How many were found. */
  public static long count() {
    return count;
  }

  /** Has somebody told of each race as well. */
  public static void listen(Consumer<Race> listener) {
    LISTENERS.add(listener);
  }

  public static void configure(Options asked) throws IOException {
    options = asked;
    if (asked.log() != null) {
      log = new PrintStream(new FileOutputStream(asked.log(), true), true, StandardCharsets.UTF_8);
    }
  }

  /** Runs something with a race in it, and tells nobody; whether it was found. */
  public static boolean finds(Runnable racy) {
    quiet = true;
    try {
      racy.run();
      synchronized (LOCK) {
        boolean found = !ALL.isEmpty();
        ALL.clear();
        KNOWN.clear();
        count = 0;
        return found;
      }
    } finally {
      quiet = false;
    }
  }

  static void race(
      Strand t, boolean write, int site, Access previous, Location at, Object in, int index) {
    if (t.busy > 0) {
      return;
    }
    t.busy++;
    try {
      Access current = new Access(null, write, false, site, t.callersOf(site), null, null);
      if (isNew(current, previous, at)) {
        Made made = at == Location.OBJECT && t.tracked(in) instanceof Made m ? m : null;
        tell(
            new Race(
                name(at, in, index, made),
                made == null ? null : Sites.get(made.site),
                side(current, t.actor),
                side(previous, previous.epoch.actor)));
      }
    } finally {
      t.busy--;
    }
  }

  /** Equal are races of the same two places about the same field or kind of object. */
  private static boolean isNew(Access current, Access previous, Location at) {
    int a = Math.abs(current.site);
    int b = Math.abs(previous.site);
    Object key = List.of(at.owner, at.name, Math.min(a, b), Math.max(a, b));
    synchronized (LOCK) {
      return KNOWN.add(key);
    }
  }

  private static Race.Side side(Access a, Actor actor) {
    return new Race.Side(
        a.write,
        a.atomic,
        actor.toString(),
        stack(new Frame(a.stack, a.site)),
        stack(actor.created),
        actor.creator,
        actor.ended);
  }

  private static List<StackTraceElement> stack(Frame innermost) {
    List<StackTraceElement> stack = new ArrayList<>();
    for (Frame f = innermost; f != null; f = f.caller()) {
      StackTraceElement e = Sites.get(f.site());
      if (e != null && !e.getMethodName().startsWith(BRIDGE)) {
        stack.add(e);
      }
    }
    return stack;
  }

  private static String name(Location at, Object in, int index, Made made) {
    if (made != null) {
      return made.type.getSimpleName() + " made at " + Race.frame(Sites.get(made.site));
    }
    if (at == Location.OBJECT) {
      return in.getClass().getName() + " " + identity(in);
    }
    if (at == Location.ELEMENT) {
      Class<?> c = in.getClass().getComponentType();
      return "array " + c.getTypeName() + "[" + Array.getLength(in) + "] index " + index;
    }
    String field = "field " + at.owner + "." + at.name;
    return at.isStatic ? field : field + " of " + identity(in);
  }

  private static String identity(Object o) {
    return "0x" + Integer.toHexString(System.identityHashCode(o));
  }

  private static void tell(Race race) {
    if (isSuppressed(race)) {
      return;
    }
    synchronized (LOCK) {
      ALL.add(race);
      count = ALL.size();
      if (quiet) {
        return;
      }
      out().print(race.text());
      out().flush();
    }
    for (Consumer<Race> l : LISTENERS) {
      l.accept(race);
    }
    if (options.halt()) {
      finish();
      Runtime.getRuntime().halt(options.exitCode());
    }
  }

  private static PrintStream out() {
    PrintStream l = log;
    return l == null ? System.err : l;
  }

  private static boolean isSuppressed(Race race) {
    for (String s : options.suppressed()) {
      if (race.location().startsWith("field " + s)
          && (race.location().length() == s.length() + 6
              || " .".indexOf(race.location().charAt(s.length() + 6)) >= 0)) {
        return true;
      }
      for (Race.Side side : List.of(race.current(), race.previous())) {
        if (!side.stack().isEmpty() && matches(s, side.stack().getFirst())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matches(String s, StackTraceElement e) {
    String method = e.getClassName() + "." + e.getMethodName();
    return s.endsWith(".*")
        ? method.startsWith(s.substring(0, s.length() - 1))
        : s.equals(e.getClassName()) || s.equals(method);
  }

  /**
   * The end of the process.
   *
   * @param status how it ends otherwise
   * @return how it ends
   */
  public static int atExit(int status) {
    finish();
    return status == 0 && count > 0 ? options.exitCode() : status;
  }

  /** The end of a process that nobody has given a status. */
  public static void atEnd() {
    int status = atExit(0);
    if (status != 0) {
      Runtime.getRuntime().halt(status);
    }
  }

  private static void finish() {
    synchronized (LOCK) {
      if (finished) {
        return;
      }
      finished = true;
      if (count > 0) {
        out().println("Found " + count + " data race(s)");
        out().flush();
      }
      if (options.sarif() != null) {
        try {
          Files.writeString(Path.of(options.sarif()), Sarif.of(ALL));
        } catch (IOException e) {
          System.err.println("millrace: cannot write the report to " + options.sarif() + ": " + e);
        }
      }
    }
  }
}
