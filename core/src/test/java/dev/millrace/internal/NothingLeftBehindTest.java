package dev.millrace.internal;

import static dev.millrace.Go.after;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.Select;
import dev.millrace.Task;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A waiter that lost, timed out or was interrupted leaves nothing behind, nor does an element. */
@Timeout(600)
class NothingLeftBehindTest {
  private static final int MANY = 10_000_000;

  /** So many that a waiter each would be seen, and few enough for every build. */
  private static final int WAITS =
      Integer.getInteger("millrace.stress.seconds", 2) >= 30 ? MANY : 200_000;

  /** A waiter has 40 bytes: with one left behind each wait it would be 8 MB. */
  private static final long FLAT = 4_000_000;

  private final Chan<Integer> quiet = Chan.make();
  private final Chan<Integer> busy = Chan.make(1);

  private static void assertNobodyWaitsOn(Chan<?> ch) {
    Channel<?> channel = (Channel<?>) ch;
    assertThat(channel.queue(true).isEmpty()).as("nobody waits to send").isTrue();
    assertThat(channel.queue(false).isEmpty()).as("nobody waits to receive").isTrue();
  }

  /** Runs a task and sees that the heap is what it was before. */
  private void assertFlat(Task task) throws Exception {
    task.run(); // what is made once, classes included
    long before = used();
    task.run();
    assertThat(used() - before).isLessThan(FLAT);
    assertNobodyWaitsOn(quiet);
    assertNobodyWaitsOn(busy);
  }

  /** The least of several readings, as others may allocate meanwhile. */
  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(5);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void tenMillionSelectsWithACaseThatIsNeverReadyKeepTheHeapFlat() throws Exception {
    assertFlat(() -> {
      for (int i = 0; i < MANY / 2; i++) {
        select(send(busy, 1), recv(quiet), send(quiet, 1), recv(Chan.never()));
        select(recv(busy), recv(quiet), send(Chan.never(), 1).map(_ -> 1), otherwise());
      }
    });
  }

  @Test
  void tenMillionPreparedSelectsWithACaseThatIsNeverReadyKeepTheHeapFlat() throws Exception {
    Select select = Select.make();
    select.recv(quiet);
    select.send(quiet).value(1);
    select.recv(Chan.<Integer>never());
    var out = select.send(busy).value(1);
    var in = select.recv(busy);
    assertFlat(() -> {
      for (int i = 0; i < MANY / 2; i++) {
        if (select.await() != out.index() || select.await() != in.index()) {
          throw new AssertionError();
        }
        out.value(1);
      }
    });
  }

  @Test
  void selectsThatWaitWithACaseThatIsNeverReadyKeepTheHeapFlat() throws Exception {
    assertFlat(() -> {
      Thread peer = Thread.startVirtualThread(() -> run(() -> fill(WAITS)));
      for (int i = 0; i < WAITS; i++) {
        select(recv(quiet), recv(busy), send(quiet, 1).map(_ -> 1));
      }
      peer.join();
    });
  }

  @Test
  void preparedSelectsThatWaitWithACaseThatIsNeverReadyKeepTheHeapFlat() throws Exception {
    assertFlat(() -> {
      Thread consumer =
          Thread.startVirtualThread(() ->
              run(() -> {
                Select select = Select.make();
                select.recv(quiet);
                select.send(quiet).value(1);
                var in = select.recv(busy);
                for (int i = 0; i < WAITS; i++) {
                  if (select.await() != in.index()) {
                    throw new AssertionError();
                  }
                }
              }));
      fill(WAITS);
      consumer.join();
    });
  }

