package dev.millrace.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A worker that misbehaves as its argument says, in a process of its own. */
final class FakeWorker {
  private FakeWorker() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[0].equals("dies")) {
      System.err.println("no such row");
      System.exit(3);
    }
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (args[0]) {
        case "works" -> System.out.println("ok 2 3000 90 p50=1.5");
        case "accuses" -> {
          System.err.println("WARNING: DATA RACE");
          System.out.println("ok 2 3000 90");
        }
        case "fails" -> System.out.println("failed java.lang.IllegalStateException: broken");
        case "babbles" -> System.out.println("hello");
        case "hangs" -> Thread.sleep(Long.MAX_VALUE);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }
}
