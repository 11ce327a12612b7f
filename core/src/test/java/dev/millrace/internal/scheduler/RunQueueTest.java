package dev.millrace.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue of one carrier. */
@Timeout(120)
class RunQueueTest {
  private record Entry(int number) implements Runnable {
    @Override
    public void run() {}
  }

  private final RunQueue queue = new RunQueue();

  @Test
  void theRingIsFirstInFirstOut() {
    for (int i = 0; i < 1000; i++) {
      assertThat(queue.push(new Entry(i))).isEqualTo(i + 1);
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(queue.poll()).isEqualTo(new Entry(i));
    }
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void whoRunsNextIsDisplacedToTheEndOfTheRing() {
    assertThat(queue.pushNext(new Entry(1))).isZero();
    assertThat(queue.push(new Entry(2))).isOne();
    assertThat(queue.pushNext(new Entry(3))).isEqualTo(2);
    assertThat(queue.takeNext()).isEqualTo(new Entry(3));
    assertThat(queue.takeNext()).isNull();
    assertThat(queue.poll()).isEqualTo(new Entry(2));
    assertThat(queue.poll()).isEqualTo(new Entry(1));
    assertThat(queue.hasNext()).isFalse();
  }

  @Test
  void aThiefGetsTheOlderHalfAndLeavesTheRest() {
    RunQueue thief = new RunQueue();
    for (int i = 0; i < 5; i++) {
      queue.push(new Entry(i));
    }
    assertThat(queue.stealHalf(thief)).isEqualTo(new Entry(0));
    assertThat(thief.poll()).isEqualTo(new Entry(1));
    assertThat(thief.poll()).isEqualTo(new Entry(2));
    assertThat(thief.poll()).isNull();
    assertThat(queue.poll()).isEqualTo(new Entry(3));
    assertThat(queue.stealHalf(thief)).isEqualTo(new Entry(4));
    assertThat(queue.stealHalf(thief)).isNull();
    assertThat(thief.size()).isZero();
  }

  @Test
  void aThiefTakesWhoRunsNextOnlyOnce() {
    queue.pushNext(new Entry(1));
    assertThat(queue.stealNext()).isEqualTo(new Entry(1));
    assertThat(queue.stealNext()).isNull();
    assertThat(queue.takeNext()).isNull();
  }

  @Test
  void nothingThatHasLeftIsKeptFromTheCollector() throws InterruptedException {
    RunQueue thief = new RunQueue();
    List<WeakReference<Runnable>> left = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Entry entry = new Entry(i);
      left.add(new WeakReference<>(entry));
      queue.push(entry);
    }
    for (Runnable r = queue.stealHalf(thief); r != null; r = queue.stealHalf(thief)) {
      thief.poll();
    }
    while (thief.poll() != null) {}
    queue.sweep();
    thief.sweep();
    for (WeakReference<Runnable> reference : left) {
      while (reference.get() != null) {
        System.gc();
        Thread.sleep(1);
      }
    }
  }

  @Test
  void sweepingLeavesWhatIsStillThere() {
    RunQueue thief = new RunQueue();
    for (int i = 0; i < 10_000; i++) {
      queue.push(new Entry(i));
      if (i % 3 == 0) {
        queue.poll();
      }
      if (i % 64 == 0) {
        queue.stealHalf(thief);
        while (thief.poll() != null) {}
        thief.sweep();
      }
      if (i % 7 == 0) {
        queue.sweep();
      }
    }
    int last = -1;
    for (Runnable r = queue.poll(); r != null; r = queue.poll()) {
      assertThat(((Entry) r).number()).isGreaterThan(last);
      last = ((Entry) r).number();
    }
    assertThat(last).isEqualTo(9_999);
  }

  /** An owner and thieves at random; every entry comes out, some for a thief and the owner both. */
  @Test
  void nothingIsLostWhoeverTakesIt() throws InterruptedException {
    long end =
        System.nanoTime()
            + TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2));
    SplittableRandom seeds = new SplittableRandom();
    do {
      round(seeds);
    } while (System.nanoTime() < end);
  }

  private static void round(SplittableRandom seeds) throws InterruptedException {
    int n = 20_000;
    RunQueue mine = new RunQueue();
    AtomicIntegerArray taken = new AtomicIntegerArray(n);
    AtomicIntegerArray over = new AtomicIntegerArray(1);
    List<Thread> thieves = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SplittableRandom random = seeds.split();
      thieves.add(
          Thread.ofPlatform()
              .start(() -> {
                RunQueue own = new RunQueue();
                while (over.get(0) == 0) {
                  take(taken, random.nextInt(3) == 0 ? mine.stealNext() : mine.stealHalf(own));
                  for (Runnable r = own.poll(); r != null; r = own.poll()) {
                    take(taken, r);
                  }
                  if (random.nextInt(8) == 0) {
                    own.sweep();
                  }
                }
              }));
    }
    SplittableRandom random = seeds.split();
    for (int i = 0; i < n; ) {
      switch (random.nextInt(6)) {
        case 0, 1 -> mine.push(new Entry(i++));
        case 2 -> mine.pushNext(new Entry(i++));
        case 3 -> take(taken, mine.takeNext());
        case 4 -> take(taken, mine.poll());
        default -> {
          if (random.nextInt(16) == 0) {
            mine.sweep();
          }
        }
      }
    }
    for (Runnable r = mine.poll(); r != null; r = mine.poll()) {
      take(taken, r);
    }
    take(taken, mine.takeNext());
    over.set(0, 1);
    for (Thread thief : thieves) {
      thief.join();
    }
    for (int i = 0; i < n; i++) {
      assertThat(taken.get(i)).as("times that entry %d was taken", i).isPositive();
    }
  }

  private static void take(AtomicIntegerArray taken, @Nullable Runnable r) {
    if (r instanceof Entry(int number)) {
      taken.incrementAndGet(number);
    }
  }
}
