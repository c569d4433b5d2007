package uk.org.rmatool.rag.collections;

import java.util.regex.Pattern;

/** Markdown's signs, which say nothing about what a passage is about. */
final class Markup {
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\[\\]]*+)]\\([^()\\s]*+\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} ", Pattern.MULTILINE);
  private static final Pattern RULE = Pattern.compile("^[-:| ]{3,}$", Pattern.MULTILINE);
  private static final Pattern SIGNS = Pattern.compile("`|\\*\\*");
  private static final Pattern BLANKS = Pattern.compile("[ \t|]+");

  private Markup() {}

  /** The words alone: of links their text, of tables their cells. */
  static String strip(String text) {
    var words = LINK.matcher(text).replaceAll("$1");
    words = RULE.matcher(words).replaceAll("");
    words = HEADING.matcher(words).replaceAll("");
    words = SIGNS.matcher(words).replaceAll("");
    return BLANKS.matcher(words).replaceAll(" ");
  }
}
