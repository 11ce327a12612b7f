package dev.millrace.internal;

import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order in which selects lock: without one, two of them could wait for each other. */
@Timeout(60)
class LockOrderTest {
  /** Two ask for the same places: who is behind catches up, so they meet again and again. */
  @Test
  void eachChannelHasOnePlaceOfItsOwnWhoeverAsksFirst() throws Exception {
    for (int round = 0; round < 10; round++) {
      Channel<?>[] channels = new Channel<?>[20_000];
      Arrays.setAll(channels, _ -> Channel.make(0, null));
      CyclicBarrier together = new CyclicBarrier(2);
      Callable<long[]> ask =
          () -> {
            together.await();
            return places(channels);
          };
      FutureTask<long[]> other = new FutureTask<>(ask);
      Thread.ofPlatform().daemon().start(other);
      long[] mine = ask.call();
      assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(mine);
      assertThat(places(channels)).as("asked again").isEqualTo(mine);
      assertThat(Arrays.stream(mine).distinct().count()).isEqualTo(channels.length);
      assertThat(mine).doesNotContain(0);
    }
  }

  private static long[] places(Channel<?>[] channels) {
    return Arrays.stream(channels).mapToLong(Channel::order).toArray();
  }

  @Test
  void whoeverCannotHaveTheNextLockGivesBackThoseItHas() throws Exception {
    Channel<Integer> first = Channel.make(0, null);
    Channel<Integer> next = Channel.make(0, null);
    assertThat(first.order()).isLessThan(next.order());
    FutureTask<Integer> task = new FutureTask<>(() -> select(recv(next), recv(first)));
    next.lock();
    long before = first.version();
    Thread selecting = Thread.ofPlatform().daemon().start(task);
    while (first.version() < before + 6) { // it has come and gone more than once
      assertThat(selecting.getState()).isNotEqualTo(Thread.State.WAITING);
      Thread.yield();
    }
    next.unlock();
    while (selecting.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
    assertThat(next.trySend(5)).isTrue();
    assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(5);
  }
}
