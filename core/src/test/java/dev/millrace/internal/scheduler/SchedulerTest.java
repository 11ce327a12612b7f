package dev.millrace.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Chan;
import dev.millrace.Task;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scheduler by itself, with carriers of its own; where its door is shut (the flag was not
 * given) nothing can be tested. What hangs here was forgotten or kept out.
 */
@Timeout(120)
class SchedulerTest {
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private @Nullable Scheduler scheduler;

  @BeforeEach
  void theDoorIsOpen() {
    assumeTrue(Door.isOpen(), "needs --add-opens java.base/java.lang");
  }

  @AfterEach
  void everybodyEnds() throws InterruptedException {
    for (Thread t : threads) {
      assertThat(t.join(Duration.ofSeconds(60))).as("%s ended", t).isTrue();
    }
    assertThat(failures.get()).isZero();
    if (scheduler != null) {
      Scheduler s = scheduler;
      // Both counts, as one that retires is no longer live before it is no longer idle.
      while (s.liveCount() != s.procs() || s.idleCount() != s.procs()) {
        Thread.sleep(1);
      }
      assertThat(s.hasGlobal()).isFalse();
    }
  }

  private Scheduler carriers(int procs) {
    scheduler = new Scheduler(procs);
    return scheduler;
  }

  private Thread start(Scheduler s, Task task) {
    Thread t =
        Door.ofVirtual(s)
            .inheritInheritableThreadLocals(false)
            .start(() -> {
              try {
                task.run();
              } catch (Throwable e) { // counted below
                e.printStackTrace();
                failures.incrementAndGet();
              }
            });
    synchronized (threads) {
      threads.add(t);
    }
    return t;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16})
  void whatIsStartedRuns(int procs) throws Exception {
    Scheduler s = carriers(procs);
    CountDownLatch ran = new CountDownLatch(10_100);
    start(
        s,
        () -> {
          for (int i = 0; i < 10_000; i++) {
            start(s, ran::countDown);
          }
        });
    for (int i = 0; i < 100; i++) {
      start(s, ran::countDown);
    }
    ran.await();
  }

  /** A thief and the owner may both take an entry: one too many must do no harm. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void whoIsSubmittedTwiceRunsOnce(int procs) throws Exception {
    Scheduler s = carriers(procs);
    int turns = 2_000;
    AtomicInteger done = new AtomicInteger();
    List<Thread> twice = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      twice.add(
          Door.ofVirtual(
                  r -> {
                    s.execute(r);
                    s.execute(r);
                  })
              .start(() -> {
                for (int k = 0; k < turns; k++) {
                  Thread self = Thread.currentThread();
                  Thread.startVirtualThread(() -> LockSupport.unpark(self));
                  LockSupport.park();
                  Thread.yield();
                  done.incrementAndGet();
                }
              }));
    }
    for (Thread t : twice) {
      t.join();
    }
    assertThat(done.get()).isEqualTo(20 * turns);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoComputesForEverKeepsNobodyOut(int procs) throws Exception {
    Scheduler s = carriers(procs);
    AtomicInteger over = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      start(
          s,
          () -> {
            while (over.get() == 0) {
              Thread.onSpinWait();
            }
          });
    }
    CountDownLatch ran = new CountDownLatch(2);
    start(s, () -> start(s, ran::countDown));
    start(s, ran::countDown);
    ran.await();
    over.set(1);
  }

  @Test
  void whoIsQueuedBehindOneThatComputesIsTakenAway() throws Exception {
    Scheduler s = carriers(2);
    for (int i = 0; i < 20; i++) {
      CountDownLatch ran = new CountDownLatch(2);
      start(
          s,
          () -> {
            start(s, ran::countDown);
            start(s, ran::countDown);
            while (ran.getCount() > 0) {
              Thread.onSpinWait();
            }
          });
      ran.await();
    }
  }

  /** Each time that it looks in vain, a carrier looks for a shorter time the next. */
  @Test
  void whoIsQueuedIsTakenAwayAlsoByACarrierThatHasOftenLookedInVain() throws Exception {
    Scheduler s = carriers(2);
    for (int round = 0; round < 10; round++) {
      AtomicInteger lookedInVain = new AtomicInteger();
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch ran = new CountDownLatch(1);
      start(
          s,
          () -> {
            running.countDown();
            while (lookedInVain.get() < 20) {
              Thread.onSpinWait();
            }
            start(s, ran::countDown);
            while (ran.getCount() > 0) {
              Thread.onSpinWait();
            }
          });
      running.await();
      while (lookedInVain.get() < 20) {
        s.call();
        while (s.idleCount() == 0) {
          Thread.onSpinWait();
        }
        lookedInVain.incrementAndGet();
      }
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void timersFireWhereNothingElseRuns(int procs) throws Exception {
    Scheduler s = carriers(procs);
    Thread t =
        start(
            s,
            () -> {
              for (int i = 0; i < 300; i++) {
                parkUntil(System.nanoTime() + 10_000L * (i % 20));
              }
            });
    assertThat(t.join(Duration.ofSeconds(60))).isTrue();
    assertThat(s.firstTimer()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void timersFireWhereEveryCarrierComputes(int procs) throws Exception {
    Scheduler s = carriers(procs);
    AtomicInteger over = new AtomicInteger();
    start(
        s,
        () -> {
          parkUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
          over.set(1);
        });
    while (s.firstTimer() == null) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < procs; i++) { // nobody waits for a carrier, so there is no spare one
      start(
          s,
          () -> {
            while (over.get() == 0) {
              Thread.onSpinWait();
            }
          });
    }
  }

  /** The one that would wake for the timer is called for something else, or is one too many. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTimerFiresThoughTheCarrierThatPlannedForItHasGone(int procs) throws Exception {
    Scheduler s = carriers(procs);
    for (int round = 0; round < 8; round++) {
      for (int i = 0; i < 2 * procs; i++) {
        start(s, () -> compute(TimeUnit.MILLISECONDS.toNanos(4))); // makes spare ones
      }
      Thread t = start(s, () -> parkUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(250)));
      Thread.sleep(60);
      start(s, () -> {}); // and then all is quiet, also the monitor
      assertThat(t.join(Duration.ofSeconds(60))).isTrue();
    }
  }

  @Test
  void whoIsWokenBeforeItsTimeLeavesNoTimerBehind() throws Exception {
    Scheduler s = carriers(1);
    Thread t = start(s, () -> Parking.parkUntil(this, System.nanoTime() + Long.MAX_VALUE / 4));
    while (s.firstTimer() == null) {
      Thread.onSpinWait();
    }
    Parking.unpark(t);
    assertThat(t.join(Duration.ofSeconds(60))).isTrue();
    assertThat(s.firstTimer()).isNull();
  }

  /** Some wait for time, some for each other, some for a file; carriers come, rest and retire. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void noTimerIsForgottenWhoeverRestsAndWhoeverIsCalled(int procs) throws Exception {
    Scheduler s = carriers(procs);
    long end =
        System.nanoTime()
            + TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2)) / 2;
    SplittableRandom seeds = new SplittableRandom();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      SplittableRandom random = seeds.split();
      all.add(
          start(
              s,
              () -> {
                while (System.nanoTime() < end) {
                  switch (random.nextInt(8)) {
                    case 0 -> LockSupport.unpark(any(random.nextInt(12)));
                    case 1 -> Thread.yield();
                    case 2 -> compute(random.nextInt(4_000_000)); // stuck, now and then
                    default -> parkUntil(System.nanoTime() + random.nextInt(300_000));
                  }
                }
              }));
    }
    for (Thread t : all) {
      assertThat(t.join(Duration.ofSeconds(60))).as("%s has gone on", t).isTrue();
    }
    assertThat(s.firstTimer()).isNull();
  }

  /**
   * Moments so near that whoever puts a timer in or takes it out meets the carriers that look: were
   * the heap guarded by a monitor, goroutines first in line would wait for it without a carrier
   * while all carriers wait behind them.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void carriersAndGoroutinesMeetAtTheTimers(int procs) throws Exception {
    Scheduler s = carriers(procs);
    long end =
        System.nanoTime()
            + TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2));
    AtomicReferenceArray<Thread> all = new AtomicReferenceArray<>(64);
    for (int i = 0; i < all.length(); i++) {
      all.set(
          i,
          start(
              s,
              () -> {
                for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                  Parking.parkUntil(SchedulerTest.class, now + (now & 0x3fff));
                  Thread other = all.get((int) (now >>> 3 & 0x3f));
                  if (other != null) {
                    Parking.unpark(other);
                  }
                }
              }));
    }
    for (Thread t : threads) {
      assertThat(t.join(Duration.ofSeconds(60))).as("%s has gone on", t).isTrue();
    }
    assertThat(s.firstTimer()).isNull();
  }

  private @Nullable Thread any(int i) {
    synchronized (threads) {
      return i < threads.size() ? threads.get(i) : null;
    }
  }

  private static void parkUntil(long moment) {
    do {
      Parking.parkUntil(SchedulerTest.class, moment);
    } while (System.nanoTime() - moment < 0);
  }

  private static void compute(long nanos) {
    for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoIsStuckInAFileKeepsNobodyOut(@TempDir Path directory) throws Exception {
    Path fifo = directory.resolve("fifo");
    Process mkfifo = new ProcessBuilder("mkfifo", fifo.toString()).start();
    assumeTrue(mkfifo.waitFor() == 0, "needs mkfifo");
    Scheduler s = carriers(1);
    CountDownLatch reading = new CountDownLatch(1);
    Thread reader =
        start(
            s,
            () -> {
              reading.countDown();
              try (var in = new FileInputStream(fifo.toFile())) {
                assertThat(in.read()).isEqualTo('x');
              }
            });
    reading.await();
    CountDownLatch ran = new CountDownLatch(1);
    start(s, ran::countDown);
    ran.await();
    assertThat(reader.isAlive()).isTrue();
    Files.writeString(fifo, "x");
  }

  /** A class that is being initialised pins the goroutine to its carrier. */
  private static final class Slow {
    static final CountDownLatch INITIALISING = new CountDownLatch(1);
    static final CountDownLatch GO_ON = new CountDownLatch(1);

    private static final class Value {
      static final int INITIALISED = waitForOthers();

      static int waitForOthers() {
        INITIALISING.countDown();
        try {
          GO_ON.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return 1;
      }
    }
  }

  @Test
  void whoWaitsPinnedKeepsNobodyOut() throws Exception {
    Scheduler s = carriers(1);
    start(s, () -> assertThat(Slow.Value.INITIALISED).isOne());
    Slow.INITIALISING.await();
    start(s, Slow.GO_ON::countDown);
  }

  @Test
  void twoThatPlayPingPongForEverLetOthersIn() throws Exception {
    Scheduler s = carriers(1);
    Chan<Integer> ping = Chan.make();
    Chan<Integer> pong = Chan.make();
    start(
        s,
        () -> {
          for (int ball : ping) {
            pong.send(ball);
          }
        });
    AtomicInteger over = new AtomicInteger();
    start(
        s,
        () -> {
          while (over.get() == 0) {
            ping.send(1);
            pong.receive();
          }
          ping.close();
        });
    start(
        s,
        () -> {
          for (int i = 0; i < 1000; i++) {
            Thread.yield();
          }
          over.set(1);
        });
  }

  @Test
  void whoOnlyYieldsLetsThoseFromOutsideIn() {
    Scheduler s = carriers(1);
    AtomicInteger over = new AtomicInteger();
    start(
        s,
        () -> {
          while (over.get() == 0) {
            Thread.yield();
          }
        });
    start(s, () -> over.set(1));
  }

  @Test
  void goroutinesRunAtTheSameTime() throws Exception {
    Scheduler s = carriers(4);
    for (int round = 0; round < 50; round++) {
      AtomicInteger together = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(4);
      for (int i = 0; i < 4; i++) {
        start(
            s,
            () -> {
              together.incrementAndGet();
              while (together.get() < 4) { // only if all four have a carrier at once
                Thread.onSpinWait();
              }
              done.countDown();
            });
      }
      done.await();
    }
  }

  @Test
  void aForeignInterruptWakesAGoroutine() throws Exception {
    Scheduler s = carriers(2);
    for (int i = 0; i < 1000; i++) {
      Thread t =
          start(
              s,
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  LockSupport.park();
                }
              });
      t.interrupt();
      t.join();
    }
  }

  @Test
  void theToolsOfTheJdkSeeAGoroutineAsItIs(@TempDir Path directory) throws Exception {
    Scheduler s = carriers(1);
    Chan<Integer> ch = Chan.make();
    Thread t = start(s, () -> waitForSomething(ch));
    while (t.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    Path dump = directory.resolve("dump.json");
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(ProcessHandle.current().pid()),
                "Thread.dump_to_file",
                "-format=json",
                dump.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertThat(jcmd.waitFor()).isZero();
    assertThat(Files.readString(dump))
        .contains("\"tid\": \"" + t.threadId() + "\"")
        .contains("waitForSomething");
    assertThat(t.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("waitForSomething"));
    ch.send(1);
    t.join();
    assertThat(t.getState()).isEqualTo(Thread.State.TERMINATED);
  }

  private static void waitForSomething(Chan<Integer> ch) throws InterruptedException {
    ch.receive();
  }

  @Test
  void monitorsAndLocksAndSleepWorkAsOnAnyThread() throws Exception {
    Scheduler s = carriers(2);
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    CyclicBarrier barrier = new CyclicBarrier(8);
    int[] counters = new int[2];
    CountDownLatch done = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      start(
          s,
          () -> {
            for (int j = 0; j < 200; j++) {
              synchronized (monitor) {
                counters[0]++;
                if (j % 50 == 0) {
                  monitor.wait(1);
                }
              }
              lock.lock();
              try {
                counters[1]++;
              } finally {
                lock.unlock();
              }
              if (j % 50 == 0) {
                Thread.sleep(1);
                barrier.await();
              }
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(counters).containsExactly(1600, 1600);
  }

  @Test
  void aBurstFromOutsideIsNeverForgotten() throws Exception {
    Scheduler s = carriers(2);
    for (int i = 0; i < 20_000; i++) {
      CountDownLatch done = new CountDownLatch(1 + i % 3);
      for (int j = 0; j <= i % 3; j++) {
        Door.ofVirtual(s).start(done::countDown);
      }
      done.await();
    }
  }

  /** Who submits meanwhile relies on it, be it a carrier or another submitter that finds none. */
  @Test
  void whoeverEndsItsSpinningSeesWhatWasSubmittedMeanwhile() throws Exception {
    Scheduler s = carriers(1);
    assertThat(s.beginSpinning()).isTrue();
    CountDownLatch ran = new CountDownLatch(1);
    start(s, ran::countDown);
    s.endSpinning();
    ran.await();
  }

  /** One goes by itself while the monitor, too, finds that there is one too many. */
  @Test
  void aCarrierIsLeftWhoeverRetires() throws Exception {
    int rounds = 20_000;
    Scheduler[] schedulers = new Scheduler[rounds];
    Arrays.setAll(schedulers, _ -> new Scheduler(2));
    CyclicBarrier together = new CyclicBarrier(2);
    Thread monitor =
        Thread.ofPlatform()
            .start(() -> {
              meet(together);
              for (Scheduler s : schedulers) {
                s.want(1);
              }
            });
    meet(together);
    for (Scheduler s : schedulers) {
      s.retire();
    }
    monitor.join();
    for (Scheduler s : schedulers) {
      assertThat(s.liveCount()).isOne();
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything at once: rings, yields, timed waits, computing, platform threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void everybodyGetsToTheEndWhateverTheyDo(int procs) throws Exception {
    Scheduler s = carriers(procs);
    long end =
        System.nanoTime()
            + TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2));
    SplittableRandom random = new SplittableRandom();
    long passed = 0;
    long expected = 0;
    do {
      int stages = 1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 20);
      int elements = 1 + random.nextInt(200);
      int capacity = random.nextInt(3) * random.nextInt(20);
      int mood = random.nextInt(6);
      List<Chan<Integer>> channels = new ArrayList<>();
      for (int i = 0; i <= stages; i++) {
        channels.add(Chan.make(capacity));
      }
      for (int i = 0; i < stages; i++) {
        Chan<Integer> in = channels.get(i);
        Chan<Integer> out = channels.get(i + 1);
        SplittableRandom mine = random.split();
        Task stage =
            () -> {
              for (int e : in) {
                disturb(mood, mine);
                out.send(e);
              }
              out.close();
            };
        if (mine.nextInt(50) == 0) {
          Thread.ofPlatform()
              .start(() -> {
                try {
                  stage.run();
                } catch (Exception e) {
                  failures.incrementAndGet();
                }
              });
        } else {
          start(s, stage);
        }
      }
      start(
          s,
          () -> {
            for (int i = 0; i < elements; i++) {
              channels.getFirst().send(i);
            }
            channels.getFirst().close();
          });
      for (int _ : channels.getLast()) {
        passed++;
      }
      expected += elements;
      threads.removeIf(t -> !t.isAlive());
    } while (System.nanoTime() < end);
    assertThat(passed).isEqualTo(expected);
  }

  private static void disturb(int mood, SplittableRandom random) {
    switch (mood) {
      case 0 -> Thread.yield();
      case 1 -> LockSupport.parkNanos(random.nextInt(50_000));
      case 2 -> {
        for (int n = random.nextInt(2_000); n > 0; n--) {
          Thread.onSpinWait();
        }
      }
      case 3 -> {
        if (random.nextInt(1000) == 0) {
          long end = System.nanoTime() + 5_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
        }
      }
      default -> {}
    }
  }
}
