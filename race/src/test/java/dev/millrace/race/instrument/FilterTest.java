package dev.millrace.race.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class FilterTest {
  /** The library's tests are in its packages; its classes tell of their edges themselves. */
  @ParameterizedTest
  @CsvSource({
    "dev/millrace/Chan, false",
    "dev/millrace/internal/Channel$Kind, false",
    "dev/millrace/CloseTest, true",
    "dev/millrace/ChannelStressTest$Round, true",
    "dev/millrace/sync/MutexTest$Inner$1, true",
    "dev/millrace/TestSupport, false",
    "Test, true",
    "com/example/Shop$1, true",
    "java/util/HashMap, false",
    "com/excluded/Test, false",
  })
  void whatIsWatched(String name, boolean watched) {
    var filter = new Filter("com/excluded/");
    assertThat(filter.accepts(FilterTest.class.getClassLoader(), name)).isEqualTo(watched);
  }
}
