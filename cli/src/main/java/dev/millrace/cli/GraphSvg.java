package dev.millrace.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Draws a wait-for graph: ELK's layered layout says where, and this writes it as SVG.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Every text is in a font in which all letters are equally wide, and says how wide it is
 *       ({@code textLength}): so it fits its box wherever it is shown, with whatever font.
 *   <li>What is too long for a box is cut, and is whole in the box's tooltip.
 *   <li>The same graph gives the same bytes.
 * </ul>
 */
final class GraphSvg {
  private static final double FONT = 12;

  /** Of a letter, as most such fonts have it. */
  private static final double LETTER = 0.602 * FONT;

  private static final double LINE = 16;
  private static final double MARGIN = 10;
  private static final double BORDER = 24;
  private static final double HEADING = 30;

  private static final int MOST_LETTERS = 64;
  private static final int MOST_LINES = 7;

  /** Of a stack that is too high, so many are shown of its other end. */
  private static final int LAST_LINES = 3;

  private static final String FONTS =
      "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";

  private static final Pattern PACKAGES =
      Pattern.compile("^(created by )?(?:[a-z_]\\w*\\.)+(?=[A-Z])");

  private final WaitGraph graph;

  /** By identity, as two may say the same. */
  private final IdentityHashMap<WaitGraph.Node, ElkNode> boxes = new IdentityHashMap<>();

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter out;

  private GraphSvg(WaitGraph graph) throws XMLStreamException {
    this.graph = graph;
    this.out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
  }

  /**
   * Draws a graph.
   *
   * @param whose what its heading begins with
   * @return a whole SVG document
   */
  static String draw(WaitGraph graph, String whose) {
    try {
      GraphSvg svg = new GraphSvg(graph);
      svg.write(svg.layout(), whose);
      return svg.text.toString();
    } catch (XMLStreamException e) { // a StringWriter takes all
      throw new IllegalStateException(e);
    }
  }

  // ---- layout

