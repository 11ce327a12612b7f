package dev.millrace.internal.diagnosis;

import dev.millrace.internal.G;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Dumps in Go's format: a paragraph a goroutine, with its number and state, what it is in the
 * middle of, and who created it. In between, unlike in Go, what it waits on.
 */
public final class DumpText {
  /** Of so many goroutines with the same kind of wait the numbers are given. */
  private static final int NUMBERS = 3;

  private final Appendable out;
  private final Holders holders = new Holders();
  private final Map<Snapshot.Kind, Group> groups = new LinkedHashMap<>();

  /**
   * Makes one that writes somewhere.
   *
   * @param out where
   */
  public DumpText(Appendable out) {
    this.out = out;
  }

  /**
   * Writes each goroutine by itself.
   *
   * @throws IOException what writing throws
   */
  public void writeAll() throws IOException {
    for (G g : Snapshot.goroutines()) {
      Snapshot s = Snapshot.of(g, holders);
      if (s != null) {
        write(s);
      }
    }
  }

  /**
   * Writes each goroutine by itself, with some that are no more, and then other threads.
   *
   * @param gone by number
   */
  void writeAll(List<Snapshot> gone, List<Thread> others) throws IOException {
    holders.add(gone);
    Iterator<Snapshot> rest = gone.iterator();
    Snapshot next = rest.hasNext() ? rest.next() : null;
    for (G g : Snapshot.goroutines()) {
      while (next != null && next.id() < g.id()) {
        write(next);
        next = rest.hasNext() ? rest.next() : null;
      }
      Snapshot s = Snapshot.of(g, holders);
      if (s != null) {
        write(s);
      }
    }
    for (; next != null; next = rest.hasNext() ? rest.next() : null) {
      write(next);
    }
    for (Thread t : others) {
      write("thread \"" + t.getName() + "\"", Snapshot.kind(t, holders));
    }
  }

  /**
   * Writes one goroutine.
   *
   * @param s the goroutine
   * @throws IOException what writing throws
   */
  public void write(Snapshot s) throws IOException {
    write("goroutine " + s.id(), s.kind());
  }

  /**
   * Writes goroutines that are in the same state at the same place once, and how many they are.
   *
   * @throws IOException what writing throws
   */
  public void writeGrouped() throws IOException {
    for (G g : Snapshot.goroutines()) {
      Snapshot s = Snapshot.of(g, holders);
      if (s != null) {
        add(s);
      }
    }
    writeGroups();
  }

  /**
   * Adds a goroutine to those of its kind.
   *
   * @param s the goroutine
   */
  public void add(Snapshot s) {
    groups.computeIfAbsent(s.kind(), _ -> new Group()).add(s.id());
  }

  /**
   * Writes those that were added, each kind once.
   *
   * @throws IOException what writing throws
   */
  public void writeGroups() throws IOException {
    for (Map.Entry<Snapshot.Kind, Group> e : groups.entrySet()) {
      write(e.getValue().toString(), e.getKey());
    }
  }

  void write(LeakProof.Leaked leaked) throws IOException {
    Snapshot s = leaked.snapshot();
    Snapshot.Kind kind = s.kind();
    String state = s.state() + " (leaked)" + kind.state().substring(s.state().length());
    String created =
        (leaked.kept() ? "only other leaked goroutines could wake it\n" : "") + kind.created();
    write("goroutine " + s.id(), new Snapshot.Kind(state, kind.waitsOn(), kind.stack(), created));
  }

  /** How many there are of a kind, and the numbers of some. */
  private static final class Group {
    private final List<Long> first = new ArrayList<>();
    private int size;

    void add(long id) {
      size++;
      if (first.size() < NUMBERS) {
        first.add(id);
      }
    }

    @Override
    public String toString() {
      if (size == 1) {
        return "goroutine " + first.getFirst();
      }
      return first.stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", ", size + " goroutines ", ""))
          + (size > NUMBERS ? ", ..." : "");
    }
  }

  private void write(String name, Snapshot.Kind kind) throws IOException {
    out.append(name).append(" [").append(kind.state()).append("]:\n");
    for (StackTraceElement frame : kind.stack()) {
      out.append(frame(frame)).append('\n');
    }
    List<String> waitsOn = kind.waitsOn();
    for (String on : waitsOn) {
      out.append("\ton ").append(on).append('\n');
    }
    if (!kind.created().isEmpty()) {
      out.append(kind.created()).append('\n');
    }
    out.append('\n');
  }

  /**
   * A frame without module and class loader.
   *
   * @param frame of a stack
   * @return as a line of a dump
   */
  public static String frame(StackTraceElement frame) {
    String file = frame.getFileName();
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + (frame.isNativeMethod()
            ? "Native Method"
            : file == null
                ? "Unknown Source"
                : frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber())
        + ")";
  }
}
