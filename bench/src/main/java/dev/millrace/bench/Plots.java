package dev.millrace.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jspecify.annotations.Nullable;

/**
 * The comparisons as pictures: a dot for each row and system, as a multiple of what Go takes, on a
 * logarithmic axis. A row that Go has not is measured in multiples of Millrace.
 */
final class Plots {
  private static final int WIDTH = 1000;
  private static final int ROW_HEIGHT = 24;
  private static final int FRAME_HEIGHT = 150;

  private static final Map<Contender, Color> COLORS = new EnumMap<>(Contender.class);

  static {
    // Told apart by those who do not tell red from green.
    COLORS.put(Contender.PLAIN, new Color(0xD55E00));
    COLORS.put(Contender.TUNED, new Color(0x000000));
    COLORS.put(Contender.JOX, new Color(0x009E73));
    COLORS.put(Contender.KOTLIN, new Color(0x8A5FB0));
    COLORS.put(Contender.JUC, new Color(0x0072B2));
    COLORS.put(Contender.NODE, new Color(0xB0A000));
    COLORS.put(Contender.FLOOR, new Color(0x999999));
  }

  private Plots() {}

  /** Writes NAME.svg and NAME.png for each group of rows; returns the names. */
  static List<String> write(Path directory, List<Comparison> comparisons) throws IOException {
    List<String> names = new ArrayList<>();
    for (Row.Group group : Row.Group.values()) {
      List<Comparison> ofGroup =
          comparisons.stream()
              .filter(comparison -> comparison.row().group() == group)
              .filter(comparison -> base(comparison) > 0)
              .toList();
      if (ofGroup.isEmpty()) {
        continue;
      }
      String name = group.name().toLowerCase(Locale.ROOT);
      write(directory, name, chart(group, ofGroup), ofGroup.size());
      names.add(name);
    }
    return names;
  }

  /** Writes race.svg and race.png: what the detectors of Java and Go multiply the times by. */
  static void writeRace(Path directory, List<Comparison> comparisons) throws IOException {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    LineAndShapeRenderer dots = new LineAndShapeRenderer(false, true);
    List<Comparison> drawn = RaceTable.compared(comparisons);
    for (Comparison comparison : drawn) {
      data.addValue(
          orNull(RaceTable.slowdown(comparison, Contender.JAVA_RACE)),
          Contender.JAVA_RACE.title(),
          comparison.name());
      data.addValue(
          orNull(RaceTable.slowdown(comparison, Contender.GO_RACE)),
          Contender.GO_RACE.title(),
          comparison.name());
    }
    draw(dots, 0, new Color(0xD55E00), new Ellipse2D.Double(-6, -6, 12, 12));
    draw(dots, 1, new Color(0x0072B2), new Ellipse2D.Double(-4.5, -4.5, 9, 9));
    write(
        directory,
        "race",
        chart(
            "What a race detector costs",
            "times what it takes without (less is better)",
            data,
            dots),
        drawn.size());
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }

  private static void draw(LineAndShapeRenderer dots, int series, Color color, Shape shape) {
    dots.setSeriesPaint(series, color);
    dots.setSeriesShape(series, shape);
  }

  private static void write(Path directory, String name, JFreeChart chart, int rows)
      throws IOException {
    int height = FRAME_HEIGHT + ROW_HEIGHT * rows;
    writeSvg(directory.resolve(name + ".svg"), chart, height);
    writePng(directory.resolve(name + ".png"), chart, height);
  }

  private static double base(Comparison comparison) {
    return comparison
        .of(Contender.GO)
        .or(() -> comparison.of(Contender.PLAIN))
        .map(Summary::median)
        .orElse(0.0);
  }

  private static JFreeChart chart(Row.Group group, List<Comparison> comparisons) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    LinkedHashSet<Contender> shown = new LinkedHashSet<>();
    for (Contender contender : COLORS.keySet()) {
      for (Comparison comparison : comparisons) {
        comparison
            .of(contender)
            .filter(summary -> summary.median() > 0)
            .ifPresent(summary -> {
              shown.add(contender);
              data.addValue(
                  summary.median() / base(comparison), contender.title(), comparison.name());
            });
      }
    }
    // A category that no one has is still a line.
    List<String> order = comparisons.stream().map(Comparison::name).toList();
    DefaultCategoryDataset ordered = new DefaultCategoryDataset();
    for (Contender contender : shown) {
      for (String name : order) {
        Number value =
            data.getColumnIndex(name) < 0 ? null : data.getValue(contender.title(), name);
        ordered.addValue(value, contender.title(), name);
      }
    }

    LineAndShapeRenderer dots = new LineAndShapeRenderer(false, true);
    int series = 0;
    for (Contender contender : shown) {
      double size = contender.isOurs() ? 12 : 9;
      draw(
          dots,
          series,
          COLORS.getOrDefault(contender, Color.GRAY),
          contender.isFloor()
              ? new Rectangle2D.Double(-1.5, -8, 3, 16)
              : new Ellipse2D.Double(-size / 2, -size / 2, size, size));
      series++;
    }
    return chart(group.title(), "times what Go takes (less is better)", ordered, dots);
  }

  private static JFreeChart chart(
      String title, String label, DefaultCategoryDataset data, LineAndShapeRenderer dots) {
    LogAxis axis = new LogAxis(label);
    axis.setBase(2);
    axis.setTickUnit(new NumberTickUnit(1)); // at each power of the base
    axis.setNumberFormatOverride(
        new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    CategoryAxis rows = new CategoryAxis();
    rows.setMaximumCategoryLabelWidthRatio(0.4f);
    CategoryPlot plot = new CategoryPlot(data, rows, axis, dots);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(new Color(0xDDDDDD));
    plot.setRangeGridlinePaint(new Color(0xBBBBBB));
    plot.addRangeMarker(new ValueMarker(1, Color.BLACK, new BasicStroke(1.5f)));
    JFreeChart chart = new JFreeChart(title, new Font("SansSerif", Font.BOLD, 16), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }

  private static void writePng(Path file, JFreeChart chart, int height) throws IOException {
    BufferedImage image = chart.createBufferedImage(2 * WIDTH, 2 * height, WIDTH, height, null);
    ImageIO.write(image, "png", file.toFile());
  }

  private static void writeSvg(Path file, JFreeChart chart, int height) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      SVGGraphics2D graphics =
          new SVGGraphics2D(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .getDOMImplementation()
                  .createDocument("http://www.w3.org/2000/svg", "svg", null));
      graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
      draw(chart, graphics, height);
      graphics.stream(out, true);
    } catch (ParserConfigurationException failure) {
      throw new IOException(failure);
    }
  }

  private static void draw(JFreeChart chart, Graphics2D graphics, int height) {
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
  }
}
