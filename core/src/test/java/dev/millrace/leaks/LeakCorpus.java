package dev.millrace.leaks;

import dev.millrace.Goroutines;
import dev.millrace.LeakedGoroutine;
import dev.millrace.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs all programs in this JVM, one after another, and says of each what was found. */
final class LeakCorpus {
  private static final Pattern AWAKE = Pattern.compile("\\[(running|runnable|idle|sleep)[,\\]]");

  private LeakCorpus() {}

  static List<LeakCase> cases() {
    List<LeakCase> cases = new ArrayList<>(ChannelLeaks.cases());
    cases.addAll(WaitingLeaks.cases());
    cases.addAll(SyncLeaks.cases());
    return cases;
  }

  public static void main(String[] args) throws Exception {
    for (LeakCase each : cases()) {
      System.out.println(each.pattern() + ": " + each.name() + ": " + judge(each));
    }
    System.out.println("over");
  }

  private static String judge(LeakCase each) throws Exception {
    run(each.leaking());
    settle();
    List<String> found = states(Goroutines.leaked());
    if (!found.equals(each.states())) {
      return "expected " + each.states() + ", found " + found + "; left are " + Goroutines.dump();
    }
    if (Goroutines.count() != 0) {
      return "more are left: " + Goroutines.dump();
    }
    run(each.mended());
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (Goroutines.count() != 0) {
      if (System.nanoTime() - patience > 0) {
        return "the mended form does not end: " + Goroutines.dump();
      }
      Thread.sleep(1);
    }
    List<String> cried = states(Goroutines.leaked());
    return cried.isEmpty() ? "right" : "cried in vain: " + cried;
  }

  /** On a thread that has ended, so that no frame keeps anything. */
  private static void run(Task program) throws Exception {
    Throwable[] failure = new Throwable[1];
    Thread t =
        new Thread(() -> {
          try {
            program.run();
          } catch (Throwable e) {
            failure[0] = e;
          }
        });
    t.start();
    t.join();
    if (failure[0] != null) {
      throw new IllegalStateException(failure[0]);
    }
  }

  /** Waits until everybody waits, twice in a row, as one that is woken is nowhere for a moment. */
  private static void settle() throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (int quiet = 0; quiet < 2; quiet++) {
      if (AWAKE.matcher(Goroutines.dump()).find()) {
        quiet = -1;
      }
      if (System.nanoTime() - patience > 0) {
        throw new IllegalStateException("they do not come to rest: " + Goroutines.dump());
      }
      Thread.sleep(2);
    }
  }

  private static List<String> states(List<LeakedGoroutine> leaked) {
    return leaked.stream().map(LeakedGoroutine::state).sorted().toList();
  }
}
