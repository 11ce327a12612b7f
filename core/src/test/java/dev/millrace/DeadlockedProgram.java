package dev.millrace;

import static dev.millrace.Go.go;

import dev.millrace.sync.WaitGroup;

/** What {@link OnDeadlockTest} runs in a JVM of its own; the first argument chooses. */
final class DeadlockedProgram {
  private static final Chan<Integer> CH = Chan.make();

  private DeadlockedProgram() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "logged" -> {
        Goroutines.logDeadlock();
        wait(CH);
      }
      case "told" -> {
        Goroutines.onDeadlock(DeadlockedProgram::tellAndWakeMain);
        go(() -> Chan.make().receive());
        wait(CH);
      }
      case "late" -> {
        go(() -> Chan.make().receive());
        Thread watching =
            new Thread(() -> Goroutines.onDeadlock(DeadlockedProgram::tellAndWakeMain));
        Thread.sleep(300);
        watching.start();
        wait(CH);
      }
      case "mainHasReturned" -> {
        Goroutines.onDeadlock(DeadlockedProgram::tellAndWakeMain);
        new Thread(
                () -> {
                  try {
                    wait(CH);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                },
                "waiting")
            .start();
      }
      case "mainWaitsElsewhere" -> {
        Goroutines.onDeadlock(report -> {
          System.out.print(report);
          System.exit(0);
        });
        WaitGroup wg = new WaitGroup();
        wg.add(1);
        Thread t = new Thread(() -> waitUninterruptibly(wg), "waiting");
        t.start();
        t.join();
      }
      case "aThreadSleeps" -> {
        Goroutines.onDeadlock(DeadlockedProgram::tellAndWakeMain);
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                Thread.sleep(700);
                CH.send(1);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
        wait(CH);
      }
      case "aHookIsThere" -> {
        Goroutines.onDeadlock(DeadlockedProgram::tellAndWakeMain);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        go(() -> Chan.make().receive());
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "(sleep 0.7; kill " + ProcessHandle.current().pid() + ") </dev/null >&0 2>&0 &")
            .start()
            .waitFor();
        wait(CH);
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void waitUninterruptibly(WaitGroup wg) {
    try {
      wg.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void wait(Chan<Integer> ch) throws InterruptedException {
    ch.receive();
    System.out.println("went on");
  }

  private static void tellAndWakeMain(String report) {
    System.out.print(report);
    while (!CH.trySend(1)) {
      Thread.onSpinWait();
    }
  }
}
