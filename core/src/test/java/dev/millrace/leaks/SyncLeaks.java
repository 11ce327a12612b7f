package dev.millrace.leaks;

import static dev.millrace.Go.go;

import dev.millrace.Chan;
import dev.millrace.sync.Cond;
import dev.millrace.sync.Group;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.Once;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.SingleFlight;
import dev.millrace.sync.WaitGroup;
import dev.millrace.sync.WeightedSemaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Locks that nobody releases, counters that nobody counts down. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // these mistakes are the point
final class SyncLeaks {
  private static final String LOCK = "sync.Mutex.Lock";
  private static final String WAIT = "sync.WaitGroup.Wait";
  private static final String COND = "sync.Cond.Wait";
  private static final String SEMAPHORE = "semacquire";

  private SyncLeaks() {}

  static List<LeakCase> cases() {
    List<LeakCase> cases = new ArrayList<>();
    cases.add(
        LeakCase.of(
            "lock order",
            "two mutexes, taken crosswise",
            () -> crosswise(new Mutex(), new Mutex(), true),
            () -> crosswise(new Mutex(), new Mutex(), false),
            LOCK,
            LOCK));
    cases.add(
        LeakCase.of(
            "lock order",
            "the philosophers",
            () -> philosophers(true),
            () -> philosophers(false),
            LOCK,
            LOCK,
            LOCK,
            LOCK,
            LOCK));
    cases.add(
        LeakCase.of(
            "lock order",
            "readers that want to write",
            () -> upgrade(true),
            () -> upgrade(false),
            "sync.RWMutex.Lock"));
    cases.add(
        LeakCase.of(
            "lock never released",
            "by one that has ended",
            () -> neverReleased(false),
            () -> neverReleased(true),
            LOCK));
    cases.add(
        LeakCase.of(
            "lock never released",
            "a writer's, with readers behind",
            () -> writer(false),
            () -> writer(true),
            "sync.RWMutex.RLock",
            "sync.RWMutex.RLock"));
    cases.add(
        LeakCase.of(
            "lock never released",
            "held while a channel is waited for",
            () -> lockAndChannel(true),
            () -> lockAndChannel(false),
            "chan receive",
            LOCK));
    cases.add(
        LeakCase.of(
            "locked twice",
            "by the same goroutine",
            () ->
                go(() -> {
                  Mutex mutex = new Mutex();
                  mutex.lock();
                  mutex.lock();
                }),
            () ->
                go(() -> {
                  Mutex mutex = new Mutex();
                  mutex.lock();
                  mutex.unlock();
                }),
            LOCK));
    cases.add(
        LeakCase.of(
            "locked twice",
            "in a method that another one calls with the lock held",
            () -> nested(true),
            () -> nested(false),
            LOCK));
    cases.add(
        LeakCase.of(
            "lost done",
            "one path does not count down",
            () -> lostDone(2, 1),
            () -> lostDone(2, 2),
            WAIT));
    cases.add(
        LeakCase.of(
            "lost done",
            "counted up once too often",
            () -> lostDone(4, 3),
            () -> lostDone(3, 3),
            WAIT));
    cases.add(
        LeakCase.of(
            "lost done",
            "a member that waits for ever",
            () -> member(Chan.make(0)),
            () -> member(Chan.make(1)),
            "chan send",
            WAIT));
    cases.add(
        LeakCase.of(
            "lost done",
            "the one who closes waits for workers, who wait for the reader",
            () -> closer(0),
            () -> closer(3),
            "chan send",
            "chan send",
            "chan send",
            WAIT));
    cases.add(
        LeakCase.of(
            "lost done",
            "a member that waits for its own group",
            () -> {
              WaitGroup wg = new WaitGroup();
              wg.go(wg::await);
            },
            () -> {
              WaitGroup wg = new WaitGroup();
              wg.go(() -> {});
              wg.await();
            },
            WAIT));
    cases.add(
        LeakCase.of(
            "lost signal",
            "it came before the wait",
            () -> signalled(false),
            () -> signalled(true),
            COND));
    cases.add(
        LeakCase.of(
            "lost signal",
            "one signal for two",
            () -> signalTwo(false),
            () -> signalTwo(true),
            COND));
    cases.add(
        LeakCase.of(
            "semaphore never released",
            "by a failure",
            () -> semaphore(1, 1, false),
            () -> semaphore(1, 1, true),
            SEMAPHORE));
    cases.add(
        LeakCase.of(
            "semaphore never released",
            "more is asked for than there will ever be",
            () -> {
              WeightedSemaphore s = new WeightedSemaphore(2);
              go(() -> s.acquire(3));
            },
            () -> {
              WeightedSemaphore s = new WeightedSemaphore(3);
              go(() -> s.acquire(3));
            },
            SEMAPHORE));
    cases.add(
        LeakCase.of(
            "semaphore never released",
            "two who each hold half",
            () -> halves(true),
            () -> halves(false),
            SEMAPHORE,
            SEMAPHORE));
    cases.add(
        LeakCase.of(
            "once",
            "whose action never ends",
            () -> once(Chan.make()),
            () -> {
              Chan<Integer> ch = Chan.make(1);
              ch.send(1);
              once(ch);
            },
            "chan receive",
            "once"));
    cases.add(
        LeakCase.of(
            "once",
            "that asks for itself",
            () ->
                go(() -> {
                  Once once = new Once();
                  once.run(() -> once.run(() -> {}));
                }),
            () ->
                go(() -> {
                  Once once = new Once();
                  once.run(() -> {});
                  once.run(() -> {});
                }),
            "once"));
    cases.add(
        LeakCase.of(
            "single flight",
            "that never lands",
            () -> flight(Chan.make()),
            () -> {
              Chan<Integer> ch = Chan.make(1);
              ch.send(1);
              flight(ch);
            },
            "chan receive",
            "single flight"));
    cases.add(
        LeakCase.of(
            "group",
            "a member that does not listen",
            () -> group(false),
            () -> group(true),
            "chan receive",
            WAIT));
    cases.add(
        LeakCase.of(
            "in a class of the JDK's",
            "a queue",
            () -> {
              SynchronousQueue<Integer> queue = new SynchronousQueue<>();
              go(() -> ChannelLeaks.use(queue.take()));
            },
            () -> {
              SynchronousQueue<Integer> queue = new SynchronousQueue<>();
              go(() -> ChannelLeaks.use(queue.take()));
              queue.put(1);
            },
            "park (java.util.concurrent.SynchronousQueue)"));
    cases.add(
        LeakCase.of(
            "in a class of the JDK's",
            "a lock",
            () -> {
              Lock lock = new ReentrantLock();
              go(() -> {
                lock.lock();
                go(() -> lock.lock());
              });
            },
            () -> {
              Lock lock = new ReentrantLock();
              go(() -> {
                lock.lock();
                go(() -> {
                  lock.lock();
                  lock.unlock();
                });
                lock.unlock();
              });
            },
            "park (java.util.concurrent.locks.ReentrantLock)"));
    cases.add(
        LeakCase.of(
            "in a class of the JDK's",
            "a future that nobody completes",
            () -> {
              CompletableFuture<Integer> f = new CompletableFuture<>();
              go(() -> ChannelLeaks.use(f.get()));
            },
            () -> {
              CompletableFuture<Integer> f = new CompletableFuture<>();
              go(() -> ChannelLeaks.use(f.get()));
              f.complete(1);
            },
            "park (java.util.concurrent.CompletableFuture)"));
    return cases;
  }

