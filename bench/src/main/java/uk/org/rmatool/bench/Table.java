package uk.org.rmatool.bench;

import java.util.Collections;
import java.util.Locale;

/** A Markdown table on standard output, printed as it grows. */
public final class Table {
  /** Begins one. */
  public Table(String... titles) {
    System.out.println();
    row((Object[]) titles);
    System.out.println("|" + String.join("|", Collections.nCopies(titles.length, "---")) + "|");
  }

  /** Numbers are shown with thousands apart, and with decimals when they are small. */
  public void row(Object... cells) {
    var line = new StringBuilder("|");
    for (var cell : cells) {
      line.append(' ').append(text(cell)).append(" |");
    }
    System.out.println(line);
  }

  /** A cell as it is shown. */
  public static String text(Object cell) {
    return switch (cell) {
      case Double number when Math.abs(number) >= 100 ->
          String.format(Locale.ROOT, "%,d", Math.round(number));
      case Double number when Math.abs(number) >= 10 -> String.format(Locale.ROOT, "%.1f", number);
      case Double number -> String.format(Locale.ROOT, "%.2f", number);
      case Number number -> String.format(Locale.ROOT, "%,d", number.longValue());
      default -> cell.toString();
    };
  }
}
