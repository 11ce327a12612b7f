package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AotCacheTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java/lang/Object id: 0",
        "jdk/internal/classfile/impl/TransformImpl id: 1000",
        "dev/millrace/race/Agent id: 1001",
        "dev/millrace/race/runtime/Strand id: 1002",
        "@lambda-proxy dev/millrace/race/jdk/Rules apply ()V",
        "@lambda-proxy java/lang/Module run ()V",
        "@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.DirectMethodHandle$Holder"
            + " newInvokeSpecial L_V",
      })
  void theArchiveForRacesHoldsTheDetectorAndTheJdk(String line) {
    assertThat(AotCache.isForRaces(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello id: 2000",
        "dev/millrace/Chan id: 2001",
        "dev/millrace/internal/RaceProbe id: 2002",
        "dev/millrace/race/check/Known id: 2003",
        "java/lang/Plugin id: 2004 super: 0 source: plugin.jar",
        "@lambda-proxy Hello run ()V",
        "@cp java/lang/VirtualThread 1 2 3",
        "# a comment",
      })
  void nothingElseIsInIt(String line) {
    assertThat(AotCache.isForRaces(line)).isFalse();
  }
}
