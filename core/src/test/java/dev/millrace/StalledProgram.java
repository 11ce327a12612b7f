package dev.millrace;

import static dev.millrace.Go.go;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What {@link OnStallTest} runs in a JVM of its own; the first argument chooses. */
final class StalledProgram {
  private static final Chan<Integer> CH = Chan.make();
  private static volatile boolean enough;

  private StalledProgram() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "spins" -> {
        Chan<Integer> ping = Chan.make();
        go(() -> {
          for (int i : ping) {
            ping.send(i + 1);
          }
        });
        CountDownLatch told = new CountDownLatch(1);
        Goroutines.onStall(
            Duration.ofMillis(50),
            report -> {
              System.out.print(report);
              told.countDown();
            });
        go(StalledProgram::spin);
        told.await();
        // The one carrier is still held.
        go(
                () -> {
                  ping.send(1);
                  System.out.println("others go on: " + ping.receive());
                })
            .join();
        // Many more slices on other carriers, and looks by the monitor, until a later stall.
        CountDownLatch later = new CountDownLatch(1);
        Goroutines.onStall(Duration.ofMillis(150), _ -> later.countDown());
        later.await();
        enough = true;
      }
      case "initialiser" -> {
        CountDownLatch told = new CountDownLatch(1);
        Goroutines.onStall(
            Duration.ofMillis(50),
            report -> {
              System.out.print(report);
              told.countDown();
            });
        Goroutine waiting = go(() -> System.out.println("got " + Initialised.GOT));
        told.await();
        CH.send(7);
        waiting.join();
      }
      case "fails" -> {
        CountDownLatch told = new CountDownLatch(2);
        Goroutines.onStall(
            Duration.ofMillis(50),
            report -> {
              told.countDown();
              if (told.getCount() == 1) {
                enough = true;
                throw new IllegalStateException("the first report");
              }
            });
        go(StalledProgram::spin).join();
        enough = false;
        go(StalledProgram::spin);
        told.await();
        enough = true;
        System.out.println("told of the next");
      }
      case "waits" -> {
        Goroutines.onStall(Duration.ofMillis(20), System.out::print);
        Chan<Integer> ch = Chan.make();
        go(() -> ch.send(1)); // waits for much longer, and holds no carrier
        CountDownLatch told = new CountDownLatch(1);
        Goroutines.onStall(
            Duration.ofMillis(300),
            report -> {
              enough = true;
              told.countDown();
            });
        go(StalledProgram::spin);
        told.await();
        ch.receive();
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void spin() {
    while (!enough) {
      Thread.onSpinWait();
    }
  }

  private static final class Initialised {
    static final int GOT = get();

    private static int get() {
      try {
        return CH.receive();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
