// Has goroutines in every state that Go has a word for, each in a method of its own, and dumps
// them.
import static dev.millrace.Go.*;

import module dev.millrace;

void chanSend() throws InterruptedException {
  Chan.<Integer>make().send(1);
}

void chanSendFull() throws InterruptedException {
  Chan<Integer> ch = Chan.make(1);
  ch.send(1);
  ch.send(2);
}

void chanReceive() throws InterruptedException {
  Chan.make().receive();
}

void chanRange() {
  for (var _ : Chan.make()) {}
}

void chanSendNil() throws InterruptedException {
  Chan.<Integer>never().send(1);
}

void chanReceiveNil() throws InterruptedException {
  Chan.never().receive();
}

void timerReceive() throws InterruptedException {
  Timers.after(Duration.ofHours(1)).receive();
}

void contextDone() throws InterruptedException {
  try (var ctx = Context.background().withCancel()) {
    ctx.done().receiveOrClosed();
  }
}

void selectTwo() throws InterruptedException {
  select(recv(Chan.make()), send(Chan.<Integer>make(), 1));
}

void selectNil() throws InterruptedException {
  select(recv(Chan.never()), send(Chan.<Integer>never(), 1));
}

void selectWithTime() throws InterruptedException {
  select(recv(Chan.make()), after(Duration.ofHours(1)));
}

void selectNoCases() throws InterruptedException {
  select();
}

void mutexLock() {
  Mutex mu = new Mutex();
  mu.lock();
  mu.lock();
}

void rwMutexLock() {
  RwMutex rw = new RwMutex();
  rw.readLock().lock();
  rw.writeLock().lock();
}

void rwMutexReadLock() {
  RwMutex rw = new RwMutex();
  rw.writeLock().lock();
  rw.readLock().lock();
}

void waitGroupWait() throws InterruptedException {
  WaitGroup wg = new WaitGroup();
  wg.add(1);
  wg.await();
}

void condWait() throws InterruptedException {
  Mutex mu = new Mutex();
  Cond c = new Cond(mu);
  mu.lock();
  c.await();
}

void sleeps() throws InterruptedException {
  sleep(Duration.ofHours(1));
}

void once(Once o) {
  o.run(this::chanRange);
}

void accepts(ServerSocket l) throws IOException {
  l.accept();
}

void reads(Socket conn) throws IOException {
  conn.getInputStream().read();
}

void computes() {
  while (true) {
    Thread.onSpinWait();
  }
}

void main() throws Exception {
  ServerSocket l = new ServerSocket(0);
  ServerSocket quiet = new ServerSocket(0);
  Socket conn = new Socket("localhost", quiet.getLocalPort());
  Once o = new Once();
  List<Task> all =
      List.of(
          this::chanSend,
          this::chanSendFull,
          this::chanReceive,
          this::chanRange,
          this::chanSendNil,
          this::chanReceiveNil,
          this::timerReceive,
          this::contextDone,
          this::selectTwo,
          this::selectNil,
          this::selectWithTime,
          this::selectNoCases,
          this::mutexLock,
          this::rwMutexLock,
          this::rwMutexReadLock,
          this::waitGroupWait,
          this::condWait,
          this::sleeps,
          this::computes,
          () -> once(o),
          () -> once(o),
          () -> accepts(l),
          () -> reads(conn),
          () -> reads(conn));
  for (Task f : all) {
    go(f);
  }
  for (; ; ) {
    String dump = Goroutines.dump();
    // main, computes, and those that wait
    if (Pattern.compile("\\[(running|runnable|idle|park)\\]").matcher(dump).results().count()
        <= 2) {
      IO.print(dump);
      System.exit(0);
    }
    Thread.sleep(1);
  }
}
