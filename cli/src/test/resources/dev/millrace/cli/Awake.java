import module dev.millrace;
import static dev.millrace.Go.*;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

// Programs that wait for a while, all goroutines of them, and go on: no deadlock. A method each;
// the first argument chooses.

static final Chan<Integer> CH = Chan.make();
static final long WHILE = 700; // milliseconds

static String[] rest;

void main(String[] args) throws Throwable {
  rest = args;
  if (args[0].equals("lock")) {
    lock(args[1]);
    return;
  }
  try {
    getClass().getDeclaredMethod(args[0]).invoke(this);
  } catch (InvocationTargetException e) {
    throw e.getCause();
  }
  IO.println("went on");
}

interface Body {
  void run() throws Throwable;
}

static Runnable quietly(Body body) {
  return () -> {
    try {
      body.run();
    } catch (Throwable e) {
      throw new Error(e);
    }
  };
}

static Thread platform(Body body) {
  return Thread.ofPlatform().daemon().start(quietly(body));
}

static void pause() throws InterruptedException {
  Thread.sleep(WHILE);
}

// ---- time

void aGoroutineSleeps() throws Exception {
  go(() -> {
    sleep(Duration.ofMillis(WHILE));
    CH.send(1);
  });
  CH.receive();
}

void mainSleeps() throws Exception {
  go(() -> CH.receive());
  sleep(Duration.ofMillis(WHILE));
}

void timerAfter() throws Exception {
  Timers.after(Duration.ofMillis(WHILE)).receive();
}

void ticker() throws Exception {
  go(() -> {
    try (var ticker = Timers.ticker(Duration.ofMillis(WHILE / 2))) {
      ticker.receive();
      ticker.receive();
      CH.send(1);
    }
  });
  CH.receive();
}

void afterFunc() throws Exception {
  Timers.afterFunc(Duration.ofMillis(WHILE), () -> CH.send(1));
  CH.receive();
}

void selectWithATimeLimit() throws Exception {
  select(recv(CH), after(Duration.ofMillis(WHILE)));
}

void receiveWithATimeLimit() throws Exception {
  try {
    CH.receive(Duration.ofMillis(WHILE));
  } catch (java.util.concurrent.TimeoutException e) { // as it should
  }
}

void deadlineOfAContext() throws Exception {
  try (var ctx = Context.background().withTimeout(Duration.ofMillis(WHILE))) {
    ctx.done().receiveOrClosed();
  }
}

void deadlineOfAContextInterrupts() throws Exception {
  try (var ctx = Context.background().withTimeout(Duration.ofMillis(WHILE))) {
    go(ctx, () -> CH.receive()).join();
  }
}

void threadSleepInAGoroutine() throws Exception {
  go(() -> {
    pause();
    CH.send(1);
  });
  CH.receive();
}

void parkNanosInAGoroutine() throws Exception {
  go(() -> {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WHILE);
    for (long n = 1; n > 0; n = end - System.nanoTime()) LockSupport.parkNanos(n);
    CH.send(1);
  });
  CH.receive();
}

void objectWaitWithATimeLimit() throws Exception {
  go(() -> {
    synchronized (this) {
      wait(WHILE);
    }
    CH.send(1);
  });
  CH.receive();
}

void timerOfTheJdk() throws Exception {
  new Timer(true).schedule(
      new TimerTask() {
        public void run() {
          quietly(() -> CH.send(1)).run();
        }
      },
      WHILE);
  CH.receive();
}

void scheduledExecutor() throws Exception {
  Executors.newScheduledThreadPool(1)
      .schedule(quietly(() -> CH.send(1)), WHILE, TimeUnit.MILLISECONDS);
  CH.receive();
}

void delayedExecutor() throws Exception {
  CompletableFuture.delayedExecutor(WHILE, TimeUnit.MILLISECONDS)
      .execute(quietly(() -> CH.send(1)));
  CH.receive();
}

void orTimeout() throws Exception {
  var never = new CompletableFuture<Integer>();
  never.completeOnTimeout(1, WHILE, TimeUnit.MILLISECONDS);
  Receiver.of(never).receive();
}

