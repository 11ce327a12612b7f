package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules by the class they are about, as read from text.
 *
 * <p>The format, a line each; empty ones and those that start with # are skipped:
 *
 * <pre>
 * in CLASS
 * ACTION METHOD,METHOD:DESCRIPTOR,...(KEY)
 * ACTION CLASS.METHOD(KEY)
 * volatile FIELD,FIELD,...
 * callbacks this|FIELD
 * monitor
 * calls
 * tasks
 * runs CLASS.METHOD/SLOT
 * internal
 * internal METHOD,METHOD,...
 * </pre>
 *
 * <p>A class is named as {@link Class#getName} does; one that ends in * stands for all that start
 * so. A descriptor is the start of one, without its parenthesis. An action is {@code release},
 * which is done before the method (after it, if its result is the key), {@code acquire}, which is
 * done after it where it returns, or one of the others of {@link Rule.Action}, with a hyphen for
 * the underscore. A key is {@code this}, {@code this.FIELD}, {@code argN}, from 1, or {@code
 * result}, and may be followed by a slash and a slot: the same object with another slot is another
 * sync object.
 *
 * <p>{@code volatile} has all accesses to these fields in the class be edges, {@code monitor} has
 * all its locking be, {@code callbacks} acquires before each call of a function that was handed in,
 * of the collection that is to be filled, and of an element's {@code equals}, {@code tasks} has
 * what it asks of tasks that a program has made come after who has submitted them, {@code runs}
 * acquires a slot of the receiver before each call of that method, {@code calls} treats the class's
 * calls as those of a program, and {@code internal} has the locks and queues be no edges that the
 * class, or these methods of it, has for its own sake: see {@link Internals}.
 *
 * <p>Invariants: filled by one thread, before classes are edited; then only read.
 */
final class Rules {
  private static final String ALL = "*";

  /** What is known of one class. */
  static final class Of {
    final List<Rule> rules = new ArrayList<>();
    final List<String> volatiles = new ArrayList<>();
    @Nullable String callbacks;
    boolean monitor;
    boolean calls;
    boolean tasks;

    /** A method, after its class and a dot, whose receiver is acquired before; and the slot. */
    @Nullable String runs;

    int runsSlot;

    /** The methods whose locks are no edges. */
    final List<String> internal = new ArrayList<>();

    /** Whether a method's locks are no edges. */
    boolean isInternal(String method) {
      return internal.contains(ALL) || internal.contains(method);
    }

    private void addAll(Of other) {
      rules.addAll(other.rules);
      volatiles.addAll(other.volatiles);
      callbacks = callbacks == null ? other.callbacks : callbacks;
      monitor |= other.monitor;
      calls |= other.calls;
      tasks |= other.tasks;
      if (runs == null) {
        runs = other.runs;
        runsSlot = other.runsSlot;
      }
      internal.addAll(other.internal);
    }
  }

  private final Map<String, Of> exact = new HashMap<>();
  private final Map<String, Of> prefixes = new HashMap<>();

  /**
   * Reads rules and adds them.
   *
   * @throws IllegalArgumentException saying which line is not one
   */
  void read(String text) {
    Of current = null;
    for (String raw : text.split("\n", -1)) {
      String line = raw.strip();
      if (line.isEmpty() || line.charAt(0) == '#') {
        continue;
      }
      int space = line.indexOf(' ');
      String verb = space < 0 ? line : line.substring(0, space);
      String rest = space < 0 ? "" : line.substring(space + 1).strip();
      if (verb.equals("in")) {
        current = of(rest);
        continue;
      }
      if (!mode(verb, rest, current)) {
        rule(line, verb, rest, current);
      }
    }
  }

  private static boolean mode(String verb, String rest, @Nullable Of current) {
    if (current == null) {
      return false;
    }
    switch (verb) {
      case "volatile" -> current.volatiles.addAll(List.of(rest.split(",", -1)));
      case "callbacks" -> current.callbacks = rest;
      case "monitor" -> current.monitor = true;
      case "calls" -> current.calls = true;
      case "tasks" -> current.tasks = true;
      case "runs" -> {
        int slash = rest.lastIndexOf('/');
        if (slash < 0) {
          return false;
        }
        current.runs = rest.substring(0, slash).replace('.', '/');
        current.runsSlot = Integer.parseInt(rest.substring(slash + 1));
      }
      case "internal" ->
          current.internal.addAll(List.of((rest.isEmpty() ? ALL : rest).split(",", -1)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void rule(String line, String verb, String rest, @Nullable Of current) {
    int open = rest.lastIndexOf('(');
    if (open <= 0 || !rest.endsWith(")")) {
      throw malformed(line);
    }
    Rule.Action action;
    try {
      action = Rule.Action.valueOf(verb.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw malformed(line);
    }
    String methods = rest.substring(0, open);
    Of of = current;
    int dot = methods.lastIndexOf('.');
    if (dot > 0 && methods.indexOf(':') < 0) {
      of = of(methods.substring(0, dot));
      methods = methods.substring(dot + 1);
    }
    if (of == null) {
      throw malformed(line);
    }
    String key = rest.substring(open + 1, rest.length() - 1).strip();
    try {
      if (action == Rule.Action.RELEASE && key.startsWith("result")) {
        action = Rule.Action.RELEASE_END;
      }
      for (String method : methods.split(",", -1)) {
        of.rules.add(parse(method, action, key));
      }
    } catch (IllegalArgumentException e) {
      throw malformed(line);
    }
  }

  private static Rule parse(String method, Rule.Action action, String text) {
    int colon = method.indexOf(':');
    String name = colon < 0 ? method : method.substring(0, colon);
    String descriptor = colon < 0 ? "" : method.substring(colon + 1);
    int slash = text.indexOf('/');
    int slot = slash < 0 ? Edges.WHOLE : Integer.parseInt(text.substring(slash + 1));
    String key = slash < 0 ? text : text.substring(0, slash);
    if (key.equals("this") || key.equals("none")) {
      return new Rule(name, descriptor, action, Rule.Key.THIS, null, 0, slot);
    }
    if (key.equals("result")) {
      return new Rule(name, descriptor, action, Rule.Key.RESULT, null, 0, slot);
    }
    if (key.startsWith("this.")) {
      return new Rule(name, descriptor, action, Rule.Key.FIELD, key.substring(5), 0, slot);
    }
    if (key.startsWith("arg")) {
      int number = Integer.parseInt(key.substring(3));
      return new Rule(name, descriptor, action, Rule.Key.ARGUMENT, null, number, slot);
    }
    throw new IllegalArgumentException(key);
  }

  private Of of(String className) {
    String name = className.replace('.', '/');
    return name.endsWith("*")
        ? prefixes.computeIfAbsent(name.substring(0, name.length() - 1), _ -> new Of())
        : exact.computeIfAbsent(name, _ -> new Of());
  }

  private static IllegalArgumentException malformed(String line) {
    return new IllegalArgumentException("not a rule of what orders threads: " + line);
  }

  /** The classes that are known by their full names. */
  Set<String> names() {
    return exact.keySet();
  }

  /** Whether something is known of a class. */
  boolean concern(String internalName) {
    if (exact.containsKey(internalName)) {
      return true;
    }
    for (String prefix : prefixes.keySet()) {
      if (internalName.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** What is known of a class; null for nothing. */
  @Nullable Of about(String internalName) {
    Of found = exact.get(internalName);
    for (Map.Entry<String, Of> e : prefixes.entrySet()) {
      if (internalName.startsWith(e.getKey())) {
        if (found == null) {
          found = e.getValue();
        } else {
          Of both = new Of();
          both.addAll(found);
          both.addAll(e.getValue());
          found = both;
        }
      }
    }
    return found;
  }
}
