package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Mutex;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/** Clean-up of what is unreachable, after Go's {@code finalizer_test.go}: with cleaners. */
final class GoFinalizer {
  private GoFinalizer() {}

  private static final class Box {
    String value;
  }

  private static final class Var {
    final Mutex mu = new Mutex();
    int count;
  }

  /** What was done before the registration happens before the action. */
  @RaceFree
  static void noRaceFin() throws Exception {
    Unordered cleaned = new Unordered();
    Cleaner cleaner = Cleaner.create();
    go(
            () -> {
              Object x = new Object();
              Box box = new Box();
              box.value = "bar";
              cleaner.register(
                  x,
                  () -> {
                    box.value = "foo";
                    cleaned.signal();
                  });
            })
        .join();
    cleaned.awaitCollection();
  }

  @RaceFree
  static void noRaceFinGlobal() throws Exception {
    Unordered cleaned = new Unordered();
    Cleaner cleaner = Cleaner.create();
    Var v = new Var();
    go(
            () -> {
              Object x = new Object();
              cleaner.register(
                  x,
                  () -> {
                    v.mu.lock();
                    v.count++;
                    v.mu.unlock();
                    cleaned.signal();
                  });
            })
        .join();
    cleaned.awaitCollection();
    v.mu.lock();
    v.count++;
    v.mu.unlock();
  }

  @Racy
  static void raceFin() throws Exception {
    Unordered cleaned = new Unordered();
    Cleaner cleaner = Cleaner.create();
    var s =
        new Object() {
          int y;
        };
    go(
            () -> {
              Object x = new Object();
              cleaner.register(
                  x,
                  () -> {
                    s.y = 42;
                    cleaned.signal();
                  });
            })
        .join();
    cleaned.awaitCollection();
    s.y = 66;
  }

  /** What was done while the object was still held happens before the action. */
  @RaceFree
  static void noRaceCleanup() throws Exception {
    Unordered cleaned = new Unordered();
    Cleaner cleaner = Cleaner.create();
    go(
            () -> {
              Object x = new Object();
              Box box = new Box();
              cleaner.register(
                  x,
                  () -> {
                    box.value = "foo";
                    cleaned.signal();
                  });
              box.value = "bar";
              Reference.reachabilityFence(x);
            })
        .join();
    cleaned.awaitCollection();
    use(cleaned);
  }

  /** Two cleaners are two threads. */
  @Racy
  static void raceBetweenCleanups() throws Exception {
    Unordered cleaned = new Unordered();
    Unordered cleaned2 = new Unordered();
    Cleaner cleaner = Cleaner.create();
    Cleaner cleaner2 = Cleaner.create();
    var s =
        new Object() {
          int shared;
        };
    go(
            () -> {
              cleaner.register(
                  new Object(),
                  () -> {
                    s.shared = 0;
                    cleaned.signal();
                  });
              cleaner2.register(
                  new Object(),
                  () -> {
                    s.shared = 1;
                    cleaned2.signal();
                  });
            })
        .join();
    cleaned.awaitCollection();
    cleaned2.awaitCollection();
  }
}