record Later(Runnable body, long at) implements Delayed, RunnableFuture<Object> {
  public long getDelay(TimeUnit unit) {
    return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  public int compareTo(Delayed other) {
    return Long.compare(at, ((Later) other).at);
  }

  public void run() {
    body.run();
  }

  public boolean cancel(boolean interrupt) {
    return false;
  }

  public boolean isCancelled() {
    return false;
  }

  public boolean isDone() {
    return false;
  }

  public Object get() {
    return 1;
  }

  public Object get(long timeout, TimeUnit unit) {
    return 1;
  }
}

@SuppressWarnings({"unchecked", "rawtypes"})
void poolWithAQueueOfDelays() throws Exception {
  var queue = new DelayQueue<Later>();
  var pool =
      new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, (BlockingQueue<Runnable>) (BlockingQueue) queue);
  pool.allowCoreThreadTimeOut(true);
  pool.prestartAllCoreThreads();
  long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WHILE);
  queue.add(new Later(quietly(() -> CH.send(1)), at));
  CH.receive();
}

// ---- other threads

void aPlatformThreadSleeps() throws Exception {
  platform(() -> {
    pause();
    CH.send(1);
  });
  CH.receive();
}

void aPlatformThreadComputes() throws Exception {
  platform(() -> {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WHILE);
    while (System.nanoTime() < end) {}
    CH.send(1);
  });
  CH.receive();
}

void aTaskOfAnExecutorComputes() throws Exception {
  Executors.newCachedThreadPool().submit(quietly(() -> {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WHILE);
    while (System.nanoTime() < end) {}
    CH.send(1);
  }));
  CH.receive();
}

// Each is called waiting most of the time.
void twoPlatformThreadsHandOnToEachOther() throws Exception {
  var queue = new SynchronousQueue<Integer>();
  platform(() -> {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * WHILE);
    while (System.nanoTime() < end) queue.put(1);
    queue.put(0);
    CH.send(1);
  });
  platform(() -> {
    while (queue.take() == 1) {}
  });
  CH.receive();
}

void twoPlatformThreadsTalkOverChannels() throws Exception {
  Chan<Integer> ping = Chan.make();
  Chan<Integer> pong = Chan.make();
  platform(() -> {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * WHILE);
    while (System.nanoTime() < end) {
      ping.send(1);
      pong.receive();
    }
    CH.send(1);
  });
  platform(() -> {
    for (int i : ping) pong.send(i);
  });
  CH.receive();
}

void platformThreadsPassAMonitorOn() throws Exception {
  var lock = new Object();
  for (int i = 0; i < 3; i++) {
    platform(() -> {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * WHILE);
      synchronized (lock) {
        while (System.nanoTime() < end) {
          lock.notify();
          lock.wait();
        }
        lock.notifyAll();
      }
      CH.trySend(1);
    });
  }
  CH.receive();
}

void virtualThreadsOfTheJdkHandOnToEachOther() throws Exception {
  var queue = new SynchronousQueue<Integer>();
  Thread.startVirtualThread(quietly(() -> {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * WHILE);
    while (System.nanoTime() < end) queue.put(1);
    queue.put(0);
    CH.send(1);
  }));
  Thread.startVirtualThread(quietly(() -> {
    while (queue.take() == 1) {}
  }));
  CH.receive();
}

void aVirtualThreadOfTheJdkSleeps() throws Exception {
  Thread.startVirtualThread(quietly(() -> {
    pause();
    CH.send(1);
  }));
  CH.receive();
}

void aVirtualThreadOfTheJdkWaitsForASocket() throws Exception {
  var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  Thread.startVirtualThread(quietly(() -> {
    server.accept().close();
    CH.send(1);
  }));
  later(() -> new Socket(server.getInetAddress(), server.getLocalPort()));
  CH.receive();
}

// From outside of this process, so that nothing is awake in here but what waits.
static void later(Body body) throws Exception {
  var child = new ProcessBuilder("/bin/sh", "-c", "exec sleep 0.7").start();
  platform(() -> {
    child.waitFor();
    body.run();
  });
}

void aStageIsUnderWay() throws Exception {
  Receiver.of(CompletableFuture.supplyAsync(() -> {
        quietly(() -> pause()).run();
        return 1;
      }))
      .receive();
}

