import module dev.millrace;
import static dev.millrace.Go.*;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import java.util.stream.IntStream;

// Programs that end in a total deadlock, a method each; the first argument chooses. Above each
// stand the goroutines that the report has to show.

static final Chan<Integer> NOBODY = Chan.make();

void main(String[] args) throws Throwable {
  IO.print("before");
  if (args[0].equals("many")) {
    many(Integer.parseInt(args[1]));
  }
  try {
    getClass().getDeclaredMethod(args[0]).invoke(this);
  } catch (InvocationTargetException e) {
    throw e.getCause();
  }
  IO.println("went on");
}

Chan<Integer> fresh() {
  return Chan.make();
}

// ---- what is waited for

// goroutine 1 [chan receive]:
void receive() throws Exception {
  fresh().receive();
}

// goroutine 1 [chan receive]:
void receiveFromAStaticChannel() throws Exception {
  NOBODY.receive();
}

// goroutine 1 [chan send]:
void sendToAStaticChannel() throws Exception {
  NOBODY.send(1);
}

// goroutine 1 [chan send]:
void sendToAFullBuffer() throws Exception {
  Chan<Integer> ch = Chan.make(1);
  ch.send(1);
  ch.send(2);
}

// goroutine 1 [chan receive]:
void rangeOverAChannelThatNobodyCloses() throws Exception {
  Chan<Integer> ch = Chan.make(2);
  ch.send(1);
  for (int _ : ch) {}
}

// goroutine 1 [chan receive]:
void streamOfAChannelThatNobodyCloses() throws Exception {
  NOBODY.stream().forEach(_ -> {});
}

// goroutine 1 [chan receive (nil chan)]:
void receiveFromTheNilChannel() throws Exception {
  Chan.never().receive();
}

// goroutine 1 [chan send (nil chan)]:
void sendToTheNilChannel() throws Exception {
  Chan.<Integer>never().send(1);
}

// goroutine 1 [select]:
void selectOverTwoChannels() throws Exception {
  select(recv(fresh()), send(fresh(), 1));
}

// goroutine 1 [select]:
void selectOverStaticAndNilChannels() throws Exception {
  select(recv(NOBODY), recv(Chan.never()));
}

// goroutine 1 [select (no cases)]:
void selectWithoutCases() throws Exception {
  select();
}

// goroutine 1 [sync.WaitGroup.Wait]:
void waitGroupThatIsNeverDone() throws Exception {
  var wg = new WaitGroup();
  wg.add(1);
  wg.await();
}

// goroutine 1 [sync.Mutex.Lock]:
void mutexLockedTwice() throws Exception {
  var mutex = new Mutex();
  mutex.lock();
  mutex.lock();
}

// goroutine 1 [sync.RWMutex.Lock]:
// goroutine 2 [sync.RWMutex.RLock]:
void rwMutex() throws Exception {
  var mutex = new RwMutex();
  mutex.readLock().lock();
  go(() -> {
    while (mutex.readLock().tryLock()) mutex.readLock().unlock(); // until main waits
    mutex.readLock().lock();
  });
  mutex.writeLock().lock();
}

// goroutine 1 [sync.Cond.Wait]:
void cond() throws Exception {
  var mutex = new Mutex();
  var cond = new Cond(mutex);
  mutex.lock();
  cond.await();
}

// goroutine 1 [semacquire]:
void semaphore() throws Exception {
  var semaphore = new WeightedSemaphore(1);
  semaphore.acquire(1);
  semaphore.acquire(1);
}

// goroutine 1 [goroutine join]:
// goroutine 2 [chan receive]:
void mainWaitsForALeakedGoroutine() throws Exception {
  go(() -> fresh().receive()).join();
}

// goroutine 1 [chan receive]:
// goroutine 2 [goroutine join]:
// goroutine 3 [goroutine join]:
void goroutinesThatJoinEachOther() throws Exception {
  var other = new Goroutine[1];
  var first = go(() -> {
    while (other[0] == null) Thread.yield();
    other[0].join();
  });
  other[0] = go(() -> first.join());
  NOBODY.receive();
}

