package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void swapsDropsAdditionsAndChangesAreSlips() {
    List<String> known = List.of("-race", "-cp", "--help");
    assertThat(Nearest.to("-rcae", known)).contains("-race");
    assertThat(Nearest.to("-rac", known)).contains("-race");
    assertThat(Nearest.to("--hellp", known)).contains("--help");
    assertThat(Nearest.to("--HELP", known)).contains("--help");
  }

  @Test
  void whatIsFarFromAllIsNoSlip() {
    assertThat(Nearest.to("--verbose", List.of("-race", "-cp"))).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
  }
}
