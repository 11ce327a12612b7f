package dev.millrace.sync;

import static dev.millrace.Go.go;

import dev.millrace.Chan;
import dev.millrace.Goroutines;
import java.util.concurrent.locks.Lock;

/**
 * What {@link LockCycleTest} runs in a JVM of its own: the first argument chooses a total deadlock.
 */
@SuppressWarnings("LockNotBeforeTry") // these mistakes are the point
final class LockedProgram {
  private LockedProgram() {}

  public static void main(String[] args) throws Exception {
    Goroutines.onDeadlock(report -> {
      System.out.print(report);
      System.exit(0);
    });
    Mutex a = new Mutex();
    Mutex b = new Mutex();
    RwMutex rw = new RwMutex();
    Chan<Integer> forgotten = Chan.make();
    switch (args[0]) {
      case "crosswise" -> inTurns(a, b);
      case "philosophers" -> inTurns(a, b, new Mutex());
      case "manyPairs" -> {
        for (int i = 0; i < 12; i++) {
          inTurns(new Mutex(), new Mutex());
        }
      }
      case "twice" ->
          go(() -> {
            a.lock();
            a.lock();
          });
      case "upgrade" ->
          go(() -> {
            rw.readLock().lock();
            rw.writeLock().lock();
          });
      case "readerBehindWriter" -> {
        Chan<Integer> reading = Chan.make();
        go(() -> {
          rw.readLock().lock();
          reading.send(1);
          while (!Goroutines.dump().contains("[sync.RWMutex.Lock]")) {
            Thread.yield();
          }
          rw.readLock().lock();
        });
        reading.receive();
        go(() -> rw.writeLock().lock());
      }
      case "writers" -> inTurns(rw.writeLock(), b);
      case "withMain" -> {
        a.lock();
        Chan<Integer> locked = Chan.make();
        go(() -> {
          b.lock();
          locked.send(1);
          a.lock();
        });
        locked.receive();
        b.lock();
      }
      // From here on nothing goes round.
      case "chain" -> {
        Chan<Integer> locked = Chan.make();
        go(() -> {
          a.lock();
          locked.send(1);
          forgotten.receive();
        });
        locked.receive();
        go(() -> {
          b.lock();
          locked.send(1);
          a.lock();
        });
        locked.receive();
        go(() -> b.lock());
      }
      case "ended" -> {
        go(() -> a.lock()).join();
        go(() -> a.lock());
      }
      case "twoReaders" -> {
        rw.readLock().lock();
        go(() -> rw.readLock().lock()).join();
        go(() -> rw.writeLock().lock());
      }
      case "readerLeftByAnother" -> {
        // Of two holds one was given back: whose, nobody knows.
        rw.readLock().lock();
        go(() -> rw.readLock().lock()).join();
        rw.readLock().unlock();
        go(() -> rw.writeLock().lock());
      }
      case "unlockedByAnother" -> {
        a.lock();
        go(() -> a.unlock()).join();
        go(
                () -> {
                  a.lock();
                  go(() -> a.lock());
                  b.lock();
                  forgotten.receive();
                })
            .join(java.time.Duration.ofMillis(1));
        forgotten.receive();
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    if (!args[0].equals("withMain")) {
      forgotten.receive();
    }
  }

  /** Each takes one, and then the next one's. */
  private static void inTurns(Lock... locks) throws InterruptedException {
    WaitGroup all = new WaitGroup();
    all.add(locks.length);
    for (int i = 0; i < locks.length; i++) {
      Lock mine = locks[i];
      Lock next = locks[(i + 1) % locks.length];
      go(() -> {
        mine.lock();
        all.done();
        all.await();
        next.lock();
      });
    }
    all.await();
  }
}
