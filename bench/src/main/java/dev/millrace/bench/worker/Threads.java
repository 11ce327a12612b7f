package dev.millrace.bench.worker;

/** Virtual threads whose work may throw: an interrupt, for instance. */
public final class Threads {
  /** Work without a result. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private Threads() {}

  public static Thread start(Work work) {
    return Thread.startVirtualThread(() -> {
      try {
        work.run();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    });
  }
}