// goroutine 1 [sync.WaitGroup.Wait]:
// goroutine 2 [sync.Mutex.Lock]:
// goroutine 3 [sync.Mutex.Lock]:
void lockOrder() throws Exception {
  var a = new Mutex();
  var b = new Mutex();
  var both = new WaitGroup();
  both.add(2);
  var wg = new WaitGroup();
  wg.go(() -> {
    a.lock();
    both.done();
    both.await();
    b.lock();
  });
  wg.go(() -> {
    b.lock();
    both.done();
    both.await();
    a.lock();
  });
  wg.await();
}

// goroutine 1 [monitor enter]:
// goroutine 2 [monitor enter]:
void lockOrderOfMonitors() throws Exception {
  var a = new Object();
  var b = new Object();
  var both = new CyclicBarrier(2);
  go(() -> {
    synchronized (b) {
      both.await();
      synchronized (a) {}
    }
  });
  synchronized (a) {
    both.await();
    synchronized (b) {}
  }
}

// goroutine 1 [Object.wait]:
void objectWait() throws Exception {
  synchronized (this) {
    wait();
  }
}

// goroutine 1 [park (java.util.concurrent.CountDownLatch)]:
void latchOfTheJdk() throws Exception {
  new CountDownLatch(1).await();
}

// goroutine 1 [park (java.util.concurrent.locks.ReentrantLock)]:
// goroutine 2 [chan send]:
void lockOfTheJdk() throws Exception {
  var lock = new ReentrantLock();
  Chan<Integer> locked = Chan.make();
  go(() -> {
    lock.lock();
    locked.send(1);
    locked.send(2);
  });
  locked.receive();
  lock.lock();
}

// goroutine 1 [sync.WaitGroup.Wait]:
// goroutine 2 [chan receive]:
void groupWhoseMemberWaits() throws Exception {
  try (var group = new Group(Context.background())) {
    group.go(() -> {
      for (;;) {
        try {
          NOBODY.receive();
        } catch (InterruptedException e) { // stubborn
        }
      }
    });
  }
}

// goroutine 1 [chan receive]:
void deadlineOfTheOutermostContextIsOver() throws Exception {
  try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
    ctx.done().receiveOrClosed();
  }
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void stoppedTimer() throws Exception {
  var timer = Timers.afterFunc(Duration.ofHours(1), () -> NOBODY.send(1));
  timer.stop();
  var unread = Timers.after(Duration.ofHours(1));
  var ticker = Timers.ticker(Duration.ofHours(1));
  NOBODY.receive();
  unread.receive();
  ticker.receive();
}

// goroutine 1 [chan receive]:
void afterASleepThatIsLongerThanTheSchedulerNeedsToSettle() throws Exception {
  sleep(Duration.ofMillis(30));
  NOBODY.receive();
}

static class Initialised {
  static final int VALUE = value();

  static int value() {
    try {
      return NOBODY.receive();
    } catch (InterruptedException e) {
      throw new Error(e);
    }
  }
}

// goroutine 1 [chan receive]:
void classInitialiser() {
  IO.println(Initialised.VALUE);
}

// ---- who else is there