  private static void both(Mutex first, Mutex second, Chan<Integer> other, Chan<Integer> mine)
      throws InterruptedException {
    first.lock();
    mine.send(1);
    other.receive();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private static void crosswise(Mutex a, Mutex b, boolean crossed) {
    if (!crossed) {
      for (int i = 0; i < 2; i++) {
        go(() -> {
          a.lock();
          b.lock();
          b.unlock();
          a.unlock();
        });
      }
      return;
    }
    Chan<Integer> hasA = Chan.make(1);
    Chan<Integer> hasB = Chan.make(1);
    go(() -> both(a, b, hasB, hasA));
    go(() -> both(b, a, hasA, hasB));
  }

  private static void philosophers(boolean allLeftFirst) {
    int n = 5;
    List<Mutex> forks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      forks.add(new Mutex());
    }
    WaitGroup seated = new WaitGroup();
    seated.add(n);
    for (int i = 0; i < n; i++) {
      Mutex left = forks.get(i);
      Mutex right = forks.get((i + 1) % n);
      boolean swapped = !allLeftFirst && i == n - 1;
      go(() -> {
        if (allLeftFirst) {
          left.lock();
          seated.done();
          seated.await();
          right.lock();
          right.unlock();
          left.unlock();
        } else {
          (swapped ? right : left).lock();
          (swapped ? left : right).lock();
          left.unlock();
          right.unlock();
        }
      });
    }
  }

  private static void upgrade(boolean held) {
    RwMutex mutex = new RwMutex();
    go(() -> {
      mutex.readLock().lock();
      if (!held) {
        mutex.readLock().unlock();
      }
      mutex.writeLock().lock();
      mutex.writeLock().unlock();
    });
  }

  private static void neverReleased(boolean released) throws InterruptedException {
    Mutex mutex = new Mutex();
    go(
            () -> {
              mutex.lock();
              if (released) {
                mutex.unlock();
              }
            })
        .join();
    go(mutex::lock);
  }

