package dev.millrace.cli;

import dev.millrace.Goroutines;
import dev.millrace.internal.diagnosis.Deadlock;
import dev.millrace.internal.diagnosis.LeakProof;
import dev.millrace.internal.diagnosis.LeakReport;
import dev.millrace.internal.diagnosis.Watch;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;

/**
 * What a program's JVM tells about its goroutines by itself: a total deadlock, which ends it;
 * leaks, at its end or while it runs; stalls, if asked to; and all that there are, on SIGUSR1.
 * SIGQUIT belongs to the JVM, which lets no program have it.
 */
final class Diagnosis implements Watch.Listener {
  /** The property that says what to do about leaks. */
  static final String LEAKS = "millrace.leaks";

  static final int LEAKS_EXIT_CODE = 3;

  private static final long WATCH_NANOS = 10_000_000_000L;

  /** What the end of a program is delayed by at most, if a goroutine is still awake. */
  private static final long SETTLE_NANOS = 50_000_000L;

  private final Ending ending;
  private final Leaks mode;
  private final LeakReport report = new LeakReport();

  /** What to do about leaks. */
  enum Leaks {
    /** Nothing. */
    OFF,
    /** Tell of them when main has returned. */
    REPORT,
    /** And end with {@value Diagnosis#LEAKS_EXIT_CODE} if there are any. */
    FAIL,
    /** Tell of them while the program runs, too. */
    WATCH
  }

  Diagnosis(Ending ending) {
    this.ending = ending;
    mode = Leaks.valueOf(System.getProperty(LEAKS, "REPORT"));
  }

  /**
   * Begins to look.
   *
   * @param waiting the thread that will wait for the ending
   */
  void start(Thread waiting) {
    UserSignal.handle("USR1", Diagnosis::dump);
    String stall = System.getProperty(Stalls.PROPERTY);
    if (stall != null) {
      Stalls.watch(stall);
    }
    Watch.ofProgram(this, mode == Leaks.WATCH ? WATCH_NANOS : 0, waiting).start();
  }

  private static void dump() {
    try {
      Goroutines.dump(System.err);
    } catch (IOException _) { // System.err throws none
    }
    System.err.flush();
  }

  @Override
  public void deadlock(Deadlock deadlock) {
    if (ending.isDecided()) {
      return;
    }
    System.out.flush();
    try {
      // In pieces: of a million goroutines the text would not fit into memory.
      Writer out = new BufferedWriter(new OutputStreamWriter(System.err, System.err.charset()));
      out.write("fatal error: ");
      deadlock.writeTo(out);
      out.flush();
    } catch (IOException _) { // System.err throws none
    }
    ending.decide(Crash.EXIT_CODE);
  }

  @Override
  public void leaks(List<LeakProof.Leaked> leaked) {
    if (mode == Leaks.WATCH) {
      System.err.print(LeakReport.inFull(leaked));
      System.err.flush();
    }
    report.add(leaked);
  }

  /**
   * Once main has returned: tells of what will never be woken.
   *
   * @param code how the program ends otherwise
   * @return how it ends
   */
  int end(int code) {
    if (mode == Leaks.OFF || code != 0) {
      return code;
    }
    LeakProof.settle(SETTLE_NANOS);
    report.add(LeakProof.run(true).leaked());
    if (report.isEmpty()) {
      return code;
    }
    System.out.flush();
    System.err.print(report.summary());
    System.err.flush();
    return mode == Leaks.FAIL ? LEAKS_EXIT_CODE : code;
  }
}