  private void fill(int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      busy.send(i);
    }
  }

  private static void run(Task task) {
    try {
      task.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void waitersThatTimeOutKeepTheHeapFlat() throws Exception {
    Duration d = Duration.ofNanos(1);
    Select prepared = Select.make();
    prepared.recv(quiet);
    prepared.send(quiet).value(1);
    assertFlat(() -> {
      for (int i = 0; i < WAITS; i++) {
        switch (i % 4) {
          case 0 -> select(recv(quiet, _ -> {}), send(quiet, 1), after(d));
          case 1 -> timesOut(() -> quiet.send(1, d));
          case 2 -> timesOut(() -> quiet.receive(d));
          default -> {
            if (prepared.await(d) != Select.NONE) {
              throw new AssertionError();
            }
          }
        }
      }
    });
  }

  private static void timesOut(Task task) throws Exception {
    try {
      task.run();
    } catch (TimeoutException _) {
      return;
    }
    throw new AssertionError();
  }

  @Test
  void waitersThatAreInterruptedKeepTheHeapFlat() throws Exception {
    int waits = Math.min(WAITS, 1_000_000) / 10;
    Select prepared = Select.make();
    prepared.recv(quiet);
    prepared.send(quiet).value(1);
    Thread self = Thread.currentThread();
    assertFlat(() -> {
      Thread interrupter =
          Thread.startVirtualThread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
              if (self.getState() == Thread.State.WAITING) {
                self.interrupt();
              }
              Thread.yield();
            }
          });
      for (int i = 0; i < waits; i++) {
        switch (i % 4) {
          case 0 -> isInterrupted(() -> select(recv(quiet), recv(Chan.never())));
          case 1 -> isInterrupted(() -> quiet.send(1));
          case 2 -> isInterrupted(quiet::receive);
          default -> isInterrupted(prepared::await);
        }
      }
      interrupter.interrupt();
      while (interrupter.isAlive()) {
        isInterrupted(() -> interrupter.join(1));
      }
      Thread.interrupted();
    });
  }

  private static void isInterrupted(Task task) throws Exception {
    try {
      task.run();
    } catch (InterruptedException _) {
      // as it should be
    }
  }

  // ---- elements

  /** Whether the collector finds what a task has put through, once that is over. */
  private static void assertForgotten(Chan<Object> ch, ElementUser user) throws Exception {
    List<WeakReference<Object>> elements = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      elements.add(user.use(ch));
    }
    for (WeakReference<Object> element : elements) {
      long start = System.nanoTime();
      while (element.get() != null) {
        if (System.nanoTime() - start > 10_000_000_000L) {
          throw new AssertionError("still reachable");
        }
        System.gc();
      }
    }
    assertNobodyWaitsOn(ch);
  }

  @FunctionalInterface
  private interface ElementUser {
    WeakReference<Object> use(Chan<Object> ch) throws Exception;
  }

  @Test
  void aBufferForgetsWhatHasLeftIt() throws Exception {
    assertForgotten(
        Chan.make(4),
        ch -> {
          Object element = new Object();
          ch.send(element);
          ch.receive();
          return new WeakReference<>(element);
        });
  }

  @Test
  void aBufferForgetsWhatIsDiscarded() throws Exception {
    assertForgotten(
        Chan.make(2),
        ch -> {
          Object element = new Object();
          ch.send(element);
          Channel<Object> channel = (Channel<Object>) ch;
          channel.lock();
          assertThat(channel.discard()).isTrue();
          assertThat(channel.discard()).isFalse();
          channel.unlock();
          return new WeakReference<>(element);
        });
  }

  @Test
  void whatWasNotSentIsForgotten() throws Exception {
    assertForgotten(
        Chan.make(),
        ch -> {
          Object element = new Object();
          ch.trySend(element);
          timesOut(() -> ch.send(element, Duration.ofNanos(1)));
          select(send(ch, element), after(Duration.ofNanos(1)));
          Thread.currentThread().interrupt();
          isInterrupted(() -> ch.send(element));
          return new WeakReference<>(element);
        });
  }

  /** Its waiters are kept from turn to turn, but not what they carried. */
  @Test
  void aPreparedSelectForgetsWhatItHasSent() throws Exception {
    Chan<Object> slow = Chan.make();
    Select select = Select.make();
    var out = select.send(slow);
    assertForgotten(
        slow,
        ch -> {
          Object element = new Object();
          out.value(element);
          // One turn waits, and the next goes ahead at once.
          if (select.await(Duration.ofNanos(1)) != Select.NONE) {
            throw new AssertionError();
          }
          Thread receiver = Thread.startVirtualThread(() -> run(ch::receive));
          while (((Channel<?>) ch).queue(false).isEmpty()) {
            Thread.yield();
          }
          assertThat(select.poll()).isEqualTo(out.index());
          receiver.join();
          return new WeakReference<>(element);
        });
    assertThat(select).isNotNull();
  }

  @Test
  void aPreparedSelectForgetsThoseBehindWhomItHasWaited() throws Exception {
    Chan<Object> slow = Chan.make();
    Select select = Select.make();
    select.send(slow).value("");
    assertForgotten(
        slow,
        ch -> {
          Object element = new Object();
          Thread ahead =
              Thread.startVirtualThread(() -> run(() -> isInterrupted(() -> ch.send(element))));
          while (((Channel<?>) ch).queue(true).isEmpty()) {
            Thread.yield();
          }
          if (select.await(Duration.ofNanos(1)) != Select.NONE) {
            throw new AssertionError();
          }
          ahead.interrupt();
          ahead.join();
          return new WeakReference<>(element);
        });
    assertThat(select).isNotNull();
  }

  @Test
  void aPreparedSelectForgetsWhatItHasReceivedOnTheNextTurnOfTheCase() throws Exception {
    Chan<@Nullable Object> ch = Chan.make(1);
    Select select = Select.make();
    var in = select.recv(ch);
    Object[] held = {new Object()};
    WeakReference<Object> element = new WeakReference<>(held[0]);
    Thread sender =
        Thread.startVirtualThread(() ->
            run(() -> {
              while (((Channel<?>) ch).queue(false).isEmpty()) {
                Thread.yield();
              }
              ch.send(held[0]);
            }));
    assertThat(select.await()).isZero();
    sender.join();
    assertThat(in.value()).isSameAs(held[0]);
    ch.send(null);
    assertThat(select.await()).isZero();
    held[0] = "";
    long start = System.nanoTime();
    while (element.get() != null) {
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
      System.gc();
    }
    assertThat(in.value()).isNull();
  }
}
