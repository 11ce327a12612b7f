package dev.millrace;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static dev.millrace.Go.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sync.Cond;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.WaitGroup;
import dev.millrace.sync.WeightedSemaphore;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dumps say of each goroutine what it is doing, in Go's words. */
@Timeout(60)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // who waits for ever is the point
class GoroutinesTest {
  private final List<Goroutine> started = Collections.synchronizedList(new ArrayList<>());

  private Goroutine start(Task task) {
    Goroutine g = go(task);
    started.add(g);
    return g;
  }

  @AfterEach
  void end() {
    started.forEach(Goroutine::interrupt);
  }

  /** The paragraph of a goroutine, once its first line is that. */
  private static String paragraph(Goroutine g, String state) {
    for (; ; ) {
      String all = Goroutines.dump();
      int begin = all.indexOf("goroutine " + g.id() + " [" + state + "]:\n");
      if (begin >= 0) {
        return all.substring(begin, all.indexOf("\n\n", begin));
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void whoWaitsOnAChannelIsShownWithIt() {
    Chan<Integer> empty = Chan.make();
    assertThat(paragraph(start(() -> empty.receive()), "chan receive"))
        .contains("dev.millrace.GoroutinesTest.lambda$", "(GoroutinesTest.java:", "\ton channel 0x")
        .endsWith(", 1 receiver waiting")
        .doesNotContain("dev.millrace.internal", "VirtualThread", "LockSupport");
    assertThat(paragraph(start(() -> empty.receive()), "chan receive"))
        .contains(", 2 receivers waiting");
    Chan<Integer> full = Chan.make(1);
    Goroutine sender =
        start(() -> {
          full.send(1);
          full.send(2);
        });
    assertThat(paragraph(sender, "chan send")).endsWith(", 1/1 full, 1 sender waiting");
  }

  @Test
  void aSelectIsShownWithAllItsChannels() {
    Chan<Integer> in = Chan.make();
    Chan<Integer> out = Chan.make();
    assertThat(paragraph(start(() -> select(recv(in), send(out, 1))), "select"))
        .contains(", 1 receiver waiting", ", 1 sender waiting");
    paragraph(start(() -> select()), "select (no cases)");
    paragraph(start(() -> Chan.never().receive()), "chan receive (nil chan)");
    paragraph(start(() -> Chan.<Integer>never().send(1)), "chan send (nil chan)");
  }

  @Test
  void locksAndGroupsAndConditionsHaveGosWords() throws Exception {
    Mutex mutex = new Mutex();
    mutex.lock();
    assertThat(paragraph(start(() -> mutex.acquire().close()), "sync.Mutex.Lock"))
        .contains("dev.millrace.sync.Mutex.acquire(Mutex.java:", "\ton mutex 0x");
    RwMutex rw = new RwMutex();
    rw.readLock().lock();
    paragraph(start(() -> rw.acquireWrite().close()), "sync.RWMutex.Lock");
    paragraph(start(() -> rw.acquireRead().close()), "sync.RWMutex.RLock");
    WaitGroup wg = new WaitGroup();
    wg.add(1);
    paragraph(start(wg::await), "sync.WaitGroup.Wait");
    Mutex guard = new Mutex();
    Cond cond = new Cond(guard);
    paragraph(
        start(() -> {
          try (var _ = guard.acquire()) {
            cond.await();
          }
        }),
        "sync.Cond.Wait");
    WeightedSemaphore semaphore = new WeightedSemaphore(1);
    paragraph(start(() -> semaphore.acquire(2)), "semacquire");
    mutex.unlock();
  }

  @Test
  void soHaveTimeAndSocketsAndRunning() throws Exception {
    paragraph(start(() -> sleep(Duration.ofHours(1))), "sleep");
    paragraph(start(() -> Thread.sleep(Duration.ofHours(1))), "sleep");
    try (ServerSocket server = new ServerSocket(0)) {
      Goroutine accepting =
          start(() -> {
            try {
              server.accept();
            } catch (java.net.SocketException e) { // closed below
            }
          });
      assertThat(paragraph(accepting, "IO wait")).contains("java.net.ServerSocket.accept");
    }
    AtomicBoolean over = new AtomicBoolean();
    Goroutine computing =
        start(() -> {
          while (!over.get()) {
            Thread.onSpinWait();
          }
        });
    paragraph(computing, "running");
    assertThat(paragraph(start(() -> computing.join()), "goroutine join"))
        .contains("\ton goroutine " + computing.id());
    over.set(true);
  }

  @Test
  void whatWaitsInTheJdkIsNamedByWhatItWaitsOn() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    paragraph(start(lock::lockInterruptibly), "park (java.util.concurrent.locks.ReentrantLock)");
    paragraph(
        start(() -> {
          synchronized (lock) {
            lock.wait();
          }
        }),
        "Object.wait");
    paragraph(start(() -> LockSupport.park()), "park");
    lock.unlock();
  }

  @Test
  void theCreatorIsNamed() throws Exception {
    Chan<Goroutine> child = Chan.make(1);
    Goroutine parent = start(() -> child.send(start(() -> Chan.make().receive())));
    assertThat(paragraph(child.receive(), "chan receive"))
        .endsWith("created in goroutine " + parent.id());
    WaitGroup wg = new WaitGroup();
    Goroutine member = wg.go(() -> Chan.make().receive());
    started.add(member);
    assertThat(paragraph(member, "chan receive"))
        .endsWith("created by dev.millrace.sync.WaitGroup.go");
  }

  @Test
  void theCurrentOneKnowsItself() throws Exception {
    assertThat(Goroutines.current()).isNull();
    Chan<@Nullable Goroutine> self = Chan.make(1);
    Goroutine g = go(() -> self.send(Goroutines.current()));
    assertThat(self.receive()).isSameAs(g);
    assertThat(async(() -> Goroutines.current()).await()).isNotNull();
    Chan<@Nullable Goroutine> other = Chan.make(1);
    Thread.ofVirtual()
        .start(() -> {
          other.trySend(Goroutines.current());
        })
        .join();
    assertThat(other.receive()).isNull();
  }

  @Test
  void whoHasEndedIsNotThereAnyMore() throws Exception {
    Goroutine g = go(() -> {});
    g.join();
    assertThat(Goroutines.dump()).doesNotContain("goroutine " + g.id() + " ");
    Chan<Integer> ch = Chan.make();
    for (int i = 0; i < 1_000; i++) {
      start(() -> ch.receiveOrClosed());
    }
    assertThat(Goroutines.count()).isGreaterThanOrEqualTo(1_000);
    ch.close();
    for (Goroutine each : started) {
      each.join();
    }
    started.forEach(
        each -> assertThat(Goroutines.dump()).doesNotContain("goroutine " + each.id() + " "));
  }

  @Test
  void theShortFormShowsThoseInTheSamePlaceOnce() throws Exception {
    Chan<Integer> ch = Chan.make();
    for (int i = 0; i < 50; i++) {
      start(() -> ch.receive());
    }
    String ids =
        started.get(0).id() + ", " + started.get(1).id() + ", " + started.get(2).id() + ", ...";
    String text;
    do { // once all are asleep
      StringBuilder out = new StringBuilder();
      Goroutines.dump(out);
      text = out.toString();
    } while (!text.contains("50 goroutines " + ids + " [chan receive]:\n"));
    assertThat(text)
        .contains(", 50 receivers waiting\n")
        .doesNotContain("goroutine " + started.get(7).id() + " ");
  }
}
