package dev.millrace.bench;

import java.util.List;

/** Cells as text, in columns. */
final class Layout {
  private Layout() {}

  /**
   * The first line has a cell for each column; a line that has not is a heading. The first two
   * columns are words and stand left, the others are numbers and stand right.
   */
  static String text(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> cells : lines) {
      for (int i = 0; i < cells.size() && cells.size() == columns; i++) {
        widths[i] = Math.max(widths[i], cells.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> cells : lines) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < cells.size(); i++) {
        if (cells.size() < columns) {
          line.append(cells.get(i));
        } else {
          line.append(i == 0 ? "" : "  ")
              .append(
                  String.format(
                      "%" + (i < 2 ? "-" : "") + Math.max(1, widths[i]) + "s", cells.get(i)));
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
