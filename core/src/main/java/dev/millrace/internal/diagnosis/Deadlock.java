package dev.millrace.internal.diagnosis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A total deadlock, and what Go prints of it as a fatal error. It reads from the threads when it is
 * asked: they will not change.
 */
public final class Deadlock {
  private static final String HEADER = "all goroutines are asleep - deadlock!\n\n";

  private final List<Snapshot> gone;
  private final List<Thread> others;

  /**
   * Of all goroutines that there are, and others.
   *
   * @param gone goroutines that a proof has taken
   * @param others platform threads that are part of it
   */
  Deadlock(List<Snapshot> gone, List<Thread> others) {
    this.gone = new ArrayList<>(gone);
    this.gone.sort(Comparator.comparingLong(Snapshot::id));
    this.others = others;
  }

  /**
   * Writes it, a paragraph a goroutine.
   *
   * @param out where to write
   * @throws IOException what writing throws
   */
  public void writeTo(Appendable out) throws IOException {
    out.append(HEADER);
    Cycles.among(gone, others).writeTo(out);
    new DumpText(out).writeAll(gone, others);
  }

  /** Where they wait for each other by locks. */
  String cycles() {
    return Cycles.among(gone, others).toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    try {
      writeTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
