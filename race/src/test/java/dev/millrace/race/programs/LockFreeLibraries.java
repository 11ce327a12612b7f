package dev.millrace.race.programs;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscLinkedQueue;
import org.jctools.queues.SpmcArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.jctools.queues.SpscLinkedQueue;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;

/** Passes on what is not safe by itself, through queues that order by Unsafe and by fences. */
public final class LockFreeLibraries {
  private static final int MESSAGES = 2_000;

  private LockFreeLibraries() {}

  private static final class Message {
    int number;
    final int[] more = new int[1];

    Message(int number) {
      this.number = number;
      more[0] = number;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    pass(new SpscArrayQueue<>(64), 1, 1);
    pass(new SpscLinkedQueue<>(), 1, 1);
    pass(new MpscArrayQueue<>(64), 2, 1);
    pass(new MpscLinkedQueue<>(), 2, 1);
    pass(new SpmcArrayQueue<>(64), 1, 2);
    pass(new MpmcArrayQueue<>(64), 2, 2);
    pass(new SpscAtomicArrayQueue<>(64), 1, 1);
    pass(new MpscAtomicArrayQueue<>(64), 2, 1);
    pass(new MpmcAtomicArrayQueue<>(64), 2, 2);
    ring(ProducerType.SINGLE, 1);
    ring(ProducerType.MULTI, 2);
    System.out.println("all passed on");
  }

  private static void pass(Queue<Message> queue, int producers, int consumers)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(producers * MESSAGES);
    for (int i = 0; i < producers; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < MESSAGES; n++) {
                  Message m = new Message(n);
                  while (!queue.offer(m)) {
                    Thread.yield();
                  }
                }
              }));
    }
    for (int i = 0; i < consumers; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                while (left.get() > 0) {
                  Message m = queue.poll();
                  if (m == null) {
                    Thread.yield();
                  } else {
                    left.decrementAndGet();
                    m.number += m.more[0]++;
                  }
                }
              }));
    }
    for (Thread t : threads) {
      t.join();
    }
  }

  private static void ring(ProducerType type, int producers) throws InterruptedException {
    long[] sums = new long[2];
    Disruptor<Message> disruptor =
        new Disruptor<>(
            () -> new Message(0),
            64,
            DaemonThreadFactory.INSTANCE,
            type,
            producers == 1 ? new BlockingWaitStrategy() : new YieldingWaitStrategy());
    disruptor
        .handleEventsWith((m, _, _) -> sums[0] += m.number, (m, _, _) -> m.more[0] = m.number)
        .then((m, _, _) -> {
          sums[1] += m.more[0];
          m.number = 0;
        });
    disruptor.start();
    RingBuffer<Message> buffer = disruptor.getRingBuffer();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < MESSAGES; n++) {
                  int number = n;
                  buffer.publishEvent((m, _) -> m.number = number);
                }
              }));
    }
    for (Thread t : threads) {
      t.join();
    }
    disruptor.shutdown();
    if (sums[0] != sums[1]) {
      throw new AssertionError(sums[0] + " and " + sums[1]);
    }
  }
}
