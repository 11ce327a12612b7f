package dev.millrace.internal;

import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Goroutines;
import dev.millrace.sync.Mutex;

/** What {@link RecordingTest} runs in a JVM of its own: it waits in each way that is recorded. */
@SuppressWarnings("LockNotBeforeTry") // a failure between is a failure of the test
final class UnrecordedProgram {
  private UnrecordedProgram() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("jdk.jfr: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
    Chan<Integer> ch = Chan.make();
    Goroutine receiving = go(() -> System.out.println("received " + ch.receive()));
    until("chan receive");
    ch.send(1);
    receiving.join();
    Goroutine selecting = go(() -> select(recv(ch, n -> System.out.println("selected " + n))));
    until("select");
    ch.send(2);
    selecting.join();
    Mutex m = new Mutex();
    m.lock();
    Goroutine locking = go(m::lock);
    until("sync.Mutex.Lock");
    m.unlock();
    locking.join();
    System.out.println("locked");
  }

  private static void until(String state) {
    while (!Goroutines.dump().contains("[" + state + "]")) {
      Thread.yield();
    }
  }
}
