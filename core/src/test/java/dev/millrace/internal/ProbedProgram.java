package dev.millrace.internal;

import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;

import dev.millrace.Chan;
import dev.millrace.Go;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.context.CancelableContext;
import dev.millrace.context.Context;
import dev.millrace.context.ContextException;
import dev.millrace.context.ContextKey;
import dev.millrace.sync.Cond;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.Once;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.WaitGroup;
import dev.millrace.sync.WeightedSemaphore;
import dev.millrace.time.Timers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;

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
      edge(
          "k-th receive that waited where the ring ends, (k+C)-th send, capacity " + capacity,
          () -> {
            Chan<Integer> ch = Chan.make(capacity);
            for (int i = 1; i < capacity; i++) {
              ch.send(i);
              ch.receive();
            }
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
      edge(
          "send that waited for room, its receive, capacity " + capacity,
          () -> {
            Chan<Integer> ch = filled(capacity);
            blocked(
                () -> {
                  mark();
                  ch.send(1);
                },
                false);
            run(ch::receive); // who lets the sender in is not who receives its element
            for (int i = 0; i < capacity; i++) ch.receive();
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
    ofSteps();
    ofSync();
    ofContext();
    no(
        "what nobody was told",
        () -> {
          Thread t = new Thread(ProbedProgram::mark);
          t.start();
          t.join();
          return seen();
        });
  }

  private static void ofSteps() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    step("send", () -> ch.send(1));
    step("tryReceive", ch::tryReceive);
    step("trySend", () -> ch.trySend(1));
    step("receive", ch::receive);
    step("select", () -> select(Go.otherwise()));
    step("close", ch::close);
  }

  /** Whoever operates on what others can see can be held up first. */
  private static void step(String name, Task operation) throws Exception {
    edge(
        "a step, " + name,
        () -> {
          int before = ClockProbe.installed().steps();
          operation.run();
          return ClockProbe.installed().steps() == before + 1;
        });
  }

  @SuppressWarnings({
    "WaitNotInLoop", // a wait ends by its signal and nothing else
    "LockNotBeforeTry" // a failure between is a failure of the test
  })
  private static void ofSync() throws Exception {
    edge(
        "unlock, lock",
        () -> {
          var mutex = new Mutex();
          mutex.lock();
          run(() -> {
            mark();
            mutex.unlock();
          });
          mutex.lock();
          return seen();
        });
    edge("unlock, waiting lock", () -> after(new Mutex()));
    edge("write unlock, waiting write lock", () -> after(new RwMutex().writeLock()));
    edge(
        "write unlock, waiting read lock",
        () -> {
          var lock = new RwMutex();
          lock.writeLock().lock();
          return waiting(lock.readLock()::lock, lock.writeLock()::unlock);
        });
    edge(
        "read unlock, waiting write lock",
        () -> {
          var lock = new RwMutex();
          lock.readLock().lock();
          return waiting(lock.writeLock()::lock, lock.readLock()::unlock);
        });
    no(
        "readers among themselves",
        () -> {
          var lock = new RwMutex();
          run(() -> {
            lock.readLock().lock();
            mark();
            lock.readLock().unlock();
          });
          lock.readLock().lock();
          return seen();
        });
    edge(
        "done, await",
        () -> {
          var wg = new WaitGroup();
          wg.add(1);
          run(() -> {
            mark();
            wg.done();
          });
          wg.await();
          return seen();
        });
    edge(
        "done, waiting await",
        () -> {
          var wg = new WaitGroup();
          wg.add(1);
          return waiting(wg::await, wg::done);
        });
    edge(
        "the run, another call of the same once",
        () -> {
          var once = new Once();
          run(() -> once.run(ProbedProgram::mark));
          once.run(() -> {});
          return seen();
        });
    edge(
        "signal, waiting await",
        () -> {
          var mutex = new Mutex();
          var cond = new Cond(mutex);
          return waiting(
              () -> {
                mutex.lock();
                cond.await();
                mutex.unlock();
              },
              cond::signal);
        });
    edge(
        "release, acquire of a semaphore",
        () -> {
          var semaphore = new WeightedSemaphore(1);
          semaphore.acquire(1);
          run(() -> {
            mark();
            semaphore.release(1);
          });
          semaphore.acquire(1);
          return seen();
        });
    edge(
        "release, waiting acquire of a semaphore",
        () -> {
          var semaphore = new WeightedSemaphore(1);
          semaphore.acquire(1);
          return waiting(() -> semaphore.acquire(1), () -> semaphore.release(1));
        });
    edge(
        "afterFunc of a timer, its task",
        () -> {
          Chan<Boolean> verdict = Chan.make(1);
          mark();
          Timers.afterFunc(Duration.ofMillis(1), () -> verdict.send(seen()));
          return verdict.receive();
        });
  }

  private static void ofContext() throws Exception {
    edge(
        "cancel, receive from done",
        () -> {
          var ctx = Context.background().withCancel();
          var done = ctx.done();
          run(cancel(ctx));
          done.receiveOrClosed();
          return seen();
        });
    edge(
        "cancel, waiting receive from done",
        () -> {
          var ctx = Context.background().withCancel();
          return waiting(ctx.done()::receiveOrClosed, ctx::cancel);
        });
    edge(
        "cancel of a parent, select on done of a child",
        () -> {
          var ctx = Context.background().withCancel();
          var child = ctx.withCancel();
          return waiting(() -> select(Go.done(child)), ctx::cancel);
        });
    edge(
        "cancel, done made and received from later",
        () -> {
          var ctx = Context.background().withCancel();
          run(cancel(ctx));
          ctx.done().receiveOrClosed();
          return seen();
        });
    edge(
        "cancel, true isDone of a child",
        () -> {
          var ctx = Context.background().withCancel();
          var child = ctx.withCancel();
          run(cancel(ctx));
          return child.isDone() && seen();
        });
    edge(
        "cancel, cause seen",
        () -> {
          var ctx = Context.background().withCancel();
          run(cancel(ctx));
          return ctx.cause() != null && seen();
        });
    edge(
        "cancel, cause seen by what was derived later",
        () -> {
          var ctx = Context.background().withCancel();
          run(cancel(ctx));
          return ctx.withCancel().cause() != null && seen();
        });
    edge(
        "cancel, end of a wait under the context",
        () -> {
          var ctx = Context.background().withCancel();
          var mutex = new Mutex();
          mutex.lock();
          return waiting(
              () -> {
                try (var _ = mutex.acquire(ctx)) {
                  throw new IllegalStateException("acquired");
                } catch (ContextException _) {
                  // as it should
                }
              },
              ctx::cancel);
        });
    edge(
        "cancel, task of afterFunc",
        () -> {
          var ctx = Context.background().withCancel();
          Chan<Boolean> verdict = Chan.make(1);
          ctx.afterFunc(() -> verdict.send(seen()));
          run(cancel(ctx));
          return verdict.receive();
        });
    edge(
        "afterFunc, its task",
        () -> {
          var ctx = Context.background().withCancel();
          Chan<Boolean> verdict = Chan.make(1);
          mark();
          ctx.afterFunc(() -> verdict.send(seen()));
          run(ctx::cancel);
          return verdict.receive();
        });
    no(
        "isDone while it is not",
        () -> {
          var ctx = Context.background().withCancel();
          run(() -> {
            mark();
            ctx.isDone();
            ctx.done();
          });
          return ctx.isDone() || seen();
        });
    edge(
        "withValue, value of a context that came through a channel",
        () -> {
          Chan<Context> ch = Chan.make(1);
          var key = ContextKey.<Integer>of("key");
          run(() -> {
            mark();
            ch.send(Context.background().withValue(key, 1));
          });
          return ch.receive().value(key) != null && seen();
        });
    no(
        "withValue, value of a context that came by a race",
        () -> {
          var key = ContextKey.<Integer>of("key");
          var place = new Context[1];
          run(() -> {
            mark();
            place[0] = Context.background().withValue(key, 1);
          });
          return place[0].value(key) == null || seen();
        });
  }

  private static Task cancel(CancelableContext ctx) {
    return () -> {
      mark();
      ctx.cancel();
    };
  }

  private static boolean after(Lock lock) throws Exception {
    lock.lock();
    return waiting(lock::lock, lock::unlock);
  }

  /** Has one wait until the other lets it go, and tells whether it saw what went before that. */
  private static boolean waiting(Task wait, Task letGo) throws Exception {
    Chan<Boolean> verdict = Chan.make(1);
    blocked(
        () -> {
          wait.run();
          verdict.send(seen());
        },
        false);
    mark();
    letGo.run();
    return verdict.receive();
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