void submissionPublisher() throws Exception {
  try (var publisher = new SubmissionPublisher<Integer>()) {
    publisher.consume(i -> quietly(() -> {
      pause();
      CH.send(i);
    }).run());
    publisher.submit(1);
    CH.receive();
  }
}

void aLockIsHeldByAPlatformThread() throws Exception {
  var lock = new ReentrantLock();
  var locked = new CountDownLatch(1);
  platform(() -> {
    lock.lock();
    locked.countDown();
    pause();
    lock.unlock();
  });
  locked.await();
  lock.lock();
}

void aMonitorIsHeldByAPlatformThread() throws Exception {
  var locked = new CountDownLatch(1);
  platform(() -> {
    synchronized (this) {
      locked.countDown();
      pause();
    }
  });
  locked.await();
  synchronized (this) {}
}

void futureTask() throws Exception {
  var task = new FutureTask<Integer>(() -> {
    pause();
    return 1;
  });
  platform(task::run);
  task.get();
}

void phaser() throws Exception {
  var phaser = new Phaser(2);
  platform(() -> {
    pause();
    phaser.arrive();
  });
  phaser.arriveAndAwaitAdvance();
}

void exchanger() throws Exception {
  var exchanger = new Exchanger<Integer>();
  platform(() -> {
    pause();
    exchanger.exchange(1);
  });
  exchanger.exchange(2);
}

static class Slow {
  static final int VALUE;

  static {
    try {
      pause();
    } catch (InterruptedException e) {
      throw new Error(e);
    }
    VALUE = 1;
  }
}

void aClassIsInitialised() throws Exception {
  for (int i = 0; i < 4; i++) go(() -> CH.send(Slow.VALUE));
  for (int i = 0; i < 4; i++) CH.receive();
}

static class Sent {
  static final int VALUE;

  static {
    try {
      VALUE = CH.receive();
    } catch (InterruptedException e) {
      throw new Error(e);
    }
  }
}

void aClassInitialiserWaitsForAPlatformThread() throws Exception {
  Chan<Integer> out = Chan.make();
  for (int i = 0; i < 4; i++) go(() -> out.send(Sent.VALUE));
  platform(() -> {
    pause();
    CH.send(1);
  });
  for (int i = 0; i < 4; i++) out.receive();
}

