package dev.millrace.internal.diagnosis;

import dev.millrace.internal.recording.DeadlockEvent;
import dev.millrace.internal.recording.LeakEvent;
import dev.millrace.internal.recording.StallEvent;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells the flight recorder what has been found. To be called only where {@link
 * dev.millrace.internal.Recording#isOn()}.
 */
final class Findings {
  /** A million goroutines are too much for an event. */
  private static final int MANY = 30_000;

  private Findings() {}

  static void record(Deadlock deadlock) {
    DeadlockEvent e = new DeadlockEvent();
    if (e.shouldCommit()) {
      e.cycles = deadlock.cycles();
      e.report = beginning(deadlock);
      e.commit();
    }
  }

  static void record(List<LeakProof.Leaked> leaked) {
    for (LeakProof.Leaked l : leaked) {
      LeakEvent e = new LeakEvent();
      if (e.shouldCommit()) {
        Snapshot s = l.snapshot();
        e.goroutine = s.id();
        e.state = s.state();
        e.waitsOn = String.join("\n", s.waitsOn());
        e.stack = stack(s);
        e.created = s.created();
        e.kept = l.kept();
        e.commit();
      }
    }
  }

  static void record(Snapshot stalled, long nanos) {
    StallEvent e = new StallEvent();
    if (e.shouldCommit()) {
      e.goroutine = stalled.id();
      e.held = nanos;
      e.state = stalled.state();
      e.stack = stack(stalled);
      e.commit();
    }
  }

  private static String stack(Snapshot s) {
    return s.stack().stream().map(DumpText::frame).collect(Collectors.joining("\n"));
  }

  private static String beginning(Deadlock deadlock) {
    StringBuilder text = new StringBuilder();
    try {
      deadlock.writeTo(new Beginning(text));
    } catch (IOException _) { // that was enough
    }
    return text.toString();
  }

  /** Takes so much and then fails. */
  private record Beginning(StringBuilder text) implements Appendable {
    @Override
    public Appendable append(CharSequence csq) throws IOException {
      return append(csq, 0, csq.length());
    }

    @Override
    public Appendable append(CharSequence csq, int start, int end) throws IOException {
      text.append(csq, start, Math.min(end, start + MANY - text.length()));
      if (text.length() == MANY) {
        throw new IOException("enough");
      }
      return this;
    }

    @Override
    public Appendable append(char c) throws IOException {
      return append(String.valueOf(c));
    }
  }
}
