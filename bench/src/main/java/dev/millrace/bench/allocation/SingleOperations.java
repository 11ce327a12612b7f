package dev.millrace.bench.allocation;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;

import dev.millrace.Chan;
import dev.millrace.Received;
import dev.millrace.Select;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.WaitGroup;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Single operations of Millrace, by one goroutine unless a name says otherwise. The elements are
 * boxed once and for all: what is allocated is the operation's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SingleOperations {
  private static final int BATCH = 10_000;
  private static final Integer ELEMENT = 7;

  private final Chan<Integer> buffered = Chan.make(16);
  private final Chan<Integer> empty = Chan.make(1);
  private final Mutex mutex = new Mutex();
  private final Select ready = Select.make();
  private final Select.Recv<Integer> received = ready.recv(buffered);
  private final Select unready = Select.make();

  /** JMH makes one a thread. */
  public SingleOperations() {
    ready.recv(empty);
    unready.recv(empty);
  }

  @Benchmark
  public Integer sendAndReceive() throws InterruptedException {
    buffered.send(ELEMENT);
    return buffered.receive();
  }

  @Benchmark
  public @Nullable Received<Integer> trySendAndTryReceive() {
    return buffered.trySend(ELEMENT) ? buffered.tryReceive() : null;
  }

  @Benchmark
  public Integer sendAndPreparedSelect() throws InterruptedException {
    buffered.send(ELEMENT);
    ready.await();
    return received.value();
  }

  @Benchmark
  public int preparedSelectWithNothingReady() throws InterruptedException {
    return unready.poll();
  }

  @Benchmark
  public Object sendAndSelect() throws InterruptedException {
    buffered.send(ELEMENT);
    return select(recv(buffered), recv(empty));
  }

  @Benchmark
  public @Nullable Object selectWithOtherwise() throws InterruptedException {
    return select(recv(empty), otherwise());
  }

  @Benchmark
  public boolean lockAndUnlock() {
    mutex.lock();
    try {
      return true;
    } finally {
      mutex.unlock();
    }
  }

  /** An element from one goroutine to another, which waits for it or is waited for. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long rendezvous() throws InterruptedException {
    Chan<Integer> ch = Chan.make();
    go(() -> {
      for (int i = 0; i < BATCH; i++) {
        ch.send(ELEMENT);
      }
    });
    return async(
            () -> {
              long sum = 0;
              for (int i = 0; i < BATCH; i++) {
                sum += ch.receive();
              }
              return sum;
            })
        .await();
  }

  /** A goroutine, with its virtual thread and its first stack. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void spawn() throws InterruptedException {
    var wg = new WaitGroup();
    wg.add(BATCH);
    for (int i = 0; i < BATCH; i++) {
      go(wg::done);
    }
    wg.await();
  }
}