  private static void writer(boolean released) throws InterruptedException {
    RwMutex mutex = new RwMutex();
    mutex.writeLock().lock();
    for (int i = 0; i < 2; i++) {
      go(() -> mutex.readLock().lock());
    }
    if (released) {
      mutex.writeLock().unlock();
    }
  }

  private static void lockAndChannel(boolean held) throws InterruptedException {
    Mutex mutex = new Mutex();
    Chan<Integer> ch = Chan.make();
    Chan<Integer> locked = Chan.make();
    go(() -> {
      mutex.lock();
      locked.send(1);
      if (!held) {
        mutex.unlock();
      }
      ch.receive();
      if (held) {
        mutex.unlock();
      }
    });
    locked.receive();
    go(() -> {
      mutex.lock();
      ch.send(1);
      mutex.unlock();
    });
  }

  private static void nested(boolean lockAgain) {
    Mutex mutex = new Mutex();
    Runnable inner =
        () -> {
          if (lockAgain) {
            mutex.lock();
            mutex.unlock();
          }
        };
    go(() -> {
      mutex.lock();
      inner.run();
      mutex.unlock();
    });
  }

  private static void lostDone(int counted, int done) {
    WaitGroup wg = new WaitGroup();
    wg.add(counted);
    for (int i = 0; i < done; i++) {
      go(wg::done);
    }
    go(() -> wg.await());
  }

  private static void member(Chan<Integer> result) {
    WaitGroup wg = new WaitGroup();
    wg.go(() -> result.send(1));
    go(() -> wg.await());
  }

  private static void closer(int read) throws InterruptedException {
    Chan<Integer> results = Chan.make();
    WaitGroup workers = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      workers.go(() -> results.send(1));
    }
    go(() -> {
      workers.await();
      results.close();
    });
    for (int i = 0; i < read; i++) {
      results.receive();
    }
  }

  private static void signalled(boolean after) throws InterruptedException {
    Mutex mutex = new Mutex();
    Cond cond = new Cond(mutex);
    Chan<Integer> waiting = Chan.make(1);
    if (!after) {
      cond.signal();
    }
    go(() -> {
      mutex.lock();
      waiting.send(1);
      cond.await();
      mutex.unlock();
    });
    waiting.receive();
    if (after) {
      mutex.lock(); // only once it waits
      cond.signal();
      mutex.unlock();
    }
  }

  private static void signalTwo(boolean all) throws InterruptedException {
    Mutex mutex = new Mutex();
    Cond cond = new Cond(mutex);
    Chan<Integer> waiting = Chan.make(2);
    for (int i = 0; i < 2; i++) {
      go(() -> {
        mutex.lock();
        waiting.send(1);
        cond.await();
        mutex.unlock();
      });
    }
    waiting.receive();
    waiting.receive();
    mutex.lock();
    if (all) {
      cond.broadcast();
    } else {
      cond.signal();
    }
    mutex.unlock();
  }

  private static void semaphore(long size, long n, boolean released) throws InterruptedException {
    WeightedSemaphore s = new WeightedSemaphore(size);
    go(
            () -> {
              s.acquire(n);
              if (released) {
                s.release(n);
              }
            })
        .join();
    go(() -> s.acquire(n));
  }

  private static void halves(boolean both) {
    WeightedSemaphore s = new WeightedSemaphore(2);
    WaitGroup holding = new WaitGroup();
    holding.add(2);
    for (int i = 0; i < 2; i++) {
      go(() -> {
        s.acquire(1);
        holding.done();
        holding.await();
        if (both) {
          s.acquire(1);
        }
        s.release(1);
      });
    }
  }

  private static void once(Chan<Integer> ch) throws InterruptedException {
    Once once = new Once();
    Chan<Integer> begun = Chan.make(1);
    go(() ->
        once.run(() -> {
          begun.trySend(1);
          try {
            ch.receive();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }));
    begun.receive();
    go(() -> once.run(() -> {}));
  }

  private static void flight(Chan<Integer> ch) throws InterruptedException {
    SingleFlight<String, Integer> flights = new SingleFlight<>();
    Chan<Integer> begun = Chan.make(1);
    go(() ->
        ChannelLeaks.use(
            flights.call(
                "key",
                () -> {
                  begun.trySend(1);
                  return ch.receive();
                })));
    begun.receive();
    go(() -> ChannelLeaks.use(flights.call("key", () -> 1)));
  }

  private static void group(boolean told) throws InterruptedException {
    Group group = new Group();
    Chan<Integer> begun = Chan.make(1);
    group.go(() -> {
      begun.send(1);
      Chan.make().receive();
    });
    begun.receive();
    if (told) {
      go(group::close);
    } else {
      go(() -> group.await());
    }
  }
}