static void sleepInNativeCode() throws Throwable {
  var linker = Linker.nativeLinker();
  var usleep =
      linker.downcallHandle(
          linker.defaultLookup().findOrThrow("usleep"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  int _ = (int) usleep.invokeExact((int) WHILE * 1000);
}

void nativeCodeInAGoroutine() throws Exception {
  go(() -> {
    quietly(() -> sleepInNativeCode()).run();
    CH.send(1);
  });
  CH.receive();
}

void nativeCodeInAPlatformThread() throws Exception {
  platform(() -> {
    sleepInNativeCode();
    CH.send(1);
  });
  CH.receive();
}

static void sendFromNativeCode(long unused) {
  quietly(() -> CH.send(1)).run();
}

// The C library makes the thread that calls up when the time has come.
void aTimerOfTheSystemCallsUp() throws Throwable {
  var linker = Linker.nativeLinker();
  var lookup = linker.defaultLookup();
  var create =
      linker.downcallHandle(
          lookup.findOrThrow("timer_create"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  var set =
      linker.downcallHandle(
          lookup.findOrThrow("timer_settime"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS));
  var arena = Arena.global();
  var stub =
      linker.upcallStub(
          MethodHandles.lookup()
              .findStatic(
                  getClass(), "sendFromNativeCode", MethodType.methodType(void.class, long.class)),
          FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG),
          arena);
  var event = arena.allocate(64, 8); // sigevent
  event.set(ValueLayout.JAVA_INT, 12, 2); // SIGEV_THREAD
  event.set(ValueLayout.ADDRESS, 16, stub);
  var id = arena.allocate(8, 8);
  int created = (int) create.invokeExact(1, event, id);
  var time = arena.allocate(32, 8); // itimerspec
  time.set(ValueLayout.JAVA_LONG, 24, TimeUnit.MILLISECONDS.toNanos(WHILE));
  var timer = id.get(ValueLayout.ADDRESS, 0);
  int started = (int) set.invokeExact(timer, 0, time, MemorySegment.NULL);
  if (created != 0 || started != 0) throw new Error("no timer");
  CH.receive();
}

// ---- input and output

void accept() throws Exception {
  var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  go(() -> {
    server.accept().close();
    CH.send(1);
  });
  later(() -> new Socket(server.getInetAddress(), server.getLocalPort()));
  CH.receive();
}

// Nothing of this process is awake.
void acceptFromAnotherProcess() throws Exception {
  var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  inTheBackground("sleep 0.7; exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort());
  go(() -> {
    server.accept().close();
    CH.send(1);
  });
  CH.receive();
}

static void inTheBackground(String command) throws Exception {
  new ProcessBuilder("/bin/bash", "-c", "(" + command + ") >/dev/null 2>&1 </dev/null &")
      .start()
      .waitFor();
}

void readOfASocket() throws Exception {
  var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  go(() -> {
    try (var s = new Socket(server.getInetAddress(), server.getLocalPort())) {
      s.getInputStream().read();
    }
    CH.send(1);
  });
  var s = server.accept();
  later(() -> s.getOutputStream().write(1));
  CH.receive();
}

void socketChannel() throws Exception {
  var server = ServerSocketChannel.open().bind(new InetSocketAddress("localhost", 0));
  go(() -> {
    try (var s = server.accept()) {
      s.read(ByteBuffer.allocate(1));
    }
    CH.send(1);
  });
  var s = SocketChannel.open(server.getLocalAddress());
  later(() -> s.write(ByteBuffer.allocate(1)));
  CH.receive();
}

void selectorOfTheJdk() throws Exception {
  var pipe = Pipe.open();
  var selector = Selector.open();
  pipe.source().configureBlocking(false).register(selector, 1);
  go(() -> {
    selector.select();
    CH.send(1);
  });
  later(() -> pipe.sink().write(ByteBuffer.allocate(1)));
  CH.receive();
}

void asynchronousChannel() throws Exception {
  var server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress("localhost", 0));
  var accepted = server.accept();
  later(() -> SocketChannel.open(server.getLocalAddress()));
  accepted.get();
}

void httpServerAndClient() throws Exception {
  var server = HttpServer.create(new InetSocketAddress("localhost", 0), 1);
  server.setExecutor(task -> go(task::run));
  server.createContext(
      "/",
      exchange -> {
        quietly(() -> sleep(Duration.ofMillis(WHILE))).run();
        exchange.sendResponseHeaders(200, -1);
      });
  server.start();
  HttpClient.newHttpClient()
      .send(
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + server.getAddress().getPort()))
              .build(),
          HttpResponse.BodyHandlers.discarding());
}

void anHttpServerIsAllThereIs() throws Exception {
  var server = HttpServer.create(new InetSocketAddress("localhost", 0), 1);
  server.createContext(
      "/",
      exchange -> {
        exchange.sendResponseHeaders(200, -1);
        IO.println("went on");
        System.exit(0);
      });
  server.start();
  inTheBackground(
      "sleep 0.7; exec 3<>/dev/tcp/127.0.0.1/"
          + server.getAddress().getPort()
          + "; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3");
  Chan.make().receive();
}

void pipe() throws Exception {
  var pipe = Pipe.open();
  go(() -> {
    pipe.source().read(ByteBuffer.allocate(1));
    CH.send(1);
  });
  later(() -> pipe.sink().write(ByteBuffer.allocate(1)));
  CH.receive();
}

void fifo() throws Exception {
  var fifo = Files.createTempDirectory("awake").resolve("fifo");
  new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
  inTheBackground("sleep 0.7; echo x >" + fifo);
  go(() -> {
    try (var in = new FileInputStream(fifo.toFile())) {
      in.read();
    }
    CH.send(1);
  });
  CH.receive();
}

void waitForAChild() throws Exception {
  new ProcessBuilder("/bin/sh", "-c", "sleep 0.7").start().waitFor();
}

void outputOfAChild() throws Exception {
  var child = new ProcessBuilder("/bin/sh", "-c", "sleep 0.7; echo x").start();
  go(() -> {
    child.getInputStream().read();
    CH.send(1);
  });
  CH.receive();
}

void onExitOfAChild() throws Exception {
  Receiver.of(new ProcessBuilder("/bin/sh", "-c", "sleep 0.7").start().onExit()).receive();
}

// Another process has it.
void fileLock() throws Exception {
  var file = Files.createTempFile("awake", null).toString();
  var child =
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "Awake",
              "lock",
              file)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
  child.getInputStream().read();
  go(() -> {
    lock(file);
    CH.send(1);
  });
  CH.receive();
}

