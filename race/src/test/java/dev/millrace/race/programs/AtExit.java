package dev.millrace.race.programs;

/** Reads when the JVM ends what threads wrote that have ended by then. */
public final class AtExit {
  private static int byMain;
  private static int byAnother;

  private AtExit() {}

  public static void main(String[] args) {
    int[] counts = {1};
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> System.out.println(counts[0] + byMain + byAnother + " in all")));
    Thread.ofPlatform().start(() -> byAnother = 1);
    byMain = 1;
  }
}
