package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationTest {
  private static boolean accepts(List<String> expected, String... output) {
    return new Expectation(expected).mismatch(List.of(output)).isEmpty();
  }

  @Test
  void aLineStandsForItself() {
    assertThat(accepts(List.of("a", "b"), "a", "b")).isTrue();
    assertThat(accepts(List.of("a", "b"), "b", "a")).isFalse();
    assertThat(accepts(List.of("a.c"), "abc")).isFalse();
  }

  @Test
  void noLineMayBeMissingOrTooMany() {
    assertThat(accepts(List.of("a", "b"), "a")).isFalse();
    assertThat(accepts(List.of("a"), "a", "a")).isFalse();
    assertThat(accepts(List.of("~ a", "~ b"), "a")).isFalse();
    assertThat(accepts(List.of())).isTrue();
    assertThat(accepts(List.of(), "a")).isFalse();
  }

  @Test
  void neighbouringLinesWithATildeMayComeInAnyOrder() {
    List<String> expected = List.of("first", "~ a", "~ b", "~ b", "last");
    assertThat(accepts(expected, "first", "b", "a", "b", "last")).isTrue();
    assertThat(accepts(expected, "b", "first", "a", "b", "last")).isFalse();
    assertThat(accepts(expected, "first", "b", "a", "a", "last")).isFalse();
  }

  @Test
  void nStandsForAWholeNumber() {
    assertThat(accepts(List.of("took <n> MB of <n>"), "took 12 MB of 8192")).isTrue();
    assertThat(accepts(List.of("took <n> MB"), "took some MB")).isFalse();
    assertThat(accepts(List.of("took <n> MB"), "took -1 MB")).isFalse();
  }

  @Test
  void wordsWithBarsBetweenStandForOneOfThem() {
    List<String> expected = List.of("goroutine <2|3> (<running|finished>)");
    assertThat(accepts(expected, "goroutine 3 (running)")).isTrue();
    assertThat(accepts(expected, "goroutine 2 (finished)")).isTrue();
    assertThat(accepts(expected, "goroutine 4 (finished)")).isFalse();
    assertThat(accepts(expected, "goroutine 2 (running|finished)")).isFalse();
    assertThat(accepts(List.of("a < b | c > d"), "a < b | c > d")).isTrue();
  }
}
