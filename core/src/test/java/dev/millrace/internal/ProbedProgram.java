package dev.millrace.internal;

import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import java.util.concurrent.Callable;

/**
 * What {@link ProbeTest} runs in a process with the {@link ClockProbe}: for each promised edge it
 * makes the two sides meet in each order in which they can, and prints whether the probe was told.
 * Plain fields carry the marks; the program's real edges order them.
 */
final class ProbedProgram {
  private static ClockProbe.Moment before = new ClockProbe.Moment(Thread.currentThread(), 0);

  private ProbedProgram() {}

  private static void mark() {
    before = ClockProbe.installed().mark();
  }

  private static boolean seen() {
    return ClockProbe.installed().isKnownHere(before);
  }

  public static void main(String[] args) throws Exception {
    for (int capacity : new int[] {0, 1, 2}) {
      edge(
          "send, waiting receive, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            blocked(
                () -> {
                  mark();
                  ch.send(1);
                },
                capacity > 0);
            ch.receive();
            return seen();
          });
      edge(
          "waiting receive, send, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            Chan<Boolean> verdict = Chan.make(1);
            blocked(
                () -> {
                  ch.receive();
                  verdict.send(seen());
                },
                false);
            mark();
            ch.send(1);
            return verdict.receive();
          });
      edge(
          "close, receive, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            run(() -> {
              mark();
              ch.close();
            });
            ch.receiveOrClosed();
            return seen();
          });
      edge(
          "close, waiting receive, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            Chan<Boolean> verdict = Chan.make(1);
            blocked(
                () -> {
                  ch.receiveOrClosed();
                  verdict.send(seen());
                },
                false);
            mark();
            ch.close();
            return verdict.receive();
          });
      edge(
          "select, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            Chan<Boolean> verdict = Chan.make(1);
            blocked(
                () -> {
                  select(recv(ch), recv(Chan.<Integer>make()));
                  verdict.send(seen());
                },
                false);
            mark();
            ch.send(1);
            return verdict.receive();
          });
    }
    edge(
        "receive, completion of the waiting send, unbuffered",
        () -> {
          Chan<Integer> ch = Chan.make();
          Chan<Boolean> verdict = Chan.make(1);
          blocked(
              () -> {
                ch.send(1);
                verdict.send(seen());
              },
              false);
          mark();
          ch.receive();
          return verdict.receive();
        });
    edge(
        "waiting receive, completion of the send, unbuffered",
        () -> {
          Chan<Integer> ch = Chan.make();
          blocked(
              () -> {
                mark();
                ch.receive();
              },
              false);
          ch.send(1);
          return seen();
        });
    for (int capacity : new int[] {1, 2, 3}) {
      edge(
          "k-th receive, (k+C)-th send that waited, capacity " + capacity,
          () -> {
            Chan<Integer> ch = filled(capacity);
            Chan<Boolean> verdict = Chan.make(1);
            blocked(
                () -> {
                  ch.send(1);
                  verdict.send(seen());
                },
                false);
            mark();
            ch.receive();
            return verdict.receive();
          });
      edge(
          "k-th receive, (k+C)-th send that found room, capacity " + capacity,
          () -> {
            Chan<Integer> ch = filled(capacity);
            run(() -> {
              mark();
              ch.receive();
            });
            ch.send(1);
            return seen();
          });
      edge(
          "k-th receive that waited, (k+C)-th send, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            blocked(
                () -> {
                  mark();
                  ch.receive();
                },
                false);
            run(() -> {
              for (int i = 0; i < capacity; i++) ch.send(i);
            });
            ch.send(1);
            return seen();
          });
      no(
          "a receive of capacity " + capacity + " orders no send before the (k+C)-th",
          () -> {
            Chan<Integer> ch = Chan.make(capacity + 1);
            ch.send(0);
            run(() -> {
              mark();
              ch.receive();
            });
            ch.send(1);
            return seen();
          });
    }
    edge(
        "go, first step",
        () -> {
          Chan<Boolean> verdict = Chan.make(1);
          mark();
          go(() -> verdict.send(seen()));
          return verdict.receive();
        });
    edge(
        "last step, join",
        () -> {
          go(ProbedProgram::mark).join();
          return seen();
        });
    no(
        "what nobody was told",
        () -> {
          Thread t = new Thread(ProbedProgram::mark);
          t.start();
          t.join();
          return seen();
        });
  }

  private static Chan<Integer> filled(int capacity) throws InterruptedException {
    Chan<Integer> ch = Chan.make(capacity);
    for (int i = 0; i < capacity; i++) ch.send(i);
    return ch;
  }

  /** Runs a task in a thread whose end is no edge for the probe. */
  private static void run(Task task) throws InterruptedException {
    blocked(task, true);
  }

  /** Starts a task in a thread and returns once it waits, or, if it must not, has ended. */
  private static void blocked(Task task, boolean ends) throws InterruptedException {
    Thread t =
        new Thread(() -> {
          try {
            task.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    t.start();
    if (ends) {
      t.join();
    } else {
      while (t.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
  }

  private static void edge(String name, Callable<Boolean> sides) throws Exception {
    System.out.println((inGoroutine(sides) ? "yes" : "MISSING") + ": " + name);
  }

  private static void no(String name, Callable<Boolean> sides) throws Exception {
    System.out.println((inGoroutine(sides) ? "TOO MUCH" : "none") + ": " + name);
  }

  /** Each in a thread of its own, so that nothing earlier is known there. */
  private static boolean inGoroutine(Callable<Boolean> sides) throws Exception {
    boolean[] result = new boolean[1];
    Goroutine g = go(() -> result[0] = sides.call());
    g.join();
    return result[0];
  }
}
