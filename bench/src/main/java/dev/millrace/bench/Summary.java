package dev.millrace.bench;

import java.util.Collection;
import java.util.List;
import org.apache.commons.statistics.descriptive.GeometricMean;
import org.apache.commons.statistics.descriptive.Quantile;

/** What several rounds come to. */
record Summary(
    double median, double min, double lowerQuartile, double upperQuartile, double max, int rounds) {
  static Summary of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double[] quartiles =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .evaluate(sorted, 0.25, 0.5, 0.75);
    return new Summary(
        quartiles[1],
        sorted[0],
        quartiles[0],
        quartiles[2],
        sorted[sorted.length - 1],
        sorted.length);
  }

  /** Half the distance between the quartiles, in per cent of the median. */
  double spread() {
    return median == 0 ? 0 : 50 * (upperQuartile - lowerQuartile) / Math.abs(median);
  }

  static double geometricMean(Collection<Double> ratios) {
    return GeometricMean.of(ratios.stream().mapToDouble(Double::doubleValue).toArray())
        .getAsDouble();
  }
}
