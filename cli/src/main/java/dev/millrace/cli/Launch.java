package dev.millrace.cli;

import static dev.millrace.Go.go;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * The main class of every program's JVM: runs the program's main as goroutine 1, with Go's rules
 * for how a process ends. Kept small, as each start loads it.
 */
final class Launch {
  /**
   * The property with the directory to remove once what is in it is open: this run's own, in place
   * of a cache.
   */
  static final String TEMPORARY = "millrace.temporary";

  private Launch() {}

  public static void main(String[] args) throws InterruptedException {
    MainClass program = MainClass.load(args[0]);
    removeTemporary();
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    Ending ending = new Ending();
    Crash crash = new Crash(ending);
    Thread.setDefaultUncaughtExceptionHandler(crash);
    Diagnosis diagnosis = new Diagnosis(ending);
    diagnosis.start(Thread.currentThread());
    go(() -> {
      try {
        program.run(rest);
        ending.decide(0);
      } catch (InvocationTargetException e) {
        // Of main, unlike of other goroutines, an interruption is a crash: nobody is there to have
        // told it to stop.
        Thread.currentThread().setName("goroutine 1");
        crash.uncaughtException(Thread.currentThread(), e.getCause() == null ? e : e.getCause());
      }
    });
    // The exit runs shutdown hooks, and these may wait for goroutines: a platform thread has no
    // carrier to keep from them.
    int code = diagnosis.end(ending.await());
    System.out.flush();
    System.exit(code);
  }

  private static void removeTemporary() {
    String directory = System.clearProperty(TEMPORARY);
    if (directory != null) {
      remove(new File(directory));
    }
  }

  private static void remove(File file) {
    // Links are removed, not followed.
    File[] files = Files.isSymbolicLink(file.toPath()) ? null : file.listFiles();
    if (files != null) {
      for (File inside : files) {
        remove(inside);
      }
    }
    file.delete();
  }
}
