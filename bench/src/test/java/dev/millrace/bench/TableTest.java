package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said about the rounds is what they were. */
class TableTest {
  private static final Row ROW =
      Row.timed(Row.Group.CHANNELS, "row", "a row", 10, 1, n -> n).switches(1, 2);

  private static Result measured(Double... values) {
    return new Result.Measured(Map.of(Figure.TIME, List.of(values)));
  }

  @Test
  void aSummaryHasMedianQuartilesAndExtremes() {
    Summary summary = Summary.of(List.of(50.0, 10.0, 30.0, 20.0, 40.0));
    assertThat(summary).isEqualTo(new Summary(30, 10, 20, 40, 50, 5));
    assertThat(summary.spread()).isCloseTo(100.0 / 3, within(1e-9));
    assertThat(Summary.of(List.of(1.0, 4.0)).median()).isEqualTo(2.5);
  }

  @Test
  void theGeometricMeanOfARatioAndItsInverseIsOne() {
    assertThat(Summary.geometricMean(List.of(4.0, 0.25))).isCloseTo(1, within(1e-12));
    assertThat(Summary.geometricMean(List.of(2.0, 8.0))).isCloseTo(4, within(1e-12));
  }

  @Test
  void ratiosAreToGoToTheBestPeerAndToTheFloor() {
    Comparison comparison =
        Comparison.of(
                ROW,
                Map.of(
                    Contender.GO, measured(100.0),
                    Contender.PLAIN, measured(150.0),
                    Contender.JOX, measured(600.0),
                    Contender.JUC, measured(300.0),
                    Contender.FLOOR, measured(75.0),
                    Contender.KOTLIN, new Result.Failed("broken")))
            .getFirst();
    assertThat(comparison.ratio(Contender.PLAIN, Contender.GO)).hasValue(1.5);
    assertThat(comparison.ratioToBestPeer(Contender.PLAIN)).hasValue(0.5);
    assertThat(comparison.ratio(Contender.PLAIN, Contender.FLOOR)).hasValue(2);
    assertThat(comparison.ratio(Contender.PLAIN, Contender.KOTLIN)).isEmpty();
  }

  @Test
  void theTableHasADashForAGapAndSaysFailed() {
    List<Contender> contenders =
        List.of(Contender.GO, Contender.PLAIN, Contender.JOX, Contender.JUC);
    String table =
        Table.of(
            Comparison.of(
                ROW,
                Map.of(
                    Contender.GO,
                    measured(100.0, 100.0),
                    Contender.PLAIN,
                    measured(1234.0, 1234.0),
                    Contender.JOX,
                    new Result.Missing("nothing like it"),
                    Contender.JUC,
                    new Result.Failed("broken"))),
            contenders);
    assertThat(table.lines().filter(line -> line.startsWith("row ")).toList().getLast().split(" +"))
        .containsExactly("row", "ns", "100", "±", "0%", "1,234", "±", "0%", "–", "failed", "12.34");
    assertThat(table.lines().filter(line -> line.startsWith("geometric")).findFirst().orElseThrow())
        .endsWith("12.34");
  }
}
