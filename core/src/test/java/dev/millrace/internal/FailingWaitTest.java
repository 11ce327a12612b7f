package dev.millrace.internal;

import static dev.millrace.Go.after;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Select;
import dev.millrace.Task;
import dev.millrace.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever cannot go on waiting is in no queue afterwards: an element that it was given would be
 * lost. A stack that is too short for parking is one such case; a time source that fails is one
 * that a test can have.
 */
@Timeout(60)
class FailingWaitTest {
  private static final class Failing implements TimeSource {
    private final StackOverflowError error = new StackOverflowError("too short to park on");

    /** What happens before it fails. */
    private Runnable before = () -> {};

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }

    @Override
    public Alarm schedule(long nanoTime, Runnable action) {
      before.run();
      throw error;
    }
  }

  private final Failing time = new Failing();
  private final Channel<Integer> ch = Channel.make(0);

  @Test
  void whoeverFailsWhileItWaitsHasLeftTheQueues() throws Exception {
    Duration d = Duration.ofHours(1);
    Chan<Integer> other = Chan.make();
    Select prepared = Select.make();
    prepared.recv(ch);
    prepared.send(ch).value(1);
    List<Task> waits =
        List.of(
            () -> ch.send(1, d),
            () -> ch.receive(d),
            () -> select(send(ch, 1), recv(ch), recv(other), after(d).map(_ -> 1)),
            () -> prepared.await(d));
    for (Task wait : waits) {
      assertThatThrownBy(() -> TimeSource.with(time, wait)).isSameAs(time.error);
      assertThat(ch.queue(true).isEmpty()).isTrue();
      assertThat(ch.queue(false).isEmpty()).isTrue();
      assertThat(ch.trySend(1)).isFalse();
    }
  }

  @Test
  void whoeverHasMetItsPeerBeforeItFailsReturns() throws Exception {
    Duration d = Duration.ofHours(1);
    time.before = () -> assertThat(ch.trySend(7)).isTrue();
    TimeSource.with(time, () -> assertThat(ch.receive(d)).isEqualTo(7));
    TimeSource.with(
        time,
        () -> {
          Integer received = select(recv(ch), after(d).map(_ -> -1));
          assertThat(received).isEqualTo(7);
        });
    assertThat(ch.queue(false).isEmpty()).isTrue();
  }
}
