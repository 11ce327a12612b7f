package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver as something to range over. */
@Timeout(60)
class RangeTest {
  private static Chan<Integer> holding(int n) {
    Chan<Integer> ch = Chan.make(n + 1);
    for (int i = 0; i < n; i++) {
      assertThat(ch.trySend(i)).isTrue();
    }
    return ch;
  }

  private static Chan<Integer> closedHolding(int n) {
    Chan<Integer> ch = holding(n);
    ch.close();
    return ch;
  }

  @Test
  void aRangeEndsWhenTheChannelIsClosedAndDrained() throws Exception {
    Chan<Integer> ch = Chan.make();
    Running.task(() -> {
      try (ch) {
        for (int i = 0; i < 5; i++) {
          ch.send(i);
        }
      }
    });
    List<Integer> seen = new ArrayList<>();
    for (int i : ch) {
      seen.add(i);
    }
    assertThat(seen).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aRangeThatBreaksOffLosesNothing() throws Exception {
    Chan<Integer> ch = closedHolding(4);
    for (int i : ch) {
      if (i == 1) {
        break;
      }
    }
    assertThat(ch.receive()).isEqualTo(2);
    for (int i : ch) {
      assertThat(i).isEqualTo(3);
    }
  }

  @Test
  void aRangeOverAChannelClosedWithACauseDrainsItAndThrowsTheCause() {
    Exception cause = new Exception("why");
    Chan<Integer> ch = holding(2);
    ch.close(cause);
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i : ch) {
                seen.add(i);
              }
            })
        .isExactlyInstanceOf(ChannelClosedException.class)
        .hasMessage("receive on closed channel")
        .hasCause(cause);
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void hasNextReceivesOneAheadAndNextHandsItOut() {
    Chan<Integer> ch = closedHolding(2);
    Iterator<Integer> range = ch.iterator();
    assertThat(ch.length()).isEqualTo(2);
    assertThat(range.hasNext()).isTrue();
    assertThat(range.hasNext()).isTrue();
    assertThat(ch.length()).isEqualTo(1);
    assertThat(range.next()).isEqualTo(0);
    assertThat(ch.length()).isEqualTo(1);
    assertThat(range.next()).isEqualTo(1);
    assertThat(range.hasNext()).isFalse();
    assertThat(range.hasNext()).isFalse();
    assertThatThrownBy(range::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void twoIteratorsShareTheElements() {
    Chan<Integer> ch = closedHolding(4);
    Iterator<Integer> one = ch.iterator();
    Iterator<Integer> other = ch.iterator();
    assertThat(one.next()).isEqualTo(0);
    assertThat(other.next()).isEqualTo(1);
    assertThat(one.next()).isEqualTo(2);
    assertThat(other.next()).isEqualTo(3);
    assertThat(one.hasNext()).isFalse();
    assertThat(other.hasNext()).isFalse();
  }

  @Test
  void aStreamHasAllElementsInOrder() {
    assertThat(closedHolding(100).stream().map(i -> i * 2).collect(Collectors.toList()))
        .hasSize(100)
        .isSorted()
        .endsWith(198);
  }

  @Test
  void aStreamReceivesNothingAhead() {
    Chan<Integer> ch = holding(5);
    assertThat(ch.stream().limit(2)).containsExactly(0, 1);
    assertThat(ch.length()).isEqualTo(3);
    assertThat(ch.stream().findFirst()).contains(2);
    assertThat(ch.length()).isEqualTo(2);
    assertThat(ch.stream().anyMatch(i -> i == 3)).isTrue();
    assertThat(ch.length()).isEqualTo(1);
  }

  @Test
  void aStreamNeverSplits() {
    Chan<Integer> ch = closedHolding(100);
    assertThat(ch.stream().spliterator().trySplit()).isNull();
    assertThat(ch.stream().isParallel()).isFalse();
    assertThat(ch.length()).isEqualTo(100);
  }

  @Test
  void notEvenAParallelStreamSplitsOrReceivesAhead() {
    Chan<Integer> ch = holding(100);
    assertThat(ch.stream().parallel().limit(3).collect(Collectors.toList()))
        .containsExactly(0, 1, 2);
    assertThat(ch.length()).isEqualTo(97);
    ch.close();
    Thread self = Thread.currentThread();
    List<Thread> threads = new ArrayList<>();
    assertThat(
            ch.stream()
                .parallel()
                .peek(i -> threads.add(Thread.currentThread()))
                .collect(Collectors.toList()))
        .hasSize(97)
        .isSorted();
    assertThat(threads).containsOnly(self);
  }

  @Test
  void aStreamOverAChannelClosedWithACauseThrowsTheCause() {
    Exception cause = new Exception("why");
    Chan<Integer> ch = holding(2);
    ch.close(cause);
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() -> ch.stream().forEach(seen::add))
        .isExactlyInstanceOf(ChannelClosedException.class)
        .hasCause(cause);
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void ofManyWhoRangeOverAChannelEachElementGoesToOne() throws Exception {
    int n = 50_000;
    int[] primes = {2, 3, 7, 11, 13, 17, 19, 23, 27, 31};
    Chan<Integer> work = Chan.make(69);
    Chan<Integer> results = Chan.make(69);
    List<Running<?>> workers = new ArrayList<>();
    for (int w = 0; w < 23; w++) {
      int slow = primes[w % primes.length];
      workers.add(
          Running.task(() -> {
            for (int v : work) {
              if (v == slow) {
                Thread.yield();
              }
              results.send(v);
            }
          }));
    }
    var feeder =
        Running.of(() -> {
          long sum = 0;
          for (int i = 0; i < n; i++) {
            sum += primes[i % primes.length];
            work.send(primes[i % primes.length]);
          }
          work.close();
          for (var worker : workers) {
            assertThat(worker.failure()).isNull();
          }
          results.close();
          return sum;
        });
    long sum = 0;
    int count = 0;
    for (int v : results) {
      sum += v;
      count++;
    }
    assertThat(count).isEqualTo(n);
    assertThat(sum).isEqualTo(feeder.result());
  }
}
