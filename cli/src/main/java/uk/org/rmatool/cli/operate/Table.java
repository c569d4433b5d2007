package uk.org.rmatool.cli.operate;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as what is in them, the last one as wide as it likes. */
final class Table {
  /** What stands in a cell that has nothing to tell. */
  static final String NOTHING = "-";

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... names) {
    rows.add(List.of(names));
  }

  /** Adds a row with a cell for every column. */
  void add(String... cells) {
    rows.add(List.of(cells).stream().map(Table::clean).toList());
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  List<String> lines() {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** What nodes say of themselves must not steer a terminal. */
  static String clean(String text) {
    return text.replaceAll(
        "\\p{Cntrl}|[\\x{80}-\\x{9f}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]",
        "?");
  }
}
