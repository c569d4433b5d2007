package uk.org.rmatool.corenlp;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Texts and names as lines; what a line cannot hold is written <code>\n</code>, <code>\r</code>.
 */
final class LineProtocol {
  private LineProtocol() {}

  /** Throws {@link IllegalArgumentException} with a sentence if this is no line of a text. */
  static String text(String line) {
    var text = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
        text.append(unescaped(i < line.length() ? line.charAt(i) : ' '));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case '\\' -> '\\';
      default ->
          throw new IllegalArgumentException("a backslash is followed by n, r or another one");
    };
  }

  /** <code>TYPE start end score</code> of each name, with tabs between. */
  static String line(List<Name> names) {
    return names.stream()
        .map(
            name ->
                String.format(
                    Locale.ROOT,
                    "%s %d %d %.4f",
                    name.type(),
                    name.start(),
                    name.end(),
                    name.score()))
        .collect(Collectors.joining("\t"));
  }

  /** An exclamation mark and why there is no answer. */
  static String error(Throwable cause) {
    return "!" + String.valueOf(cause.getMessage()).replaceAll("\\R", " ");
  }
}
