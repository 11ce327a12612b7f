package dev.millrace.internal;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Select;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever is completed before it parks leaves the unpark behind, for its next park. There it may
 * meet the unpark that counts, and must not hide it: one that finds the permit there already does
 * nothing but read it. It takes two seconds by luck, and a minute of {@code
 * -Dmillrace.stress.seconds} for sure, to see a completion that is not ordered before that read.
 */
@Timeout(180)
class StalePermitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void anUnparkLeftBehindHidesNoOther() throws Exception {
    long end =
        System.nanoTime()
            + TimeUnit.SECONDS.toNanos(Integer.getInteger("millrace.stress.seconds", 2));
    Chan<Integer> in = Chan.make();
    Chan<Integer> one = Chan.make();
    Chan<Integer> two = Chan.make();
    Goroutine source =
        go(() -> {
          for (int i = 0; ; i++) {
            in.send(i);
          }
        });
    Goroutine copier =
        go(() -> {
          Select select = new PreparedSelect(true);
          Select.Send<Integer> toOne = select.send(one);
          Select.Send<Integer> toTwo = select.send(two);
          for (int i : in) {
            toOne.on(one);
            toOne.value(i);
            toTwo.on(two);
            toTwo.value(i);
            int chosen = select.await();
            (chosen == toOne.index() ? toOne : toTwo).off();
            select.await();
          }
        });
    Goroutine reader =
        go(() -> {
          for (int _ : one) {}
        });
    for (int i = 0; System.nanoTime() < end; i++) {
      assertThat(two.receive(PATIENCE)).isEqualTo(i);
      Thread.yield();
    }
    for (Goroutine g : new Goroutine[] {source, copier, reader}) {
      g.interrupt();
      g.join();
    }
  }
}
