package dev.millrace.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class MakingsTest {
  private static final int MANY = 1 << 17;

  private static long noted(int site) {
    return IntStream.range(0, MANY).filter(_ -> Makings.isNoted(site)).count();
  }

  @Test
  void aPlaceWhoseObjectsAreNotAccessedIsLeftAloneForTheMostPart() {
    assertThat(Makings.isNoted(1_001)).isTrue();
    assertThat(noted(1_001)).isBetween(1_000L, MANY / 20L);
  }

  @Test
  void aPlaceWhoseObjectsAreAccessedIsAlwaysNoted() {
    for (int i = 0; i < MANY; i++) {
      assertThat(Makings.isNoted(1_002)).isTrue();
      Makings.accessed(1_002);
    }
  }

  /** A call's place is negative where it is known as one that is under way. */
  @Test
  void aPlaceIsTheSameWhetherTheCallIsKnown() {
    noted(1_003);
    assertThat(noted(-1_003)).isLessThan(MANY / 20L);
  }
}