static void lock(String file) throws Exception {
  try (var f = FileChannel.open(Path.of(file), StandardOpenOption.WRITE); var _ = f.lock()) {
    if (rest[0].equals("lock")) {
      IO.println("locked");
      pause();
    }
  }
}

static class Dialled {
  static {
    try {
      new Socket(InetAddress.getLoopbackAddress(), Integer.getInteger("awake.port"))
          .getInputStream()
          .read();
    } catch (Exception e) {
      throw new Error(e);
    }
  }

  static void touch() {}
}

// Go's NetpollDeadlock.
void aClassInitialiserWaitsForASocket() throws Exception {
  var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  System.setProperty("awake.port", "" + server.getLocalPort());
  go(() -> {
    var s = server.accept();
    sleep(Duration.ofMillis(WHILE));
    s.close();
  });
  Dialled.touch();
}

void watchService() throws Exception {
  var directory = Files.createTempDirectory("awake");
  var service = directory.getFileSystem().newWatchService();
  directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
  inTheBackground("sleep 0.7; echo x >" + directory + "/x");
  service.take();
}

// ---- what may come from outside of all threads

void aSignalHandlerSends() throws Exception {
  sun.misc.Signal.handle(new sun.misc.Signal("USR2"), _ -> CH.trySend(1));
  inTheBackground("sleep 0.7; kill -USR2 " + ProcessHandle.current().pid());
  CH.receive();
}

void aCleanerSends() throws Exception {
  var cleaner = Cleaner.create();
  cleaner.register(new Object(), () -> CH.trySend(1));
  CH.receive();
}

@SuppressWarnings("removal")
static class Finalizable {
  protected void finalize() {
    CH.trySend(1);
  }
}

void aFinalizerSends() throws Exception {
  new Finalizable();
  CH.receive();
}

void aReferencePollerSends() throws Exception {
  var queue = new ReferenceQueue<Object>();
  var reference = new PhantomReference<>(new Object(), queue);
  platform(() -> {
    queue.remove();
    CH.send(1);
    Reference.reachabilityFence(reference);
  });
  CH.receive();
}

void aGoroutinePollsForReferences() throws Exception {
  var queue = new ReferenceQueue<Object>();
  var reference = new PhantomReference<>(new Object(), queue);
  go(() -> {
    queue.remove();
    CH.send(1);
    Reference.reachabilityFence(reference);
  });
  CH.receive();
}

// Main has nothing more to do and says so; the program is what it has registered.
void mainOnlyKeepsTheProgram() throws Exception {
  sun.misc.Signal.handle(
      new sun.misc.Signal("USR2"),
      _ -> {
        IO.println("went on");
        System.exit(0);
      });
  inTheBackground("sleep 0.7; kill -USR2 " + ProcessHandle.current().pid());
  select();
}

// Main is to be woken by a hook when SIGTERM comes.
void aHookSends() throws Exception {
  Runtime.getRuntime()
      .addShutdownHook(
          new Thread(quietly(() -> {
            CH.send(1);
            CH.receive();
          })));
  inTheBackground("sleep 0.7; kill " + ProcessHandle.current().pid());
  CH.receive();
  IO.println("went on");
  CH.send(1);
  CH.receive();
}

void stdin() throws Exception {
  go(() -> CH.send(System.in.read()));
  CH.receive();
}

// Until the debugger has been there a platform thread would read, then sleep, then send.
void aDebuggerSuspendsAll() throws Exception {
  platform(() -> {
    IO.println("started");
    for (int i = 0; i < 30; i++) Thread.sleep(20);
    System.in.read();
    pause();
    CH.send(1);
  });
  CH.receive();
}

void aCrashTakesItsTime() throws Exception {
  go(() -> {
    throw new RuntimeException() {
      public String getMessage() {
        quietly(() -> sleep(Duration.ofMillis(WHILE))).run();
        Thread.yield();
        return "told";
      }
    };
  });
  CH.receive();
}