  private ElkNode layout() {
    ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(LayeredOptions.DIRECTION, Direction.RIGHT);
    root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(LayeredOptions.PADDING, new ElkPadding(BORDER));
    root.setProperty(LayeredOptions.RANDOM_SEED, 1);
    root.setProperty(LayeredOptions.ASPECT_RATIO, 1.6);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, 24.0);
    root.setProperty(LayeredOptions.SPACING_EDGE_NODE, 16.0);
    root.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, 28.0);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 32.0);
    for (WaitGraph.Node node : graph.nodes()) {
      ElkNode box = ElkGraphUtil.createNode(root);
      List<String> lines = lines(node);
      int letters = lines.stream().mapToInt(GraphSvg::letters).max().orElse(0);
      box.setDimensions(letters * LETTER + 2 * MARGIN, lines.size() * LINE + 2 * MARGIN - 4);
      boxes.put(node, box);
    }
    for (WaitGraph.Edge edge : graph.edges()) {
      ElkEdge arrow = ElkGraphUtil.createSimpleEdge(boxes.get(edge.from()), boxes.get(edge.to()));
      ElkLabel label = ElkGraphUtil.createLabel(cut(edge.label()), arrow);
      label.setDimensions(letters(label.getText()) * LETTER + 8, LINE);
    }
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return root;
  }

  private static List<String> lines(WaitGraph.Node node) {
    List<String> lines = new ArrayList<>();
    lines.add(cut(node.title()));
    List<String> others = node.lines();
    if (others.size() <= MOST_LINES) {
      others.forEach(line -> lines.add(cut(line)));
    } else { // in the middle there are most likely those of the JDK
      others.subList(0, MOST_LINES - LAST_LINES - 1).forEach(line -> lines.add(cut(line)));
      lines.add("...");
      others.subList(others.size() - LAST_LINES, others.size()).forEach(l -> lines.add(cut(l)));
    }
    return lines;
  }

  /** Without its packages, if it is too long; then the end says more than the beginning. */
  private static String cut(String line) {
    String shorter =
        letters(line) <= MOST_LETTERS
            ? line
            : PACKAGES.matcher(line).replaceFirst(m -> m.group(1) == null ? "" : "created by ");
    int letters = letters(shorter);
    return letters <= MOST_LETTERS
        ? shorter
        : "..." + shorter.substring(shorter.offsetByCodePoints(0, letters - MOST_LETTERS + 3));
  }

  private static int letters(String line) {
    return line.codePointCount(0, line.length());
  }

  // ---- drawing

  private void write(ElkNode root, String whose) throws XMLStreamException {
    int places = graph.nodes().size();
    String heading =
        whose
            + String.format(
                Locale.ROOT,
                "%,d goroutine%s",
                graph.goroutines(),
                graph.goroutines() == 1 ? "" : "s");
    double width = Math.max(root.getWidth(), letters(heading) * LETTER * 1.2 + 2 * BORDER);
    double height = root.getHeight() + HEADING;
    out.writeStartDocument("UTF-8", "1.0");
    out.writeCharacters("\n");
    start("svg");
    out.writeDefaultNamespace("http://www.w3.org/2000/svg");
    attribute("width", width);
    attribute("height", height);
    out.writeAttribute("viewBox", "0 0 " + number(width) + " " + number(height));
    out.writeAttribute("font-family", FONTS);
    out.writeAttribute("font-size", number(FONT));
    style();
    start("rect");
    out.writeAttribute("class", "paper");
    attribute("width", width);
    attribute("height", height);
    end();
    start("text");
    out.writeAttribute("class", "heading");
    attribute("x", BORDER);
    attribute("y", HEADING);
    characters(heading);
    end();
    start("g");
    out.writeAttribute("transform", "translate(0 " + number(HEADING) + ")");
    for (ElkEdge edge : root.getContainedEdges()) {
      line(edge);
    }
    for (ElkEdge edge : root.getContainedEdges()) { // above all lines
      label(edge.getLabels().getFirst());
    }
    for (int i = 0; i < places; i++) {
      box(graph.nodes().get(i));
    }
    end();
    end();
    out.writeCharacters("\n");
    out.writeEndDocument();
    out.flush();
  }

  private void style() throws XMLStreamException {
    start("style");
    out.writeCharacters(
        """
        .paper { fill: #ffffff }
        .heading { font-weight: bold; font-size: 14px }
        text { fill: #1f2328; white-space: pre }
        rect.running { fill: #dafbe1; stroke: #1a7f37 }
        rect.waiting { fill: #ddf4ff; stroke: #0969da }
        rect.resting { fill: #f6f8fa; stroke: #818b98 }
        rect.thing { fill: #fff8c5; stroke: #9a6700 }
        .title { font-weight: bold }
        .label { fill: #ffffff }
        path { fill: none; stroke: #59636e; stroke-width: 1.4 }
        .head { fill: #59636e; stroke: none }
        """);
    end();
  }

  private void box(WaitGraph.Node node) throws XMLStreamException {
    ElkNode box = at(node);
    start("g");
    start("title");
    characters(node.title() + "\n" + String.join("\n", node.lines()));
    end();
    start("rect");
    out.writeAttribute("class", node.role().name().toLowerCase(Locale.ROOT));
    attribute("x", box.getX());
    attribute("y", box.getY());
    attribute("width", box.getWidth());
    attribute("height", box.getHeight());
    attribute("rx", node.role() == WaitGraph.Role.THING ? 14 : 3);
    end();
    List<String> lines = lines(node);
    for (int i = 0; i < lines.size(); i++) {
      text(
          lines.get(i),
          box.getX() + MARGIN,
          box.getY() + MARGIN + FONT - 2 + i * LINE,
          i == 0 ? "title" : "line");
    }
    end();
  }

  private ElkNode at(WaitGraph.Node node) {
    ElkNode box = boxes.get(node);
    if (box == null) {
      throw new IllegalStateException("no box: " + node);
    }
    return box;
  }

  private void line(ElkEdge edge) throws XMLStreamException {
    for (ElkEdgeSection section : edge.getSections()) {
      StringBuilder path = new StringBuilder();
      point(path, 'M', section.getStartX(), section.getStartY());
      double x = section.getStartX();
      double y = section.getStartY();
      for (ElkBendPoint bend : section.getBendPoints()) {
        x = bend.getX();
        y = bend.getY();
        point(path, 'L', x, y);
      }
      point(path, 'L', section.getEndX(), section.getEndY());
      start("path");
      out.writeAttribute("d", path.toString());
      end();
      head(x, y, section.getEndX(), section.getEndY());
    }
  }

  /** An arrow's, drawn by hand: not all that show SVG know markers. */
  private void head(double fromX, double fromY, double x, double y) throws XMLStreamException {
    double length = Math.max(Math.hypot(x - fromX, y - fromY), 1);
    double dx = (x - fromX) / length;
    double dy = (y - fromY) / length;
    StringBuilder path = new StringBuilder();
    point(path, 'M', x, y);
    point(path, 'L', x - 9 * dx - 4 * dy, y - 9 * dy + 4 * dx);
    point(path, 'L', x - 9 * dx + 4 * dy, y - 9 * dy - 4 * dx);
    start("path");
    out.writeAttribute("class", "head");
    out.writeAttribute("d", path.append('Z').toString());
    end();
  }

  private static void point(StringBuilder path, char command, double x, double y) {
    path.append(command).append(number(x)).append(' ').append(number(y));
  }

  private void label(ElkLabel label) throws XMLStreamException {
    start("rect");
    out.writeAttribute("class", "label");
    attribute("x", label.getX());
    attribute("y", label.getY());
    attribute("width", label.getWidth());
    attribute("height", label.getHeight());
    end();
    text(label.getText(), label.getX() + 4, label.getY() + FONT, "line");
  }

  private void text(String line, double x, double y, String type) throws XMLStreamException {
    start("text");
    out.writeAttribute("class", type);
    attribute("x", x);
    attribute("y", y);
    attribute("textLength", letters(line) * LETTER);
    out.writeAttribute("lengthAdjust", "spacingAndGlyphs");
    characters(line);
    end();
  }

  private void start(String element) throws XMLStreamException {
    if (!element.equals("svg")) {
      out.writeCharacters("\n");
    }
    out.writeStartElement(element);
  }

  private void end() throws XMLStreamException {
    out.writeEndElement();
  }

  private void attribute(String name, double value) throws XMLStreamException {
    out.writeAttribute(name, number(value));
  }

  /** XML has no control characters, not even escaped; a name in a file may have any. */
  private void characters(String s) throws XMLStreamException {
    StringBuilder legal = new StringBuilder();
    s.codePoints().map(c -> isLegal(c) ? c : 0xfffd).forEach(legal::appendCodePoint);
    out.writeCharacters(legal.toString());
  }

  private static boolean isLegal(int c) {
    return c == '\n' || (c >= ' ' && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff);
  }

  private static String number(double value) {
    String s = String.format(Locale.ROOT, "%.1f", value);
    return s.endsWith(".0") ? s.substring(0, s.length() - 2) : s;
  }
}