// goroutine 1 [chan receive]:
void idlePools() throws Exception {
  var fixed = Executors.newFixedThreadPool(3);
  for (int i = 0; i < 3; i++) fixed.submit(() -> {});
  var cached = Executors.newCachedThreadPool();
  cached.submit(() -> {}).get();
  var scheduled = Executors.newScheduledThreadPool(2);
  scheduled.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get();
  var stealing = Executors.newWorkStealingPool();
  stealing.submit(() -> {}).get();
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void commonPool() throws Exception {
  int sum = IntStream.range(0, 100_000).parallel().map(i -> i % 3).sum();
  CompletableFuture.supplyAsync(() -> sum).thenApplyAsync(i -> i + 1).join();
  ForkJoinPool.commonPool().submit(() -> {}).get();
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void idleTimer() throws Exception {
  var ran = new CountDownLatch(1);
  new Timer().schedule(
      new TimerTask() {
        public void run() {
          ran.countDown();
        }
      },
      1);
  ran.await();
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void timeoutsOfTheJdkAreOver() throws Exception {
  new CompletableFuture<Integer>().completeOnTimeout(1, 1, TimeUnit.MILLISECONDS).join();
  CompletableFuture.runAsync(
          () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
      .join();
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void filesWereUsed() throws Exception {
  var file = Files.createTempFile("asleep", null);
  Files.writeString(file, "x");
  try (var in = Files.newInputStream(file)) {
    in.readAllBytes();
  }
  Files.delete(file);
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void aChildHasEnded() throws Exception {
  var child = new ProcessBuilder("/bin/sh", "-c", "echo x").start();
  child.getInputStream().readAllBytes();
  child.waitFor();
  child.onExit().join();
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void virtualThreadsOfTheJdkHaveEnded() throws Exception {
  var threads = IntStream.range(0, 10).mapToObj(_ -> Thread.startVirtualThread(() -> {})).toList();
  for (var t : threads) t.join();
  Thread.startVirtualThread(() -> {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          throw new Error(e);
        }
      })
      .join();
  Thread.sleep(1);
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void virtualThreadOfTheJdkSleepsForEver() throws Exception {
  Thread.startVirtualThread(() -> {
    try {
      NOBODY.receive();
    } catch (InterruptedException e) {
      throw new Error(e);
    }
  });
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
// thread "listener" [chan receive]:
void platformThreadsWaitForEver() throws Exception {
  Thread.ofPlatform().start(() -> {
    synchronized (NOBODY) {
      try {
        NOBODY.wait();
      } catch (InterruptedException e) {
        throw new Error(e);
      }
    }
  });
  Thread.ofPlatform().start(() -> {
    var mutex = new ReentrantLock();
    mutex.lock();
    mutex.newCondition().awaitUninterruptibly();
  });
  var lock = new Object();
  Chan<Integer> locked = Chan.make();
  Thread.ofPlatform().name("listener").start(() -> {
    synchronized (lock) {
      try {
        locked.send(1);
        NOBODY.receive();
      } catch (InterruptedException e) {
        throw new Error(e);
      }
    }
  });
  locked.receive();
  Thread.ofPlatform().start(() -> {
    synchronized (lock) {}
  });
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void aPlatformThreadEndsWithoutAWord() throws Exception {
  Thread.ofPlatform().start(() -> {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      throw new Error(e);
    }
  });
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void loggingWasUsed() throws Exception {
  Logger.getLogger("x").fine("y");
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void socketsWereUsed() throws Exception {
  try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
    go(() -> {
      try (var s = server.accept()) {
        s.getInputStream().transferTo(s.getOutputStream());
      }
    });
    try (var s = new Socket(server.getInetAddress(), server.getLocalPort())) {
      s.getOutputStream().write(1);
      s.getInputStream().read();
    }
  }
  NOBODY.receive();
}

// goroutine 1 [chan receive]:
void anHttpClientWasUsed() throws Exception {
  try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
    go(() -> {
      try (var s = server.accept()) {
        s.getInputStream().read(new byte[8000]);
        s.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes());
      }
    });
    var client = HttpClient.newHttpClient();
    client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.getLocalPort())).build(),
        HttpResponse.BodyHandlers.discarding());
    fresh().receive();
    client.close();
  }
}

// goroutine 1 [chan receive]:
void aHookThatCannotWakeAnybody() throws Exception {
  Runtime.getRuntime()
      .addShutdownHook(
          new Thread(() -> {
            IO.println(", hook");
            System.err.println("hook");
          }));
  fresh().receive();
}

// goroutine 1 [chan receive]:
void aReferencePollerThatCannotWakeAnybody() throws Exception {
  java.lang.ref.Cleaner.create();
  fresh().receive();
}

void many(int goroutines) throws Exception {
  var wg = new WaitGroup();
  for (int i = 0; i < goroutines; i++) wg.go(() -> NOBODY.receive());
  wg.await();
}
