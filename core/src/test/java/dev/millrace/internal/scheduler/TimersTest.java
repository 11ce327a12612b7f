package dev.millrace.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.internal.scheduler.Timers.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap of those who have parked until a moment. */
class TimersTest {
  /** The scale of nanoTime() may overflow at any time. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 500, -500})
  void theFirstIsTheOneThatIsDueNextWhateverWasTakenOut(long epoch) {
    SplittableRandom random = new SplittableRandom(1);
    Timers timers = new Timers();
    List<Long> moments = new ArrayList<>();
    List<Timer> there = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int what = random.nextInt(9);
      if (what < 5 || there.isEmpty()) {
        long at = random.nextInt(1000);
        Timer t = new Timer(Thread.currentThread(), epoch + at);
        timers.add(t);
        moments.add(at);
        there.add(t);
      } else if (what < 8) {
        int k = random.nextInt(there.size());
        timers.remove(there.get(k));
        timers.remove(there.remove(k)); // does nothing
        moments.remove(k);
      } else {
        long now = random.nextInt(5);
        timers.fire(epoch + now);
        for (int k = there.size() - 1; k >= 0; k--) {
          if (moments.get(k) <= now) {
            timers.remove(there.remove(k)); // it has fired
            moments.remove(k);
          }
        }
      }
      Timer first = timers.first();
      Long nanos = first == null ? null : first.nanosFrom(epoch);
      assertThat(nanos).isEqualTo(moments.stream().min(Comparator.naturalOrder()).orElse(null));
    }
    assertThat(there).hasSizeGreaterThan(100);
    timers.fire(epoch + 1000);
    assertThat(timers.first()).isNull();
  }
}
