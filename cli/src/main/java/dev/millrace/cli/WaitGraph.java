package dev.millrace.cli;

import dev.millrace.internal.diagnosis.DumpText;
import dev.millrace.internal.diagnosis.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what: the wait-for graph of a dump.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A node stands for goroutines that are in the same state at the same place and were created
 *       at the same place, or for things of one kind, made at the same place, for which the same
 *       nodes wait, in the same case of a select. So its size is that of the program's text and not
 *       that of its goroutines.
 *   <li>An edge leads from who waits to what is waited for, and from a thing to who holds it.
 *   <li>No more than {@link #MOST} places are drawn, those with the most goroutines; the rest is
 *       counted, so that the numbers add up to {@link #goroutines}.
 * </ul>
 *
 * @param goroutines how many there are
 * @param nodes those that are drawn
 * @param edges between those
 */
record WaitGraph(int goroutines, List<Node> nodes, List<Edge> edges) {
  /** More than that nobody can read, nor lay out in a moment. */
  static final int MOST = 150;

  private static final Pattern IDENTIFIED = Pattern.compile("(.+?) (0x\\p{XDigit}+)(.*)");
  private static final Pattern GOROUTINE = Pattern.compile("goroutine (\\d+)");
  private static final Pattern HOLDER =
      Pattern.compile("(?:locked|wanted)(?: for \\w+)? by goroutine (\\d+)");

  /** What a node is drawn as. */
  enum Role {
    /** Goroutines that go on by themselves, or are about to. */
    RUNNING,
    /** Those that wait for time, a socket, or what is not of this library. */
    RESTING,
    /** Those that somebody else has to wake. */
    WAITING,
    /** What they wait for. */
    THING
  }

  /**
   * A box.
   *
   * @param role what it stands for
   * @param title its first line
   * @param lines the others
   */
  record Node(Role role, String title, List<String> lines) {}

  /**
   * An arrow.
   *
   * @param label what is written on it
   */
  record Edge(Node from, Node to, String label) {}

  /**
   * Makes the graph of a dump.
   *
   * @param each whether each goroutine and thing is a node of its own
   */
  static WaitGraph of(List<Snapshot> all, boolean each) {
    return new Builder(each).build(all);
  }

  /** Goroutines in the same state at the same place. */
  private static final class Place {
    final Snapshot first;
    int count;
    int longest;
    final List<Long> ids = new ArrayList<>();

    Place(Snapshot first) {
      this.first = first;
    }

    void add(Snapshot s) {
      count++;
      longest = Math.max(longest, s.waited());
      if (ids.size() < 3) {
        ids.add(s.id());
      }
    }
  }

  private record PlaceKey(
      long id, String state, List<StackTraceElement> stack, @Nullable String site) {}

  /** A thing that is waited for, as the last one has seen it. */
  private static final class Thing {
    final String key;
    final String kind;
    List<String> details = List.of();
    final Map<Place, Integer> waiting = new LinkedHashMap<>();

    /** Which case of a select it is: two that one goroutine waits for are never one box. */
    final Map<Place, Integer> cases = new HashMap<>();

    final Set<Place> holders = new LinkedHashSet<>();

    Thing(String key, String kind) {
      this.key = key;
      this.kind = kind;
    }

    String madeAt() {
      String first = details.isEmpty() ? "" : details.getFirst();
      return first.startsWith("made at ") ? first : "";
    }
  }

  private record ThingKey(
      String own, String kind, String madeAt, Map<Place, Integer> cases, Set<Place> holders) {}

  private static final class Builder {
    private final boolean each;
    private final Map<PlaceKey, Place> places = new LinkedHashMap<>();
    private final Map<Long, Place> placeOf = new HashMap<>();
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Map<Place, Map<Place, Integer>> joins = new LinkedHashMap<>();
    private final Map<Place, Node> nodeOf = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    Builder(boolean each) {
      this.each = each;
    }

    WaitGraph build(List<Snapshot> all) {
      for (Snapshot s : all) {
        Place place =
            places.computeIfAbsent(
                new PlaceKey(each ? s.id() : 0, s.state(), s.stack(), s.site()), _ -> new Place(s));
        place.add(s);
        placeOf.put(s.id(), place);
      }
      for (Snapshot s : all) {
        connect(s);
      }
      addPlaces();
      addThings();
      joins.forEach((from, to) -> to.forEach((whom, count) -> edge(from, whom, count)));
      return new WaitGraph(all.size(), List.copyOf(nodes), List.copyOf(edges));
    }

    private void connect(Snapshot s) {
      Place place = placeOf.get(s.id());
      Set<String> seen = new HashSet<>(); // a select may name a channel twice
      for (String on : s.waitsOn()) {
        Matcher goroutine = GOROUTINE.matcher(on);
        if (goroutine.matches()) {
          Place whom = placeOf.get(Long.parseLong(goroutine.group(1)));
          if (whom != null && seen.add(on)) {
            joins.computeIfAbsent(place, _ -> new LinkedHashMap<>()).merge(whom, 1, Integer::sum);
          }
          continue;
        }
        Thing thing = thing(on);
        if (seen.add(thing.key)) {
          thing.waiting.merge(place, 1, Integer::sum);
          thing.cases.putIfAbsent(place, seen.size());
        }
        Matcher holder = HOLDER.matcher(on);
        if (holder.find()) {
          Place held = placeOf.get(Long.parseLong(holder.group(1)));
          if (held != null) {
            thing.holders.add(held);
          }
        }
      }
    }

    private Thing thing(String on) {
      Matcher parts = IDENTIFIED.matcher(on);
      if (!parts.matches()) {
        return things.computeIfAbsent(on, _ -> new Thing(on, on));
      }
      String kind = parts.group(1);
      String key = kind + " " + parts.group(2);
      Thing thing = things.computeIfAbsent(key, _ -> new Thing(key, kind));
      thing.details = List.of(parts.group(3).strip().split(", "));
      return thing;
    }

    private void addPlaces() {
      List<Place> most = new ArrayList<>(places.values());
      if (most.size() > MOST) {
        most.sort(Comparator.comparingInt((Place p) -> p.count).reversed()); // is stable
      }
      for (Place p : most.subList(0, Math.min(MOST, most.size()))) {
        Node node = node(p);
        nodes.add(node);
        nodeOf.put(p, node);
      }
      List<Place> rest = most.subList(nodes.size(), most.size());
      if (!rest.isEmpty()) {
        int sum = rest.stream().mapToInt(p -> p.count).sum();
        nodes.add(
            new Node(
                Role.RESTING,
                count(sum, "goroutine"),
                List.of("at " + count(rest.size(), "other place") + ", not drawn")));
      }
    }

    private static Node node(Place p) {
      Snapshot s = p.first;
      String time =
          p.longest < 60 ? "" : (p.count > 1 ? ", up to " : ", ") + count(p.longest / 60, "minute");
      List<String> lines = new ArrayList<>();
      lines.add("[" + s.state() + time + "]");
      for (StackTraceElement frame : s.stack()) {
        lines.add(DumpText.frame(frame));
      }
      if (s.site() != null) {
        lines.add("created by " + s.site());
      }
      String title =
          p.count == 1 ? "goroutine " + s.id() : count(p.count, "goroutine") + numbers(p);
      return new Node(role(s), title, List.copyOf(lines));
    }

    private static String numbers(Place p) {
      String some = String.join(", ", p.ids.stream().map(String::valueOf).toList());
      return " (" + some + (p.count > p.ids.size() ? ", ..." : "") + ")";
    }

    private static Role role(Snapshot s) {
      return switch (s.state()) {
        case "running", "runnable", "idle" -> Role.RUNNING;
        case "sleep", "IO wait" -> Role.RESTING;
        default -> s.state().startsWith("park") ? Role.RESTING : Role.WAITING;
      };
    }

    private void addThings() {
      Map<ThingKey, List<Thing>> alike = new LinkedHashMap<>();
      for (Thing t : things.values()) {
        t.waiting.keySet().retainAll(nodeOf.keySet());
        t.cases.keySet().retainAll(nodeOf.keySet());
        t.holders.retainAll(nodeOf.keySet());
        if (!t.waiting.isEmpty()) {
          alike
              .computeIfAbsent(
                  new ThingKey(each ? t.key : "", t.kind, t.madeAt(), t.cases, t.holders),
                  _ -> new ArrayList<>())
              .add(t);
        }
      }
      for (List<Thing> some : alike.values()) {
        Thing first = some.getFirst();
        Set<String> details = new LinkedHashSet<>(first.details);
        Map<Place, Integer> waiting = new LinkedHashMap<>();
        for (Thing t : some) {
          details.retainAll(t.details);
          t.waiting.forEach((place, count) -> waiting.merge(place, count, Integer::sum));
        }
        details.removeIf(line -> line.isEmpty() || HOLDER.matcher(line).matches());
        Node node =
            new Node(
                Role.THING,
                some.size() == 1 ? first.key : count(some.size(), first.kind) + each(details),
                List.copyOf(details));
        nodes.add(node);
        waiting.forEach((place, count) -> edge(place, node, count));
        for (Place holder : first.holders) {
          edges.add(new Edge(node, drawn(holder), "locked by"));
        }
      }
    }

    private static String each(Set<String> details) {
      return details.isEmpty() ? "" : ", each";
    }

    private void edge(Place from, Place to, int count) {
      Node node = nodeOf.get(to);
      if (node != null) {
        edge(from, node, count);
      }
    }

    private void edge(Place from, Node to, int count) {
      Node node = nodeOf.get(from);
      if (node != null) {
        String state = from.first.state();
        edges.add(new Edge(node, to, count == from.count ? state : state + ", " + count));
      }
    }

    private Node drawn(Place place) {
      Node node = nodeOf.get(place);
      if (node == null) {
        throw new IllegalStateException("not drawn: " + place.first);
      }
      return node;
    }
  }

  private static String count(int n, String what) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? what : plural(what));
  }

  private static String plural(String what) {
    int of = what.indexOf(" of ");
    if (of >= 0) {
      return plural(what.substring(0, of)) + what.substring(of);
    }
    return what + (what.endsWith("x") || what.endsWith("tch") ? "es" : "s");
  }
}
