package uk.org.rmatool.service.chunking;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a text into passages of at most a size, where it may be cut best: between paragraphs, else
 * between sentences, lines, words. A passage repeats the end of the one before it, so that what
 * stands on a border is whole in one of them. A section with a Markdown heading ({@code #} to
 * {@code ######}) begins a passage of its own, which repeats nothing: two subjects in one are found
 * by neither. Offsets are exact; only blanks are left out.
 *
 * @param size most characters of a passage
 * @param overlap about how many characters a passage shares with the one before, below half of size
 */
public record Chunker(int size, int overlap) {
  public static final int MIN_SIZE = 100;
  public static final int MAX_SIZE = 10_000;

  private static final Pattern HEADING = Pattern.compile("^#{1,6} ", Pattern.MULTILINE);

  /**
   * Characters below which a section, as a heading alone is one, goes with the section after it.
   */
  private static final int MIN_SECTION = 100;

  /** How good a place to cut is; the best in the last half of a passage is taken. */
  private static final int PARAGRAPH = 4;

  private static final int SENTENCE = 3;
  private static final int LINE = 2;
  private static final int WORD = 1;

  public Chunker {
    if (size < MIN_SIZE || size > MAX_SIZE || overlap < 0 || overlap >= size / 2) {
      throw new IllegalArgumentException(
          "A passage has from %d to %d characters and shares less than half of them."
              .formatted(MIN_SIZE, MAX_SIZE));
    }
  }

  /** All passages in their order; none of a blank text. */
  public List<Chunk> chunks(String text) {
    var chunks = new ArrayList<Chunk>();
    int from = 0;
    var heading = HEADING.matcher(text);
    while (heading.find()) {
      if (heading.start() - from >= MIN_SECTION) {
        cut(text, from, heading.start(), chunks);
        from = heading.start();
      }
    }
    cut(text, from, text.length(), chunks);
    return List.copyOf(chunks);
  }

  private void cut(String text, int from, int to, List<Chunk> chunks) {
    int start = skipBlanks(text, from, to);
    while (start < to) {
      int end = end(text, start, to);
      int trimmed = trimBlanks(text, start, end);
      chunks.add(new Chunk(start, trimmed));
      if (skipBlanks(text, end, to) == to) {
        break;
      }
      start = next(text, start, end);
    }
  }

  private int end(String text, int start, int to) {
    if (to - start <= size) {
      return to;
    }
    int limit = start + size;
    int best = limit;
    int bestRank = 0;
    for (int at = limit; at > start + size / 2; at--) {
      int rank = rank(text, at);
      if (rank > bestRank) {
        best = at;
        bestRank = rank;
      }
    }
    return bestRank == 0 ? whole(text, limit) : best;
  }

  /** The next passage begins at a word, some of this one repeated. */
  private int next(String text, int start, int end) {
    for (int at = Math.max(start + 1, end - overlap); at < end; at++) {
      if (rank(text, at) > 0) {
        return skipBlanks(text, at, text.length());
      }
    }
    return skipBlanks(text, end, text.length());
  }

  /** How well the text can be cut before this character; 0 is in the middle of a word. */
  private static int rank(String text, int at) {
    char before = text.charAt(at - 1);
    if (!Character.isWhitespace(before)) {
      return isIdeographicStop(before) ? SENTENCE : 0;
    }
    if (before == '\n') {
      int last = at - 2;
      while (last >= 0 && isBlank(text.charAt(last))) {
        last--;
      }
      if (last >= 0 && text.charAt(last) == '\n') {
        return PARAGRAPH;
      }
    }
    if (at >= 2 && ".!?".indexOf(text.charAt(at - 2)) >= 0) {
      return SENTENCE;
    }
    return before == '\n' ? LINE : WORD;
  }

  private static boolean isIdeographicStop(char c) {
    return c == '\u3002' || c == '\uff01' || c == '\uff1f';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /** Never between the two halves of a character. */
  private static int whole(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
  }

  private static int skipBlanks(String text, int from, int to) {
    int at = from;
    while (at < to && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int trimBlanks(String text, int from, int to) {
    int at = to;
    while (at > from && Character.isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
