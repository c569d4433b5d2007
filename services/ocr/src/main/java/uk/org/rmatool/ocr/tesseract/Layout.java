package uk.org.rmatool.ocr.tesseract;

import java.util.ArrayList;
import java.util.List;

/**
 * What tesseract found.
 *
 * @param pages in their order, at least one
 * @param tsv tesseract's own table
 */
public record Layout(List<Page> pages, String tsv) {
  private static final int COLUMNS = 12;
  private static final int PAGE_LEVEL = 1;
  private static final int WORD_LEVEL = 5;

  public Layout {
    pages = List.copyOf(pages);
  }

  /**
   * Reads tesseract's table: level, page, block, paragraph, line, word, left, top, width, height,
   * confidence, text.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Layout parse(String tsv) {
    var pages = new ArrayList<Page>();
    List<Word> words = new ArrayList<>();
    int[] page = null;
    for (var row : tsv.lines().skip(1).toList()) {
      var columns = row.split("\t", COLUMNS);
      if (columns.length < COLUMNS) {
        throw new IllegalArgumentException("A row has %d columns.".formatted(columns.length));
      }
      int level = number(columns[0]);
      if (level == PAGE_LEVEL) {
        if (page != null) {
          pages.add(new Page(page[0], page[1], page[2], words));
        }
        words = new ArrayList<>();
        page = new int[] {number(columns[1]), number(columns[8]), number(columns[9])};
      } else if (level == WORD_LEVEL && !columns[11].isBlank()) {
        words.add(word(columns));
      }
    }
    if (page == null) {
      throw new IllegalArgumentException("There is no page.");
    }
    pages.add(new Page(page[0], page[1], page[2], words));
    return new Layout(pages, tsv);
  }

  private static Word word(String[] columns) {
    return new Word(
        columns[11],
        number(columns[6]),
        number(columns[7]),
        number(columns[8]),
        number(columns[9]),
        number(columns[2]),
        number(columns[3]),
        number(columns[4]),
        Math.clamp(Double.parseDouble(columns[10]), 0, 100));
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
